import { describe, expect, it, vi } from 'vitest';
import { JourneyNotFound } from '../../client/errors/journey-not-found.ts';
import { PublisherNotFound } from '../../client/errors/publisher-not-found.ts';
import type { JourneyFilter, JourneySummary } from '../../client/journey-list.ts';
import { forkBranch } from '../../domain/names.ts';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import type { PublisherState, PublishRequest } from '../../domain/publisher-state.ts';
import { CommitDirectory } from '../../gateway/commit-directory.ts';
import { Counters } from '../../gateway/counters.ts';
import type { NamedPullRequest } from '../../gateway/delivery-subject.ts';
import { PublisherWaker } from '../../gateway/publisher-waker.ts';
import { PullRequestWaker } from '../../gateway/pull-request-waker.ts';
import { Waking } from '../../gateway/waking.ts';
import { PIPELINE } from '../support/pipeline.ts';

const OURS = 'limelight/add-nginx@1.0.0-to-staging-1';
const SHA = 'a'.repeat(40);

/** The waking over a GitHub and a Temporal that note what they are asked. Windows end only when it is closed. */
function wake() {
  const world = {
    pictures: new Map<number, string>(),
    byCommit: new Map<string, NamedPullRequest[]>(),
    adopters: new Map<number, string>(),
    requests: new Map<string, PublishRequest[]>(),
    running: new Set(['nginx@1.0.0', 'apache@2.0.0']),
    failuresToCome: 0,
  };
  const looks: number[] = [];
  const lookups: string[] = [];
  const nudges: string[] = [];
  const lines: string[] = [];
  const counters = new Counters();
  const log = (line: string) => void lines.push(line);
  const journeys = {
    list: async ({ pullRequest = 0 }: JourneyFilter): Promise<JourneySummary[]> => {
      const adopter = world.adopters.get(pullRequest);
      if (adopter === undefined) return [];
      const packageVersion = parsePackageVersion(adopter);
      return [{ packageVersion, workflowId: '', runId: '', status: 'RUNNING', startedAt: '' }];
    },
    nudge: async (packageVersion: PackageVersion) => {
      if (!world.running.has(formatPackageVersion(packageVersion))) throw new JourneyNotFound(packageVersion);
      nudges.push(formatPackageVersion(packageVersion));
    },
  };
  const publishers = {
    state: async (stage: string): Promise<PublisherState> => {
      const requests = world.requests.get(stage);
      if (requests === undefined) throw new PublisherNotFound(stage);
      return { schema: 1, stage, requests, answers: [], doing: '', decisions: [], rollOuts: [] };
    },
    nudge: async (stage: string) => void nudges.push(`publisher/${stage}`),
  };
  const look = async (number: number) => {
    looks.push(number);
    if (world.failuresToCome > 0) {
      world.failuresToCome -= 1;
      throw new Error('GitHub is away');
    }
    return world.pictures.get(number) ?? 'gone';
  };
  const pullRequests = new PullRequestWaker({ journeys, look, counters, log });
  const start = (windowMs = 3_600_000) =>
    new Waking({
      pipeline: PIPELINE,
      counters,
      log,
      windowMs,
      pullRequests,
      publishers: new PublisherWaker({ publishers, counters, log }),
      commits: new CommitDirectory(async (sha) => {
        lookups.push(sha);
        return world.byCommit.get(sha) ?? [];
      }, 100),
    });
  return { world, looks, lookups, nudges, lines, start, waking: start() };
}

const ofPull = (number: number, ref = OURS, sha = SHA) =>
  ({ kind: 'pull-requests', pullRequests: [{ number, head: { ref, sha } }] }) as const;

