import { ExchangeLog } from '../exchange-log.ts';
import { listenOnLoopback, type LoopbackServer } from '../loopback-server.ts';
import { ApiServer, type ObservedExchange } from './api-server.ts';
import { runCi, type CiOptions } from './ci.ts';
import { Core } from './core.ts';
import type { EventListener } from './events.ts';
import { Faults } from './faults.ts';
import { runGit } from './git-process.ts';
import { mergePullRequest, type MergeWish } from './merges.ts';
import type {
  Comment,
  CheckConclusion,
  CheckRun,
  CheckStatus,
  CommitStatus,
  Conversation,
  Protection,
  PullRequest,
  Review,
  ReviewState,
  StandInUser,
  StatusState,
} from './model.ts';
import { describeHappening } from './payloads.ts';
import { DEFAULT_USERS, People } from './people.ts';
import {
  closePullRequest,
  findPullRequest,
  headReference,
  openPullRequest,
  type NewPullRequest,
} from './pull-requests.ts';
import { pushFiles, revertPullRequest, type FilesToPush } from './commits.ts';
import { latestCheckRuns, reportCheckRun, reportStatus } from './reports.ts';
import { dismissReview, submitReview } from './reviews.ts';
import { State } from './state.ts';
import { deliverWebhooks } from './webhooks.ts';

export type { Protection, PullRequest as PullRequestView, StandInUser } from './model.ts';

/** What a stand-in is started with. */
export interface GitHubStandInOptions {
  /** A bare repository that exists. Its HEAD names the default branch. */
  readonly gitDir: string;
  readonly owner: string;
  readonly repo: string;
  /** Default: `limelight-bot`, `teammate` and `author` may write, `reader` read, `admin` all; tokens `bot-token`, `teammate-token` ... */
  readonly users?: readonly StandInUser[];
  /** The logins of the members of teams, by `ORGANIZATION/TEAM`; none unless given. */
  readonly teams?: Readonly<Record<string, readonly string[]>>;
  readonly log?: ExchangeLog;
  /** Default: a free one. */
  readonly port?: number;
  /** Without it nothing is reported of any commit. */
  readonly ci?: CiOptions;
  /** By branch; shown both as classic protection and as a ruleset, and binding for everybody. */
  readonly protection?: Readonly<Record<string, Protection>>;
  /** Where everything that is not git survives a restart. */
  readonly stateFile?: string;
}

const CONCLUSIONS: readonly string[] = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
] satisfies CheckConclusion[];

/**
 * Behaves as GitHub does for one repository, which is a real one: git itself makes the merges. REST lies at
 * {@link url}, GraphQL at `/graphql` below it, a page for people at `/OWNER/REPO/pull/N`.
 */
export class GitHubStandIn {
  readonly url: string;
  readonly log: ExchangeLog;
  readonly faults: Faults;
  readonly #core: Core;
  readonly #server: LoopbackServer;
  readonly #api: ApiServer;
  readonly #stopWebhooks: () => void;

  private constructor(core: Core, server: LoopbackServer, api: ApiServer, log: ExchangeLog) {
    this.#core = core;
    this.#server = server;
    this.#api = api;
    this.url = server.url;
    this.log = log;
    this.faults = core.faults;
    this.#stopWebhooks = deliverWebhooks(core);
  }

  /**
   * Starts to listen on loopback.
   *
   * @throws GitError when `gitDir` is no repository; the system's error when the port is taken.
   */
  static async start(options: GitHubStandInOptions): Promise<GitHubStandIn> {
    const { gitDir, owner, repo, log = new ExchangeLog() } = options;
    const head = await runGit(['--git-dir', gitDir, 'symbolic-ref', '--short', 'HEAD']);
    const core = new Core({
      gitDir,
      defaultBranch: head.stdout.trim(),
      owner,
      repo,
      people: new People(options.users ?? DEFAULT_USERS, options.teams),
      state: new State(options.stateFile),
      faults: new Faults(),
      protection: options.protection ?? {},
    });
    core.events.describe = (happening) => describeHappening(core, happening);
    const api = new ApiServer(core, log);
    const server = await listenOnLoopback(
      (request, response) => api.handle(request, response),
      options.port ?? 0,
    );
    core.url = server.url;
    const standIn = new GitHubStandIn(core, server, api, log);
    if (options.ci !== undefined) runCi(core, options.ci);
    return standIn;
  }

  /** Ends everything at once, open connections included; what was answered is on disk. May be called twice. */
  async close(): Promise<void> {
    this.faults.clear();
    this.#stopWebhooks();
    await this.#server.close();
    await this.#core.close();
  }

  /** Calls back after each exchange, with its bodies. @returns a function that ends it. */
  onExchange(observe: (exchange: ObservedExchange) => void): () => void {
    this.#api.observers.add(observe);
    return () => this.#api.observers.delete(observe);
  }

