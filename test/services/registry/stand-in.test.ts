import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ContentFiles } from '../../../domain/content.ts';
import type { ContentLevel } from '../../../domain/pipeline.ts';
import { ImageStore } from '../../../sandbox/images/image-store.ts';
import { JenkinsStandIn } from '../../../sandbox/jenkins/jenkins-stand-in.ts';
import { RegistryStandIn } from '../../../sandbox/registry/registry-stand-in.ts';
import { blobId } from '../../../services/github/git-objects.ts';
import { RegistryAnswerUnexpected } from '../../../services/registry/registry-answer-unexpected.ts';
import { Registry } from '../../../services/registry/registry.ts';
import { lookAtServed, type ServedLook } from '../../../services/registry/verify.ts';
import { samplePackage, SampleStorage } from '../../sandbox/sample-storage.ts';

const SAMPLE = { name: 'sample', version: '1.0.0' };
const FILES = samplePackage('sample', '1.0.0', { 'img/large.svg': '<svg>'.padEnd(200_000, ' ') });
const EXPECTED: ContentFiles = Object.fromEntries(
  Object.entries(FILES).map(([path, text]) => [
    path.slice('packages/sample/1.0.0/'.length),
    { blob: blobId(Buffer.from(text)), mode: '100644' },
  ]),
);

let storage: SampleStorage;
let jenkins: JenkinsStandIn;
let standIn: RegistryStandIn;
let registry: Registry;

beforeAll(async () => {
  storage = new SampleStorage({
    snapshot: { ...FILES, ...samplePackage('sample', '2.0.0-rc1'), ...samplePackage('young', '0.1.0') },
  });
  const images = new ImageStore();
  const jobs = [{ stage: 'snapshot', branch: 'snapshot', path: 'job/snapshot', layers: [] }];
  jenkins = await JenkinsStandIn.start({ gitDir: storage.gitDir, images, jobs });
  standIn = await RegistryStandIn.start({
    stage: 'snapshot',
    branch: 'snapshot',
    gitDir: storage.gitDir,
    images,
    rollout: { mode: 'manual' },
    maxAge: 600,
    searchMaxAge: 60,
  });
  registry = new Registry({ url: standIn.url });
});
afterEach(() => standIn.faults.clear());
afterAll(async () => {
  await standIn.close();
  await jenkins.close();
  storage.remove();
});

function look(level: ContentLevel, files = EXPECTED, packageVersion = SAMPLE): Promise<ServedLook> {
  return lookAtServed(registry, { packageVersion, level, files });
}

test.each(['full', 'manifest', 'presence'] as const)(
  'what is on the branch is served, at level %s',
  async (level) => {
    await expect(look(level)).resolves.toMatchObject({ verdict: 'served', maxAgeMs: 600_000 });
  },
);

test('the digest is that of the branch', async () => {
  const lines = Object.entries(EXPECTED).map(([path, { blob }]) => `${path}\0${blob}\n`);
  const { digest } = await registry.readContent(SAMPLE);
  expect(digest).toBe(createHash('sha256').update(lines.sort().join('')).digest('hex'));
});

test.each([
  ['a pre-release', { name: 'sample', version: '2.0.0-rc1' }],
  ['a 0.x', { name: 'young', version: '0.1.0' }],
  ['not the newest', SAMPLE],
])('%s is listed', async (_title, packageVersion) => {
  await expect(look('presence', {}, packageVersion)).resolves.toMatchObject({ verdict: 'served' });
});

test('what was never there is not served, and that may change at once', async () => {
  const version = { name: 'sample', version: '9.9.9' };
  await expect(look('full', {}, version)).resolves.toMatchObject({ verdict: 'not-served', maxAgeMs: 0 });
});

test('other bytes under the same version differ', async () => {
  standIn.faults.add({ kind: 'wrongContentSameVersion', value: 'sample@1.0.0/docs/README.md' });
  await expect(look('full')).resolves.toMatchObject({
    verdict: 'differs',
    difference: { changed: ['docs/README.md'], missing: [], added: [] },
  });
});

test('a file that is not in the zip is missing', async () => {
  standIn.faults.add({ kind: 'missingFileInZip', value: 'sample@1.0.0/docs/README.md' });
  await expect(look('full')).resolves.toMatchObject({
    verdict: 'differs',
    difference: { missing: ['docs/README.md'] },
  });
});

test('a version that vanished is not served', async () => {
  standIn.faults.add({ kind: 'versionVanishes', value: 'sample@1.0.0' });
  await expect(look('full')).resolves.toMatchObject({ verdict: 'not-served' });
});

test.each(['truncatedJson', 'htmlErrorPage'] as const)('the fault %s is not believed', async (kind) => {
  standIn.faults.add({ kind, times: 1 });
  await expect(look('presence')).rejects.toBeInstanceOf(RegistryAnswerUnexpected);
});

test('the limit of calls is an error that says when to come back', async () => {
  standIn.faults.add({ kind: 'rateLimit429', ms: 7_000, times: 1 });
  await expect(look('presence')).rejects.toMatchObject({ status: 429, retryAfterMs: 7_000 });
});

test('trouble of the registry is an error with its status', async () => {
  standIn.faults.add({ kind: '5xx', value: '502', times: 1 });
  await expect(look('presence')).rejects.toMatchObject({ name: 'RegistryError', status: 502 });
});
