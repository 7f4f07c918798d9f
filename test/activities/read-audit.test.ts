import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readAuditFacts, type AuditSources } from '../../activities/read-audit.ts';
import { findIrregularities } from '../../domain/irregularities.ts';
import { summarise } from '../../domain/audit-summary.ts';
import { beginJourney, type JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { samplePackage } from '../sandbox/sample-storage.ts';
import { PIPELINE } from '../support/pipeline.ts';
import { sandboxServices } from '../support/services.ts';

const BUNDLE = fileURLToPath(new URL('../../../shared/data/package-storage.bundle', import.meta.url));
const NOBODY: AuditSources['journeys'] = { list: async () => [], read: async () => undefined };

/** Audits a sandbox in which no journey runs, and counts what that costs. */
async function audit(sandbox: Sandbox, { services }: Awaited<ReturnType<typeof sandboxServices>>) {
  const { github, registries } = sandbox;
  const before = github.log.exchanges.length;
  const asked = () => Object.values(registries).map(({ log }) => log.exchanges.length);
  const [earlier, { pipeline }] = [asked(), sandbox.config];
  const facts = await readAuditFacts({
    storage: services.storage,
    registryOf: (stage) => services.registryOf(stage),
    pipeline,
    journeys: NOBODY,
  });
  const findings = findIrregularities(facts);
  return {
    facts,
    summary: summarise(facts, findings, { at: '2026-02-03T04:05:06Z' }),
    calls: github.log.exchanges.slice(before).map(({ note, path }) => note ?? path),
    looks: asked().map((count, index) => count - (earlier[index] ?? 0)),
  };
}

/** `BRANCH TREE packages/NAME/VERSION` of all versions on a branch, as git has them. */
function foldersOf({ gitDir }: Sandbox, branch: string): string[] {
  return execFileSync('git', ['--git-dir', gitDir, 'ls-tree', '-d', '-r', branch, 'packages/'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
    .split('\n')
    .flatMap((line) => {
      const [, tree, path] = /^\d+ tree ([0-9a-f]{40})\t(packages\/[^/]+\/[^/]+)$/.exec(line) ?? [];
      return path === undefined ? [] : [`${branch} ${tree} ${path}`];
    });
}

describe('an audit', () => {
  it('says which branches of the pipeline the storage does not have, and looks at the others', async () => {
    const { sandbox, services } = await sandboxServices();
    const { pipeline } = sandbox.config;
    const stages = pipeline.stages.map((stage) =>
      stage.name === 'staging' ? { ...stage, branch: 'stagng' } : stage,
    );
    const facts = await readAuditFacts({
      storage: services.storage,
      registryOf: (stage) => services.registryOf(stage),
      pipeline: { ...pipeline, stages },
      journeys: NOBODY,
    });
    expect(facts.missingBranches).toEqual(['stagng']);
    const seenOn = new Set(facts.versions.flatMap(({ on }) => on.map(({ branch }) => branch)));
    expect([...seenOn].toSorted()).toEqual(['production', 'snapshot']);
  });
});

describe('an audit of journeys of which some do not answer', () => {
  it('asks no other after ten of them, so that it ends in time, and says of how many it knows nothing', async () => {
    const { sandbox, services } = await sandboxServices();
    const { pipeline } = sandbox.config;
    const journeys = Array.from({ length: 300 }, (_, number) => parsePackageVersion(`many@1.0.${number}`));
    const asked: string[] = [];
    const facts = await readAuditFacts({
      storage: services.storage,
      registryOf: (stage) => services.registryOf(stage),
      pipeline,
      packageName: 'many',
      journeys: {
        list: async () => journeys,
        // One of each ten that are asked at a time.
        read: async (packageVersion) => {
          asked.push(packageVersion.version);
          return packageVersion.version.endsWith('0') ? undefined : beginOf(packageVersion);
        },
      },
    });
    expect(asked.filter((version) => version.endsWith('0'))).toHaveLength(10);
    expect(asked).toHaveLength(100);
    const { unread } = summarise(facts, findIrregularities(facts), { at: '2026-02-03T04:05:06Z' });
    expect(unread).toEqual(['210 journeys did not say what is done already: is a worker running?']);
  });
});

describe('an audit of more contents that differ than it compares', () => {
  it('compares first what would call a person to a journey: other file modes are no contradiction', async () => {
    const { sandbox, services } = await sandboxServices();
    const names = Array.from({ length: 12 }, (_, number) => `many_${String(number).padStart(2, '0')}`);
    const push = (branch: string, more?: Readonly<Record<string, string>>) =>
      sandbox.github.pushCommit(
        branch,
        Object.assign({}, ...names.map((name) => samplePackage(name, '1.0.0', more))),
        'author',
        'Add many',
      );
    await push('snapshot');
    await push('staging', { 'docs/README.md': '# Other\n' });
    const carried = parsePackageVersion('carried@1.0.0');
    await sandbox.github.pushCommit('snapshot', samplePackage('carried', '1.0.0'), 'author', 'Add it');
    const state = addedWith(carried, withOtherModes(sandbox, 'snapshot:packages/carried/1.0.0'));

    const facts = await readAuditFacts({
      storage: services.storage,
      registryOf: (stage) => services.registryOf(stage),
      pipeline: sandbox.config.pipeline,
      journeys: { list: async () => [carried], read: async () => state },
    });
    const findings = findIrregularities(facts);
    const kinds = findings.map(({ kind, sentence }) => `${kind}: ${sentence}`);
    expect(kinds.filter((kind) => kind.startsWith('contradicted'))).toEqual([]);
    expect(kinds.filter((kind) => kind.includes('1 changed (docs/README.md)'))).toHaveLength(9);
    expect(kinds.filter((kind) => kind.includes('not compared'))).toHaveLength(3);
  });
});

/** A journey at its beginning. */
function beginOf(packageVersion: PackageVersion): JourneyState {
  const route = PIPELINE.stages.map(({ name }) => name);
  const source = { kind: 'storage' } as const;
  const input = { packageVersion, source, route, pipeline: PIPELINE, requester: 'author' };
  return beginJourney({ ...input, timing: DEFAULT_TIMING }, '2026-02-03T04:05:06Z');
}

/** A journey that added its version to snapshot, with the content of this tree. */
function addedWith(packageVersion: PackageVersion, tree: string): JourneyState {
  const state = beginOf(packageVersion);
  const [add, ...rest] = state.steps;
  return {
    ...state,
    content: { tree, digest: 'd'.repeat(64), files: 3 },
    steps: add === undefined ? rest : [{ ...add, status: 'done' }, ...rest],
  };
}

/** A tree like this one, whose files may be executed. @returns its id. */
function withOtherModes({ gitDir }: Sandbox, folder: string): string {
  const git = (args: readonly string[], input = '') =>
    execFileSync('git', ['--git-dir', gitDir, ...args], { encoding: 'utf8', input });
  const entries = git(['ls-tree', folder]);
  expect(entries).toContain('100644 blob');
  return git(['mktree'], entries.replaceAll('100644 blob', '100755 blob')).trim();
}

describe('what an audit costs', () => {
  it('of 600 versions on three branches: less than 20 calls of GitHub, however many files they have', async () => {
    const fixture = await sandboxServices();
    const { sandbox } = fixture;
    const names = Array.from({ length: 200 }, (_, number) => `many_${String(number).padStart(3, '0')}`);
    const push = (branch: string, version: string) =>
      sandbox.github.pushCommit(
        branch,
        Object.assign({}, ...names.map((name) => samplePackage(name, version))),
        'author',
        'Add many',
      );
    await push('snapshot', '3.0.0');
    await push('staging', '2.0.0');
    await push('production', '1.0.0');
    const { summary, calls, looks } = await audit(sandbox, fixture);
    expect(summary.seen).toEqual({ versions: 605, journeys: 0, registries: 3 });
    expect(summary.counts).toMatchObject({ 'no-journey': 403, 'two-branches': 0 });
    // No image was built of them: every registry lacks what its branches hold.
    expect(summary.counts['not-served']).toBe(600 + 400 + 200);
    // One for the branches, seven for 605 packages, one page of pull requests, two lists of refs.
    expect(calls.filter((call) => call === 'ReadTrees')).toHaveLength(7);
    expect(calls).toHaveLength(11);
    // The list, and at most fifty pages of what it lacks.
    expect(looks).toEqual([51, 51, 51]);
  }, 120_000);

  it.skipIf(!existsSync(BUNDLE))(
    'of the real storage (skipped without its bundle): every version is found where git has it',
    async () => {
      const fixture = await sandboxServices({ storage: BUNDLE });
      const { facts, summary, calls } = await audit(fixture.sandbox, fixture);
      expect(summary.counts['not-served']).toBe(0);
      expect(calls).toHaveLength(5);
      const found = facts.versions.flatMap(({ packageVersion: { name, version }, on }) =>
        on.map(({ branch, tree }) => `${branch} ${tree} packages/${name}/${version}`),
      );
      expect(found.toSorted()).toEqual(
        ['snapshot', 'staging', 'production']
          .flatMap((branch) => foldersOf(fixture.sandbox, branch))
          .toSorted(),
      );
    },
    240_000,
  );
});
