import { CI_STATUS_CONTEXT } from './github/ci.ts';
import type { GitHubStandIn, PullRequestView } from './github/github-stand-in.ts';

/** Who opens the pull requests, and who approves them. */
const [BOT, TEAMMATE] = ['limelight-bot', 'teammate'];

/** How a teammate works. */
export interface TeammateOptions {
  /** A moment in which a person could have read the pull request. */
  readonly delayMs: number;
  /** Which of the bot's pull requests are the teammate's to approve; all unless given. */
  readonly reviews?: (pull: PullRequestView) => boolean;
}

/** A colleague who never sleeps. */
export interface Teammate {
  /** No further approvals. May be called twice. */
  close(): Promise<void>;
}

/**
 * Lets a scripted teammate approve each of the bot's pull requests by a GitHub review, some moments after CI is
 * green. Those that were open before get theirs too.
 *
 * @param reviews - which of them are the teammate's to approve; all unless given.
 */
export function startTeammate(
  github: GitHubStandIn,
  delayMs: number,
  reviews: NonNullable<TeammateOptions['reviews']> = () => true,
): Teammate {
  const timers = new Set<NodeJS.Timeout>();
  const approveSoon = ({ number, headSha }: PullRequestView): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      // Nobody approves what was closed, or changed, since it was looked at.
      const still = isWaiting(github, number, headSha);
      if (still) void github.review(number, TEAMMATE, 'APPROVED', 'Looks good to me.').catch(warn);
    }, delayMs);
    timers.add(timer);
  };
  const waiting = (): PullRequestView[] =>
    github.pullRequests().filter((pull) => pull.state === 'open' && pull.author === BOT && reviews(pull));
  for (const pull of waiting()) approveSoon(pull);
  const green = new Set<unknown>();
  const stopListening = github.on((event, { action, number, context, state, sha }) => {
    if (event === 'status' && context === CI_STATUS_CONTEXT && state === 'success') {
      green.add(sha);
      for (const pull of waiting().filter(({ headSha }) => headSha === sha)) approveSoon(pull);
    } else if (event === 'pull_request' && (action === 'opened' || action === 'reopened')) {
      // The same commit in another pull request is not tested again: it is green from the beginning.
      for (const pull of waiting()) if (pull.number === number && green.has(pull.headSha)) approveSoon(pull);
    }
  });
  return {
    close: async () => {
      stopListening();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function isWaiting(github: GitHubStandIn, number: number, headSha: string): boolean {
  const pull = github.pullRequests().find((candidate) => candidate.number === number);
  return pull?.state === 'open' && pull.headSha === headSha;
}

/** A review that GitHub refuses is no reason to end the sandbox. */
function warn(error: unknown): void {
  process.emitWarning(String(error));
}
