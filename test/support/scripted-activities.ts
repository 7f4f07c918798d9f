import { ApplicationFailure } from '@temporalio/common';
import { stillWaiting } from '../../activities/failures.ts';
import type { Activities } from '../../activities/index.ts';
import type { AuditSummary } from '../../domain/audit-summary.ts';
import { countApprovers } from '../../domain/change-gate.ts';
import { freshObservation, isSameObservation, type ChangeObservation } from '../../domain/change.ts';
import type { Content } from '../../domain/content.ts';
import { FailureType } from '../../domain/failure-types.ts';
import type { Notice } from '../../domain/notice.ts';

export const CONTENT: Content = { tree: 'c'.repeat(40), digest: 'd'.repeat(64), files: 3 };

/** An audit that found nothing. */
const AUDIT: AuditSummary = {
  schema: 1,
  at: '2026-02-03T04:05:06.000Z',
  seen: { versions: 4, journeys: 1, registries: 3 },
  counts: {
    contradicted: 0,
    'not-served': 0,
    'two-branches': 0,
    'no-journey': 0,
    'stray-pull-request': 0,
    'stray-branch': 0,
    'stray-content': 0,
  },
  inHand: 0,
  findings: [],
  leftOut: 0,
  unread: [],
};

/** A green change that waits for nothing but approvals. */
export function greenChange(number: number): ChangeObservation {
  return {
    ...freshObservation({
      number,
      url: `http://127.0.0.1/pull/${number}`,
      head: String(number).padStart(40, 'a'),
    }),
    checks: { state: 'green', red: [] },
    mergeability: 'clean',
  };
}

/**
 * A small world for tests of the workflow alone: changes open green, builds succeed, registries serve. A test
 * scripts what it is about; everything a workflow called is in `calls`.
 */
export class ScriptedWorld {
  readonly calls: string[] = [];
  /** The open and past changes by number; what a look sees. */
  readonly changes = new Map<number, ChangeObservation>();
  /** What the one comment on a pull request says, by its number. */
  readonly comments = new Map<number, string>();
  /** What people were told, in its order. */
  readonly notices: Notice[] = [];
  /** Who approves each change by a review as soon as it is open. */
  reviewers: readonly string[] = ['teammate'];
  #builds = 0;

  readonly activities: Activities = {
    survey: async () => {
      this.calls.push('survey');
      return { content: CONTENT, notes: [] };
    },
    readContent: async ({ tree }) => ({ ...CONTENT, tree, digest: tree.padEnd(64, '0') }),
    openChange: async ({ order }) => {
      this.calls.push(`open ${order.kind} ${order.stage} ${order.round}`);
      const change = { ...greenChange(this.changes.size + 1), approvedBy: this.reviewers };
      this.changes.set(change.number, change);
      return {
        kind: 'open',
        observation: {
          ...change,
          checks: { state: 'none', red: [] },
          approvedBy: [],
          mergeability: 'unknown',
        },
      };
    },
    awaitChange: async ({ seen, timing }) => {
      this.calls.push(`look ${seen.number}`);
      const change = this.changes.get(seen.number);
      if (change === undefined || isSameObservation(change, seen))
        throw stillWaiting('waiting: as before', timing.changeMs);
      return change;
    },
    tellLine: async () => {},
    tellRejection: async ({ number, reason }) => {
      this.calls.push(`tell ${number} ${reason}`);
    },
    updateChange: async ({ number }) => {
      this.calls.push(`update ${number}`);
    },
    mergeChange: async ({ number, approvals, policy }) => {
      this.calls.push(`merge ${number}`);
      const change = this.changes.get(number) ?? greenChange(number);
      const merged = { commit: String(number).padStart(40, 'e'), by: 'limelight-bot' };
      this.changes.set(number, { ...change, state: 'merged', merged });
      return { kind: 'merged', ...merged, approvedBy: countApprovers(change, approvals, policy) };
    },
    askPublisher: async ({ stage }) => {
      this.calls.push(`build ${stage}`);
      this.#builds += 1;
      const build = {
        number: this.#builds,
        url: `http://127.0.0.1/${this.#builds}/`,
        commit: 'e'.repeat(40),
        startedAt: 1,
        finishedAt: 2,
      };
      return { kind: 'published', build };
    },
    requestBuilds: async () => ({ answers: [], outlook: 'none-left', sentence: 'nothing is asked' }),
    awaitBuilds: async () => ({ answers: [], outlook: 'none-left', sentence: 'nothing is asked' }),
    cancelOwnBuild: async ({ queueId }) => {
      this.calls.push(`cancel ${queueId}`);
      return `queue item ${queueId} was cancelled`;
    },
    findGone: async () => [],
    answerJourneys: async () => {},
    rollOut: async () => ({ how: 'webhook' }),
    awaitRollOut: async () => {},
    isServed: async () => true,
    awaitKept: async ({ timing }) => {
      throw stillWaiting('the branch holds it', timing.changeMs);
    },
    awaitLine: async () => {},
    awaitGone: async ({ stage }) => {
      this.calls.push(`verify gone ${stage}`);
      return 'answers 404';
    },
    awaitServed: async ({ stage }) => {
      this.calls.push(`verify ${stage}`);
      return { kind: 'served', sentence: 'serves exactly this content' };
    },
    awaitStillServed: async ({ stage }) => {
      this.calls.push(`verify ${stage}`);
      return { kind: 'served', sentence: 'serves it still' };
    },
    cleanUp: async () => {
      this.calls.push('clean up');
      return { closed: [], deleted: [] };
    },
    awaitChangedPictures: async () => [],
    nudgeJourneys: async () => [],
    keepComment: async ({ number, text }) => {
      const changed = this.comments.get(number) !== text;
      this.comments.set(number, text);
      return { id: number, changed };
    },
    auditStorage: async () => AUDIT,
    notify: async ({ notice, channels }) => {
      this.notices.push(notice);
      return { delivered: channels, failed: [] };
    },
  };

  /** The writes in their order, looks left out. */
  get writes(): string[] {
    return this.calls.filter((call) => !/^(look|survey|verify)/.test(call));
  }
}

/** A failure that no retry mends. */
export function mustAsk(sentence: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(sentence, FailureType.notFound);
}
