import type { Terms } from './explanation.ts';
import type { JourneyState } from './journey-state.ts';
import type { Matter } from './matter.ts';
import { noticeId, type Notice, type NoticeEvent } from './notice.ts';
import type { SentNotice } from './reminders.ts';
import { describeRemedy, explain } from './why.ts';

/**
 * What people are told of a matter at this moment.
 *
 * @param terms - what the journey was told at its start.
 * @param mentions - logins, and teams as `owner/team`.
 */
export function noticeOf(
  state: JourneyState,
  terms: Terms,
  { step, stage, standing, sentence, since, from }: Matter,
  { kind, n }: SentNotice,
  { firstRunId, mentions }: Pick<NoticeEvent, 'firstRunId'> & Pick<Notice, 'mentions'>,
): Notice {
  const { packageVersion } = state;
  const pullRequest = pullRequestOf(state);
  return {
    id: noticeId({ firstRunId, step, since: from, kind, n }),
    kind,
    n,
    packageVersion,
    standing,
    step,
    stage,
    sentence,
    since,
    advice: explain(state, terms).canAct.map(describeRemedy),
    mentions,
    ...(pullRequest !== undefined && { pullRequest }),
  };
}

/** Where a comment reaches people: what waits for no pull request has one behind it that they know. */
function pullRequestOf({ change, steps }: JourneyState): Notice['pullRequest'] {
  if (change !== undefined) return { number: change.number, url: change.url };
  const merged = steps.flatMap(({ result }) =>
    result?.kind === 'change' && result.number !== undefined && result.url !== undefined
      ? [{ number: result.number, url: result.url }]
      : [],
  );
  return merged.at(-1);
}
