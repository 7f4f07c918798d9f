import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import {
  askPerson,
  meaningOf,
  notSettled,
  stillWaiting,
  unavailable,
  type Meaning,
  type Service,
} from '../../activities/failures.ts';
import {
  boundWrite,
  LEAST_MS_OF_WRITE,
  MOST_ATTEMPTS_OF_WRITE,
  MOST_LAGGING_ATTEMPTS,
  toFailure,
} from '../../activities/guard.ts';
import { GitHubAnswerUnexpected } from '../../services/github/github-answer-unexpected.ts';
import { EmptyChange } from '../../services/github/empty-change.ts';
import { GitHubError } from '../../services/github/github-error.ts';
import { GitHubObjectMissing } from '../../services/github/github-object-missing.ts';
import { GitHubUnreachable } from '../../services/github/github-unreachable.ts';
import { NotOurRef } from '../../services/github/not-our-ref.ts';
import { KubernetesAnswerUnexpected } from '../../services/kubernetes/kubernetes-answer-unexpected.ts';
import { KubernetesError } from '../../services/kubernetes/kubernetes-error.ts';
import { KubernetesUnreachable } from '../../services/kubernetes/kubernetes-unreachable.ts';
import { RolloutWebhookError } from '../../services/rollout-webhook/rollout-webhook-error.ts';
import { RolloutWebhookUnreachable } from '../../services/rollout-webhook/rollout-webhook-unreachable.ts';
import { attentionFor, FailureType } from '../../domain/failure-types.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import type { Call } from '../../services/unreachable.ts';

const SERVICES: readonly Service[] = ['github', 'jenkins', 'registry', 'webhook', 'kubernetes'];