  /** Calls back with each event as a webhook would carry it. @returns a function that ends it. */
  on(listener: EventListener): () => void {
    return this.#core.events.on(listener);
  }

  /** All pull requests as they are now, whatever lag is in force. */
  pullRequests(): readonly PullRequest[] {
    return this.#core.state.pulls.all();
  }

  /** The comments on a pull request, the oldest first. */
  comments(number: number): readonly Comment[] {
    return this.#core.state.comments.of(number);
  }

  /** Opens a pull request by hand. @throws ApiError as the API would refuse it. */
  openPullRequest(wanted: NewPullRequest): Promise<PullRequest> {
    return this.#core.write(() => openPullRequest(this.#core, wanted));
  }

  /** Closes a pull request without merging it. @throws ApiError 404. */
  closePullRequest(number: number, login: string): Promise<PullRequest> {
    return this.#core.write(() => closePullRequest(this.#core, number, login));
  }

  /** Merges by hand; the rules of the branch hold for people too. @throws ApiError 405 or 409 when refused. */
  mergePullRequest(number: number, login: string, wish: Omit<MergeWish, 'login'> = {}): Promise<string> {
    return this.#core.write(() => mergePullRequest(this.#core, number, { ...wish, login }));
  }

  /** Undoes a merged pull request by a commit on its base, as somebody with a clone does. @returns the commit. */
  revert(number: number, login: string): Promise<string> {
    return this.#core.write(() => revertPullRequest(this.#core, number, login));
  }

  /** Reviews the current head; a reason is made up where GitHub wants one. @throws ApiError 422 for one's own. */
  review(
    number: number,
    login: string,
    state: Exclude<ReviewState, 'DISMISSED'>,
    body?: string,
  ): Promise<Review> {
    const words = body ?? (state === 'APPROVED' ? '' : 'See my remarks.');
    return this.#core.write(() => submitReview(this.#core, number, login, { state, body: words }));
  }

  /** Takes the weight from a review. @throws ApiError 404, and 422 for a mere comment. */
  dismissReview(number: number, id: number): Promise<Review> {
    return this.#core.write(() => dismissReview(this.#core, number, id));
  }

  /** Leaves remarks on the files of a pull request that want an answer. @throws ApiError 404. */
  startConversation(number: number, login: string, body: string): Promise<Conversation> {
    return this.#core.write(() => {
      findPullRequest(this.#core, number);
      const { state } = this.#core;
      return state.conversations.put({ id: state.nextId(), number, login, body, isResolved: false });
    });
  }

  /** Marks all conversations of a pull request as resolved. */
  resolveConversations(number: number): Promise<void> {
    return this.#core.write(() => {
      const { conversations } = this.#core.state;
      for (const old of conversations.of(number).filter(({ isResolved }) => !isResolved)) {
        const conversation = conversations.put({ ...old, isResolved: true });
        this.#core.events.emit({ event: 'pull_request_review_thread', conversation });
      }
    });
  }

  /** Sets a check run: one that is under way goes on, one that is completed is followed by another. */
  setCheck(
    sha: string,
    name: string,
    outcome: CheckConclusion | Exclude<CheckStatus, 'completed'>,
  ): Promise<CheckRun> {
    const report = CONCLUSIONS.includes(outcome)
      ? { sha, name, conclusion: outcome as CheckConclusion }
      : { sha, name, status: outcome as CheckStatus };
    return this.#core.write(() => {
      const run = latestCheckRuns(this.#core, sha).find((candidate) => candidate.name === name);
      return reportCheckRun(this.#core, report, run?.status === 'completed' ? undefined : run);
    });
  }

  /** Sets a commit status. */
  setStatus(sha: string, context: string, state: StatusState, creator = 'ci[bot]'): Promise<CommitStatus> {
    return this.#core.write(() => reportStatus(this.#core, { sha, context, state, creator }));
  }

  /**
   * Places a branch of somebody's fork at a commit that is here already. A pull request comes from it by the head
   * `OWNER:BRANCH`.
   */
  pushToFork(owner: string, branch: string, commit: string): Promise<void> {
    const name = headReference({ headRef: branch, headOwner: owner });
    return this.#core.write(async () =>
      this.#core.git.updateRef(name, commit, await this.#core.git.ref(name)),
    );
  }

  /**
   * Commits files onto a branch (null deletes one) and pushes it.
   *
   * @param from - where a branch begins that does not exist yet.
   * @returns the new tip.
   * @throws ApiError 404 when neither exists; AbsentPathError when a file to delete is not there.
   */
  pushCommit(
    branch: string,
    files: FilesToPush,
    login: string,
    message: string,
    from = branch,
  ): Promise<string> {
    return this.#core.write(() => pushFiles(this.#core, { branch, files, login, message, from }));
  }
}
