import type { Pipeline } from '../domain/pipeline.ts';
import { Coalescer } from './coalescer.ts';
import type { CommitDirectory } from './commit-directory.ts';
import type { Counters } from './counters.ts';
import type { DeliverySubject, NamedPullRequest } from './delivery-subject.ts';
import type { PublisherWaker, StageNews } from './publisher-waker.ts';
import type { PullRequestWaker } from './pull-request-waker.ts';

/** What becomes of what was heard: `full` when there is too much at a time. */
export type Taken = 'taken' | 'unconcerned' | 'full';

/** What the waking is made of. */
export interface WakingOptions {
  readonly pipeline: Pipeline;
  readonly pullRequests: Pick<PullRequestWaker, 'wake'>;
  readonly publishers: Pick<PublisherWaker, 'wake'>;
  readonly commits: CommitDirectory;
  readonly counters: Counters;
  readonly log: (line: string) => void;
  /** Milliseconds; all that is heard of one thing within it shares one more look. */
  readonly windowMs?: number;
}

/** One thing to look at. */
type Wish =
  | { readonly kind: 'pull-request'; readonly pullRequest: NamedPullRequest }
  | { readonly kind: 'commit'; readonly sha: string }
  | { readonly kind: 'publisher'; readonly news: StageNews };

const WINDOW_MS = 5_000;
/** Few: GitHub asks clients not to call it at once. */
const AT_ONCE = 4;
const MOST_OPEN = 10_000;

/** Takes what was heard, at once, and looks afterwards; what is heard often is looked at seldom. */
export class Waking {
  readonly #options: WakingOptions;
  readonly #queue: Coalescer<Wish>;

  constructor(options: WakingOptions) {
    this.#options = options;
    const { counters, log, windowMs = WINDOW_MS } = options;
    this.#queue = new Coalescer({
      windowMs,
      atOnce: AT_ONCE,
      most: MOST_OPEN,
      work: (wish) => this.#work(wish),
      onFailure: (error, wish, again) => {
        counters.add('limelight_gateway_failures_total', { kind: wish.kind, again: String(again) });
        log(
          `${keyOf(wish)}: ${String(error)}; ${again ? 'it is tried again' : 'journeys look by themselves'}`,
        );
      },
    });
  }

  /** Something was heard of a pull request, a commit or a branch. */
  hear(subject: DeliverySubject): Taken {
    switch (subject.kind) {
      case 'pull-requests':
        for (const named of subject.pullRequests) this.#options.commits.learn(named);
        return this.#takePullRequests(subject.pullRequests);
      case 'commit':
        return this.#hearOfCommit(subject.sha, subject.branches);
      case 'push': {
        const { pipeline } = this.#options;
        const stage = pipeline.stages.find(({ branch }) => branch === subject.branch);
        if (stage === undefined) return 'unconcerned';
        return this.hearOfStage({ stage: stage.name, picture: `${subject.branch} is at ${subject.tip}` });
      }
    }
  }

  /** Something was heard of a stage of the pipeline. */
  hearOfStage(news: StageNews): Taken {
    return this.#take({ kind: 'publisher', news });
  }

  /** Takes nothing more, and ends when all that was taken is done. */
  async close(): Promise<void> {
    await this.#queue.close();
  }

  #hearOfCommit(sha: string, branches: readonly string[]): Taken {
    const known = this.#options.commits.recall(sha);
    if (known !== undefined) return this.#takePullRequests(known);
    const { stages } = this.#options.pipeline;
    // What is said of the tip of a stage's branch is said of no pull request.
    const isTip =
      branches.length > 0 && branches.every((name) => stages.some(({ branch }) => branch === name));
    return isTip ? 'unconcerned' : this.#take({ kind: 'commit', sha });
  }

  #takePullRequests(pullRequests: readonly NamedPullRequest[]): Taken {
    const taken = pullRequests.map((pullRequest) => this.#take({ kind: 'pull-request', pullRequest }));
    if (taken.includes('full')) return 'full';
    return taken[0] ?? 'unconcerned';
  }

  #take(wish: Wish): Taken {
    return this.#queue.add(keyOf(wish), wish) ? 'taken' : 'full';
  }

  async #work(wish: Wish): Promise<void> {
    const { pullRequests, publishers, commits } = this.#options;
    switch (wish.kind) {
      case 'pull-request':
        return pullRequests.wake(wish.pullRequest);
      case 'publisher':
        return publishers.wake(wish.news);
      case 'commit':
        this.#takePullRequests(await commits.find(wish.sha));
    }
  }
}

function keyOf(wish: Wish): string {
  switch (wish.kind) {
    case 'pull-request':
      return `pull request #${wish.pullRequest.number}`;
    case 'commit':
      return `commit ${wish.sha}`;
    case 'publisher':
      return `publisher of ${wish.news.stage}`;
  }
}
