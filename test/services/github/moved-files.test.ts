import { expect, it } from 'vitest';
import { observeChange } from '../../../activities/observe-change.ts';
import { packagePath } from '../../../domain/package-version.ts';
import { samplePackage } from '../../support/github.ts';
import { startStorage } from './storage-fixture.ts';

const older = { name: 'sample', version: '1.0.0' };
const newer = { name: 'sample', version: '1.1.0' };

/** A manifest that is long enough for those of two versions to be alike. */
function filesOf(version: string): Record<string, string> {
  const manifest = [`version: ${version}`, ...Array.from({ length: 20 }, (_, line) => `word_${line}: same`)];
  const path = `packages/sample/${version}/manifest.yml`;
  return { ...samplePackage('sample', version), [path]: manifest.join('\n') };
}

it('a pull request that moves the older version to the newer one changes as many files, and is not intact', async () => {
  const staging = { 'README.md': 'staging\n', ...filesOf('1.0.0') };
  const { github, storage, git } = await startStorage({ storage: { staging } });
  const gone = Object.fromEntries(Object.keys(filesOf('1.0.0')).map((path) => [path, null]));
  const files = { ...gone, ...filesOf('1.1.0') };
  await github.pushCommit('by-hand', files, 'author', 'Move it', 'staging');
  const proposal = { title: 'Move it', head: 'by-hand', base: 'staging', login: 'author' };
  const { number } = await github.openPullRequest(proposal);

  const look = await storage.lookAtPullRequest({ number, packageVersion: newer });
  if (look === null) throw new Error('It does not show');
  expect(look).toMatchObject({ changedFiles: 3, files: { added: 0, removed: 0, other: 3 } });
  const { content } = await storage.readContent(git('rev-parse', `by-hand:${packagePath(newer)}`));
  const checks = { required: [], whenNone: 'pass' } as const;
  const add = { packageVersion: newer, stage: 'staging', branch: 'staging', content, round: 1 };
  expect(observeChange(look, { ...add, kind: 'add' }, checks).effect).toBe('altered');

  const lookOfOlder = await storage.lookAtPullRequest({ number, packageVersion: older });
  if (lookOfOlder === null) throw new Error('It does not show');
  const remove = { ...add, kind: 'remove', packageVersion: older } as const;
  expect(observeChange(lookOfOlder, remove, checks).effect).toBe('altered');
});
