import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { AuditSummary } from '../../domain/audit-summary.ts';
import type { FindingKind } from '../../domain/audit.ts';
import { contentRef, headBranchName } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { runCli } from '../cli/run-cli.ts';
import { runHere } from '../cli/run-here.ts';
import { buildByHand } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

/** `limelight`, as a person at this world types it. */
function commandLine(world: World): (...args: readonly string[]) => ReturnType<typeof runHere> {
  return (...args) =>
    runHere(args, {
      ...world.sandbox.env,
      TEMPORAL_ADDRESS: inject('temporal').address,
      TEMPORAL_NAMESPACE: world.namespace,
    });
}

/** What a command starts is for the task queue of the configuration. */
function listenAtConfiguredQueue(world: World): void {
  Object.assign(world, { taskQueue: world.config.temporal.taskQueue });
}

describe('an audit of a storage', () => {
  const LONELY = 'lonely@1.0.0';
  const DOUBLE = 'lonely@2.0.0';
  const CARRIED = 'carried@1.0.0';
  const LOST = 'lonely@3.0.0';
  let world: World;
  let limelight: ReturnType<typeof commandLine>;
  let byHand: ByHand;

  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    limelight = commandLine(world);
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  async function audit(...args: readonly string[]): Promise<{ code: number | null; summary: AuditSummary }> {
    const { code, stdout, stderr } = await limelight('audit', '--json', ...args);
    if (stdout === '') throw new Error(stderr);
    return { code, summary: JSON.parse(stdout) as AuditSummary };
  }
  const subjectsOf = ({ findings }: AuditSummary, kind: FindingKind): string[] =>
    findings.filter((finding) => finding.kind === kind && !finding.inHand).map(({ subject }) => subject);

  it('is clean where nothing stands half way', async () => {
    const { code, summary } = await audit('--package', 'footlights');
    expect(summary).toMatchObject({ findings: [], unread: [], package: 'footlights' });
    expect(summary.seen).toEqual({ versions: 1, journeys: 0, registries: 3 });
    expect(code).toBe(0);
    const { stdout } = await limelight('audit', '--package', 'footlights');
    expect(stdout).toBe('Looked at 1 version, 0 journeys and 3 registries: nothing needs a person.\n');
  });

  it('finds what nobody carries, what is on two branches, what is not served, and what is left over', async () => {
    await byHand.push('snapshot', LONELY);
    await byHand.push('production', DOUBLE);
    await byHand.push('staging', DOUBLE, { 'docs/README.md': '# Other\n' });
    const head = headBranchName({
      kind: 'add',
      packageVersion: parsePackageVersion(LOST),
      stage: 'snapshot',
      round: 1,
    });
    const number = await byHand.propose('snapshot', head, LOST);
    const kept = contentRef(parsePackageVersion(LOST), world.git('rev-parse', 'snapshot^{tree}'));
    world.git('update-ref', kept, 'snapshot');
    world.git('update-ref', 'refs/heads/limelight/strange', 'snapshot');

    const { code, summary } = await audit();
    expect(code).toBe(6);
    expect(subjectsOf(summary, 'no-journey')).toEqual([
      // Those that the sandbox begins with.
      'curtain@0.2.0',
      LONELY,
      DOUBLE,
      'orchestra@1.1.0',
      'orchestra@1.2.0-preview1',
    ]);
    expect(subjectsOf(summary, 'two-branches')).toEqual([DOUBLE]);
    expect(subjectsOf(summary, 'not-served')).toEqual([LONELY, DOUBLE, DOUBLE, DOUBLE]);
    expect(subjectsOf(summary, 'stray-pull-request')).toEqual([`#${number}`]);
    expect(subjectsOf(summary, 'stray-branch')).toEqual(['limelight/strange']);
    expect(subjectsOf(summary, 'stray-content')).toEqual([kept]);

    const { stdout } = await limelight('audit', '--package', 'lonely');
    expect(stdout).toMatch(
      /^Looked at 2 versions, 0 journeys and 3 registries: 9 findings need a person\.\n/,
    );
    expect(stdout).toContain(
      'production and staging; staging holds other content: 1 changed (docs/README.md)',
    );
    expect(stdout).toMatch(/#\d+ +http.* is open, and no journey that runs opened it +gh pr close \d+/);
    expect(stdout).not.toContain('limelight/strange');
  });

  it('finds a journey whose facts changed behind its back, and leaves those at work alone', async () => {
    await byHand.push('snapshot', CARRIED);
    await world.withWorker(async () => {
      await depart(world, CARRIED);
      await untilState(world.handle(CARRIED), ({ waiting }) => waiting?.for === 'approval');
      expect(await audit('--package', 'carried')).toMatchObject({
        code: 0,
        summary: { findings: [], seen: { versions: 1, journeys: 1 } },
      });
      const tree = await byHand.push('snapshot', CARRIED, { 'docs/README.md': '# Other\n' });
      const { code, summary } = await audit('--package', 'carried');
      expect(code).toBe(6);
      expect(summary.findings).toMatchObject([
        {
          kind: 'contradicted',
          subject: CARRIED,
          stages: ['snapshot'],
          sentence: expect.stringMatching(
            /^step add-snapshot is done: .* snapshot holds other content of it now: 1 changed \(docs\/README.md\)$/,
          ),
          command: `limelight why ${CARRIED}`,
        },
      ]);
      expect(tree).not.toBe('none');

      await byHand.remove('snapshot', CARRIED);
      const gone = await audit('--package', 'carried');
      expect(gone.summary.findings).toMatchObject([
        { kind: 'contradicted', sentence: expect.stringContaining('the branch holds it no more') },
      ]);
      await world.journeys.abort(parsePackageVersion(CARRIED), { actor: 'author' });
      await world.handle(CARRIED).result();
    });
    expect((await audit('--package', 'carried')).code).toBe(0);
  });

  it('says what it could not read: a registry that is out of order', async () => {
    const staging = world.registry('staging');
    staging.faults.add({ kind: '5xx' });
    try {
      const { code, summary } = await audit('--package', 'footlights');
      expect(code).toBe(5);
      expect(summary.seen.registries).toBe(2);
      expect(summary.unread).toEqual([
        expect.stringMatching(/^the registry of staging could not be read: .*: 50\d/),
      ]);
    } finally {
      staging.faults.clear();
    }
  });
});

describe('an audit that adopts', () => {
  const SERVED = 'served@1.0.0';
  const SECOND = 'served@2.0.0';
  const DIFFERS = 'served@3.0.0';
  let world: World;
  let limelight: ReturnType<typeof commandLine>;
  let byHand: ByHand;

  beforeAll(async () => {
    world = await World.start();
    limelight = commandLine(world);
    listenAtConfiguredQueue(world);
    byHand = new ByHand(world);
    await byHand.push('staging', SERVED);
    await byHand.push('snapshot', SERVED);
    await byHand.push('snapshot', SECOND);
    await byHand.push('staging', DIFFERS);
    await byHand.push('snapshot', DIFFERS, { 'docs/README.md': '# Other\n' });
  });
  afterAll(() => world?.close());

  it('shows the list and starts nothing while nobody agrees', async () => {
    const { code, stderr } = await limelight('audit', '--adopt', '--json');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--json cannot ask: say --yes')]);
    const ask = (input: string) =>
      runCli(
        ['audit', '--adopt', '--package', 'served'],
        {
          ...world.sandbox.env,
          TEMPORAL_ADDRESS: inject('temporal').address,
          TEMPORAL_NAMESPACE: world.namespace,
        },
        input,
      );
    const [nobody, no] = await Promise.all([ask(''), ask('n\n')]);
    expect(nobody.stdout).toMatch(
      /served@1\.0\.0 +on staging and snapshot[^]*Start these 2 journeys\? \[y\/n\]\s*$/,
    );
    expect(nobody).toMatchObject({ code: 2, stderr: 'Nothing was started: nobody answers; say --yes.\n' });
    expect(no).toMatchObject({ code: 0, stderr: 'Nothing was started.\n' });
    expect(await world.journeys.list()).toEqual([]);
  });

  it('starts so many as it may, each only once, and leaves out what a person must look at', async () => {
    await world.withWorker(async () => {
      // The very image that a person built by hand: it holds the version, so that no other is needed.
      const built = await buildByHand(world, 'staging');
      const first = await limelight(
        'audit',
        '--adopt',
        '--package',
        'served',
        '--limit',
        '1',
        '--yes',
        '--as',
        'author',
      );
      expect(first.stdout).toMatch(
        /^Journeys that would be started:\n {2}served@1\.0\.0 {2}on staging and snapshot {2}snapshot → staging → production {2}\d+ of 17 steps to do, from publish-staging\n {2}and 1 more: .*\nLeft out: served@3\.0\.0: snapshot holds other content of it than staging: 1 changed \(docs\/README\.md\)\.\nserved@1\.0\.0 is on its way\.\n$/,
      );
      expect(first.code).toBe(6);
      await untilListed(world, [SERVED]);
      const second = await limelight(
        'audit',
        '--adopt',
        '--package',
        'served',
        '--yes',
        '--as',
        'author',
        '--json',
      );
      expect(JSON.parse(second.stdout)).toMatchObject({
        started: [{ kind: 'started', packageVersion: parsePackageVersion(SECOND) }],
        failed: [],
        leftOut: [{ packageVersion: parsePackageVersion(DIFFERS) }],
        beyondLimit: 0,
      });
      const results = [await world.handle(SERVED).result(), await world.handle(SECOND).result()];
      expect(results.map(({ outcome, requester }) => [outcome, requester])).toEqual([
        ['star', 'author'],
        ['star', 'author'],
      ]);
      const [published] = results[0]?.steps.filter(({ id }) => id === 'publish-staging') ?? [];
      expect(published?.result).toMatchObject({ kind: 'build', build: { number: built } });
    });
    await byHand.remove('snapshot', DIFFERS);
    await byHand.remove('staging', DIFFERS);
    expect((await limelight('audit', '--package', 'served')).stdout).toContain('nothing needs a person');
    const nothing = await limelight('audit', '--adopt', '--package', 'served', '--yes');
    expect([nothing.code, nothing.stdout]).toEqual([0, 'No journey to start.\n']);
  }, 240_000);

  it('starts nothing anew that a person aborted', async () => {
    const UNWANTED = 'unwanted@1.0.0';
    await byHand.push('snapshot', UNWANTED);
    await world.withWorker(async () => {
      await depart(world, UNWANTED);
      const reason = 'it breaks Kibana';
      await world.journeys.abort(parsePackageVersion(UNWANTED), { actor: 'author', reason });
      await world.handle(UNWANTED).result();
    });
    await expect
      .poll(async () => world.journeys.list({ package: 'unwanted', closed: true, step: 'aborted' }))
      .toMatchObject([{ status: 'COMPLETED' }]);
    const { code, stdout } = await limelight('audit', '--adopt', '--package', 'unwanted', '--yes');
    expect([code, stdout]).toEqual([
      6,
      'No journey to start.\nLeft out: unwanted@1.0.0: its last journey was aborted by author: it breaks Kibana; `limelight start unwanted@1.0.0` begins another.\n',
    ]);
  });
});

describe('audits by a schedule', () => {
  let world: World;
  let limelight: ReturnType<typeof commandLine>;

  beforeAll(async () => {
    world = await World.start();
    limelight = commandLine(world);
    listenAtConfiguredQueue(world);
  });
  afterAll(() => world?.close());

  it('are created, changed, shown and removed', async () => {
    expect((await limelight('audit', '--last')).code).toBe(4);
    const wrong = await limelight('audit', '--schedule', 'now and then');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('minute, hour')]);

    const created = await limelight('audit', '--schedule', '0 7 * * 1-5');
    expect(created.stdout).toMatch(/^The storage is audited by "0 7 \* \* 1-5" \(UTC\), next at .*T07:00:00/);
    const changed = await limelight('audit', '--schedule', '30 6 * * *', '--json');
    expect(JSON.parse(changed.stdout)).toMatchObject({
      next: expect.arrayContaining([expect.stringContaining('T06:30:00')]),
    });
    await world.withWorker(async () => {
      await world.client.schedule.getHandle('audit').trigger();
      await expect
        .poll(async () => (await limelight('audit', '--last')).code, { timeout: 30_000, interval: 500 })
        .toBe(6);
    });
    const last = JSON.parse((await limelight('audit', '--last', '--json')).stdout) as {
      workflowId: string;
      summary: AuditSummary;
    };
    expect(last.workflowId).toMatch(/^audit/);
    expect(last.summary.findings.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['no-journey', 'curtain@0.2.0'],
      ['no-journey', 'orchestra@1.1.0'],
      ['no-journey', 'orchestra@1.2.0-preview1'],
    ]);
    expect((await limelight('audit', '--last')).stdout).toContain('3 findings need a person');

    const revoked = { operation: 'ListPackages', status: 401, message: 'Bad credentials' };
    const fault = world.sandbox.github.faults.inject(revoked);
    await world.withWorker(async () => {
      await world.client.schedule.getHandle('audit').trigger();
      await expect
        .poll(() => limelight('audit', '--last'), { timeout: 30_000, interval: 500 })
        .toMatchObject({ code: 1, stdout: expect.stringMatching(/did not end well: .*Bad credentials/) });
    });
    fault.remove();
    expect((await limelight('audit', '--unschedule')).stdout).toContain('no more');
    expect((await limelight('audit', '--unschedule')).stdout).toContain('There was no schedule');
  });
});

async function untilListed(world: World, texts: readonly string[]): Promise<void> {
  await expect
    .poll(async () => (await world.journeys.list()).map(({ workflowId }) => workflowId), { timeout: 20_000 })
    .toEqual(texts.map((text) => `package/${text}`));
}