describe('what is heard of a pull request', () => {
  it('wakes its journey at once, and not again as long as nothing is different', async () => {
    const { world, looks, nudges, waking } = wake();
    world.pictures.set(7, 'green');
    for (let time = 0; time < 500; time += 1) expect(waking.hear(ofPull(7))).toBe('taken');
    await vi.waitFor(() => expect(nudges).toEqual(['nginx@1.0.0']));
    for (let time = 0; time < 500; time += 1) waking.hear(ofPull(7));
    await waking.close();
    expect(looks).toEqual([7, 7]);
    expect(nudges).toEqual(['nginx@1.0.0']);
  });

  it('wakes it again when it differs from what it was woken for, in whatever order it came', async () => {
    const { world, nudges, waking } = wake();
    world.pictures.set(7, 'pending');
    waking.hear(ofPull(7));
    await vi.waitFor(() => expect(nudges).toHaveLength(1));
    // What the delivery itself says counts for nothing: an old one may come last.
    world.pictures.set(7, 'green');
    waking.hear(ofPull(7));
    waking.hear(ofPull(7, OURS, 'b'.repeat(40)));
    await waking.close();
    expect(nudges).toEqual(['nginx@1.0.0', 'nginx@1.0.0']);
  });

  it('costs one needless look after a restart of the gateway', async () => {
    const { world, looks, nudges, start } = wake();
    world.pictures.set(7, 'green');
    for (let restart = 0; restart < 2; restart += 1) {
      const waking = start();
      waking.hear(ofPull(7));
      await waking.close();
    }
    expect(looks).toEqual([7, 7]);
    expect(nudges).toEqual(['nginx@1.0.0']);
  });

  it('never starts a journey, and is forgotten when there is none', async () => {
    const { world, nudges, waking, lines } = wake();
    world.running.clear();
    world.pictures.set(7, 'green');
    waking.hear(ofPull(7));
    await waking.close();
    expect([...nudges, ...lines]).toEqual([]);
  });

  it('of somebody else wakes the journey that has adopted it, and else nobody: not even a look is spent', async () => {
    const { world, looks, nudges, waking } = wake();
    world.adopters.set(8, 'apache@2.0.0');
    waking.hear(ofPull(8, 'by-hand'));
    waking.hear(ofPull(9, 'by-hand-too'));
    await waking.close();
    expect(looks).toEqual([8]);
    expect(nudges).toEqual(['apache@2.0.0']);
  });

  it('of a fork wakes no journey of ours, though its branch has the name of one', async () => {
    const { world, looks, nudges, waking } = wake();
    waking.hear(ofPull(10, forkBranch(OURS)));
    world.adopters.set(11, 'apache@2.0.0');
    waking.hear(ofPull(11, forkBranch(OURS)));
    await waking.close();
    expect(looks).toEqual([11]);
    expect(nudges).toEqual(['apache@2.0.0']);
  });

  it('is looked at again when GitHub was away, and wakes the journey then', async () => {
    const { world, looks, nudges, lines, start } = wake();
    const waking = start(20);
    world.failuresToCome = 2;
    waking.hear(ofPull(7));
    await vi.waitFor(() => expect(nudges).toEqual(['nginx@1.0.0']));
    await waking.close();
    expect(looks).toEqual([7, 7, 7]);
    expect(lines[0]).toBe('pull request #7: Error: GitHub is away; it is tried again');
  });
});

describe('what is heard of a commit', () => {
  const of = (sha: string, branches: readonly string[] = []) => ({ kind: 'commit', sha, branches }) as const;

  it('is about the pull request that named it, without asking GitHub', async () => {
    const { lookups, looks, waking } = wake();
    waking.hear(ofPull(7));
    await vi.waitFor(() => expect(looks).toEqual([7]));
    expect(waking.hear(of(SHA, [OURS]))).toBe('taken');
    await waking.close();
    expect(looks).toEqual([7, 7]);
    expect(lookups).toEqual([]);
  });

  it('is looked up once where no pull request has named it, as for a fork', async () => {
    const { world, lookups, looks, nudges, waking } = wake();
    world.byCommit.set(SHA, [{ number: 8, head: { ref: 'main', sha: SHA } }]);
    world.adopters.set(8, 'apache@2.0.0');
    waking.hear(of(SHA));
    await vi.waitFor(() => expect(nudges).toEqual(['apache@2.0.0']));
    waking.hear(of(SHA));
    await waking.close();
    expect(lookups).toEqual([SHA]);
    expect(looks).toEqual([8, 8]);
  });

  it('that no pull request has is forgotten, and so is the tip of a stage’s branch', async () => {
    const { lookups, looks, waking } = wake();
    waking.hear(of('b'.repeat(40), ['by-hand']));
    await vi.waitFor(() => expect(lookups).toHaveLength(1));
    expect(waking.hear(of('b'.repeat(40), ['by-hand']))).toBe('unconcerned');
    expect(waking.hear(of('c'.repeat(40), ['snapshot', 'staging']))).toBe('unconcerned');
    await waking.close();
    expect(lookups).toHaveLength(1);
    expect(looks).toEqual([]);
  });
});

describe('what is heard of a stage', () => {
  const request: PublishRequest = { id: '1', workflowId: 'package/nginx@1.0.0', layers: [] };
  const push = (branch: string, tip = SHA) => ({ kind: 'push', branch, tip }) as const;

  it('wakes its publisher when somebody waits for a build, once for the same news', async () => {
    const { world, nudges, waking, start } = wake();
    world.requests.set('staging', [request]);
    waking.hear(push('staging'));
    waking.hear(push('staging'));
    await waking.close();
    expect(nudges).toEqual(['publisher/staging']);
    const next = start();
    next.hearOfStage({ stage: 'staging', picture: 'build 42 is COMPLETED SUCCESS' });
    await next.close();
    expect(nudges).toEqual(['publisher/staging', 'publisher/staging']);
  });

  it('wakes nobody where nobody waits, where no publisher runs, and for a branch of no stage', async () => {
    const { world, nudges, lines, waking } = wake();
    world.requests.set('staging', []);
    expect(waking.hear(push('staging'))).toBe('taken');
    expect(waking.hear(push('production'))).toBe('taken');
    expect(waking.hear(push('by-hand'))).toBe('unconcerned');
    await waking.close();
    expect([...nudges, ...lines]).toEqual([]);
  });
});
