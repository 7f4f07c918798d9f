import { describe, expect, it } from 'vitest';
import { checkCleanedUp } from '../../client/cleaned-up.ts';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { startStorage } from '../services/github/storage-fixture.ts';
import { PIPELINE } from '../support/pipeline.ts';

const packageVersion = parsePackageVersion('nginx@1.6.0');
const README = { 'README.md': 'Read me\n' };

/** Asks whether a version that these branches hold can go back to a stage. */
async function check(holders: readonly string[], stage: string): Promise<string> {
  const held = { ...README, [`${packagePath(packageVersion)}/manifest.yml`]: 'version: 1.6.0\n' };
  const branches = PIPELINE.stages.map(({ branch }) => [branch, holders.includes(branch) ? held : README]);
  const { storage } = await startStorage({ storage: Object.fromEntries(branches) });
  return checkCleanedUp(storage, packageVersion, PIPELINE, stage).then(
    () => 'it can',
    (error: unknown) => (error instanceof Error ? error.message : 'no error'),
  );
}

describe('a clean-up that is to be undone when no journey runs', () => {
  it.each<[holders: string[], stage: string, said: string]>([
    [['staging'], 'snapshot', 'it can'],
    [['production'], 'snapshot', 'it can'],
    [['production'], 'staging', 'it can'],
    [['snapshot', 'staging'], 'snapshot', 'no: snapshot holds it'],
    [['snapshot'], 'staging', 'no: production does not hold it'],
    [['snapshot'], 'production', 'no: production is the last stage, which is never cleaned up'],
    [[], 'snapshot', 'no: staging or production does not hold it'],
  ])('held by %s, put back on %s: %s', async (holders, stage, said) => {
    const sentence = said.replace('no', 'There is no clean-up of nginx@1.6.0 to undo');
    expect(await check(holders, stage)).toBe(said.startsWith('no') ? `${sentence}.` : said);
  });
});