/** What each status means, per service, in the order of SERVICES. */
const TABLE: readonly [status: number, ...Meaning[]][] = [
  [302, 'unavailable', 'unavailable', 'unavailable', 'notFound', 'notFound'],
  [400, 'refused', 'refused', 'refused', 'refused', 'refused'],
  [401, 'notPermitted', 'notPermitted', 'notPermitted', 'notPermitted', 'notPermitted'],
  [403, 'notPermitted', 'notPermitted', 'notPermitted', 'notPermitted', 'notPermitted'],
  [404, 'notFound', 'notFound', 'notFound', 'notFound', 'notFound'],
  [405, 'refused', 'refused', 'refused', 'refused', 'refused'],
  [408, 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable'],
  [409, 'unavailable', 'refused', 'refused', 'refused', 'unavailable'],
  [410, 'notFound', 'notFound', 'notFound', 'notFound', 'notFound'],
  [418, 'refused', 'refused', 'refused', 'refused', 'refused'],
  [422, 'refused', 'refused', 'refused', 'refused', 'refused'],
  [429, 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable'],
  [500, 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable'],
  [502, 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable'],
  [503, 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable'],
  [504, 'unavailable', 'unavailable', 'unavailable', 'unavailable', 'unavailable'],
];

describe('what a status means', () => {
  const rows = TABLE.flatMap(([status, ...meanings]) =>
    SERVICES.map((service, at) => [service, status, meanings[at]] as const),
  );
  it.each(rows)('%s answers %i: %s', (service, status, meaning) => {
    expect(meaningOf(service, status)).toBe(meaning);
  });
});

const ORDER: Call = { operation: 'order', method: 'POST', url: new URL('https://deploy.example.org/hook') };
const answer = (status: number) => ({ status, headers: {}, text: '' });

describe('what an error becomes', () => {
  const github = (status: number, retryAfterMs?: number) =>
    new GitHubError('as GitHub says', { operation: 'x', status, retryAfterMs });

  it.each<[what: string, error: Error, type: string, asks: boolean]>([
    ['revoked token', github(401), 'NotPermitted', true],
    ['no permission', github(403), 'NotPermitted', true],
    ['rate limit', github(403, 60_000), 'Unavailable', false],
    ['no repository', github(404), 'NotFound', true],
    ['broken', github(502), 'Unavailable', false],
    ['no answer', new GitHubUnreachable('gone', { operation: 'x' }), 'Unavailable', false],
    [
      'a page for people',
      new GitHubAnswerUnexpected('html', { operation: 'x', status: 200 }),
      'Unavailable',
      false,
    ],
    ['not there yet', new GitHubObjectMissing('lag', { operation: 'x', status: 422 }), 'NotSettled', false],
    ['the branch changed meanwhile', new EmptyChange('there already'), 'NotSettled', false],
    ['a foreign ref', new NotOurRef('main'), 'Refused', true],
    ['an order that is refused', new RolloutWebhookError(ORDER, answer(401)), 'NotPermitted', true],
    ['an address that leads elsewhere', new RolloutWebhookError(ORDER, answer(302)), 'NotFound', true],
    ['a receiver that is down', new RolloutWebhookError(ORDER, answer(503)), 'Unavailable', false],
    ['a receiver that is away', new RolloutWebhookUnreachable(ORDER, 'gone'), 'Unavailable', false],
    ['a role that does not suffice', new KubernetesError(ORDER, answer(403)), 'NotPermitted', true],
    ['no such Deployment', new KubernetesError(ORDER, answer(404)), 'NotFound', true],
    ['a conflict of two patches', new KubernetesError(ORDER, answer(409)), 'Unavailable', false],
    ['an unknown authority', new KubernetesUnreachable(ORDER, 'self-signed'), 'Unavailable', false],
    ['no Deployment', new KubernetesAnswerUnexpected(ORDER, 'no JSON'), 'Unavailable', false],
  ])('%s', (_what, error, type, asks) => {
    const failure = toFailure(error, 1);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type, nonRetryable: asks, message: error.message, cause: error });
  });

  it('keeps the pause that a rate limit asks for', () => {
    expect(toFailure(github(403, 60_000), 1)).toMatchObject({ nextRetryDelay: 60_000 });
  });

  it('does not take a lag for one for ever', () => {
    const missing = new GitHubObjectMissing('gone', { operation: 'x', status: 422 });
    expect(toFailure(missing, MOST_LAGGING_ATTEMPTS)).toMatchObject({ type: 'Refused', nonRetryable: true });
  });

  it('leaves a bug as it is: Temporal retries it until it is repaired', () => {
    const bug = new TypeError('x is not a function');
    expect(toFailure(bug, 1)).toBe(bug);
  });
});

describe('a wait that goes on', () => {
  it('is benign, is retried, and comes up to a fifth sooner than it says', () => {
    const pauses = Array.from({ length: 200 }, () => Number(stillWaiting('waiting', 1_000).nextRetryDelay));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(800);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_000);
    expect(new Set(pauses).size).toBeGreaterThan(20);
    expect(stillWaiting('waiting', 1)).toMatchObject({
      nonRetryable: false,
      category: ApplicationFailureCategory.BENIGN,
    });
    expect(notSettled('soon')).toMatchObject({ nonRetryable: false, type: 'NotSettled' });
  });
});

describe('a write that fails again and again', () => {
  it.each([
    ['Unavailable', unavailable('GitHub is down', undefined, 5_000)],
    ['NotSettled', notSettled('it does not show yet')],
  ])('%s is retried at first, and asks a person in the end', (type, failure) => {
    const [most, least] = [MOST_ATTEMPTS_OF_WRITE, LEAST_MS_OF_WRITE];
    expect(boundWrite(failure, 1, 0)).toBe(failure);
    expect(boundWrite(failure, most - 1, 2 * least)).toMatchObject({ type, nonRetryable: false });
    expect(boundWrite(failure, 2 * most, least - 1)).toMatchObject({ type, nonRetryable: false });
    const last = boundWrite(failure, most, least);
    expect(last).toMatchObject({ type, nonRetryable: true, cause: failure, nextRetryDelay: undefined });
    expect(last).toMatchObject({ message: expect.stringContaining(failure.message) });
    expect(attentionFor(type)).toBe('unavailable');
  });

  it.each([
    ['a wait', stillWaiting('waiting', 1_000)],
    ['what asks a person already', askPerson(FailureType.refused, 'no')],
    ['a bug', new TypeError('x is not a function')],
  ])('%s stays as it is', (_what, failure) => {
    expect(boundWrite(failure, 1_000, 2 * LEAST_MS_OF_WRITE)).toBe(failure);
  });

  it.each([
    ['by default', DEFAULT_TIMING.retryMs],
    ['with pauses of 30 seconds', 30_000],
    ['with pauses of half a second', 500],
  ])('is tried for longer than Jenkins ever takes to come back, %s', (_what, retryMs) => {
    const failure = unavailable('503: Jenkins is getting ready to work');
    let attempt = 1;
    let elapsedMs = 0;
    const asks = (): boolean => {
      const bound = boundWrite(failure, attempt, elapsedMs);
      return bound instanceof ApplicationFailure && bound.nonRetryable === true;
    };
    while (!asks()) {
      // As the retry policy of writes has it.
      elapsedMs += Math.min(1_000 * 2 ** (attempt - 1), retryMs);
      attempt += 1;
    }
    expect(elapsedMs).toBeGreaterThan(30 * 60_000);
  });

  it('what has not settled is tried soon at first, and then at the pauses of the retry policy', () => {
    const failure = notSettled('it does not show yet');
    expect(boundWrite(failure, MOST_LAGGING_ATTEMPTS - 1, 0)).toMatchObject({
      nextRetryDelay: failure.nextRetryDelay,
    });
    expect(boundWrite(failure, MOST_LAGGING_ATTEMPTS, 0)).toMatchObject({
      type: 'NotSettled',
      nextRetryDelay: undefined,
    });
  });
});
