import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type {
  CheckRun,
  Comment,
  CommitStatus,
  Conversation,
  Deployment,
  Hook,
  PullRequest,
  Review,
} from './model.ts';
import { Table } from './table.ts';

interface Saved {
  readonly lastId: number;
  readonly lastNumber: number;
  readonly pulls: readonly PullRequest[];
  readonly reviews: readonly Review[];
  readonly checkRuns: readonly CheckRun[];
  readonly statuses: readonly CommitStatus[];
  readonly comments: readonly Comment[];
  readonly hooks: readonly Hook[];
  readonly deployments: readonly Deployment[];
  readonly conversations: readonly Conversation[];
}

/** Earlier versions of a pull request are kept as long as any lag may show them. */
const KEEP_VERSIONS_MS = 60_000;

/**
 * All that GitHub knows beside git. With a file it survives a restart: {@link State.save} writes it whole and
 * renames it into place, before the answer that promised it goes out.
 */
export class State {
  readonly pulls: Table<PullRequest>;
  readonly reviews: Table<Review>;
  readonly checkRuns: Table<CheckRun>;
  readonly statuses: Table<CommitStatus>;
  readonly comments: Table<Comment>;
  readonly hooks: Table<Hook>;
  readonly deployments: Table<Deployment>;
  readonly conversations: Table<Conversation>;
  readonly #file: string | undefined;
  readonly #earlier = new Map<number, { readonly until: number; readonly pull: PullRequest | undefined }[]>();
  #lastId: number;
  #lastNumber: number;
  #savedChanges = 0;

  constructor(file?: string) {
    this.#file = file;
    const saved: Partial<Saved> =
      file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Saved) : {};
    this.#lastId = saved.lastId ?? 1000;
    this.#lastNumber = saved.lastNumber ?? 0;
    this.pulls = new Table(saved.pulls ?? [], (pull) => pull.number);
    this.reviews = new Table(saved.reviews ?? [], (review) => review.number);
    this.checkRuns = new Table(saved.checkRuns ?? [], (run) => run.sha);
    this.statuses = new Table(saved.statuses ?? [], (status) => status.sha);
    this.comments = new Table(saved.comments ?? [], (comment) => comment.number);
    this.hooks = new Table(saved.hooks ?? [], (hook) => hook.url);
    this.deployments = new Table(saved.deployments ?? [], (deployment) => deployment.sha);
    this.conversations = new Table(saved.conversations ?? [], (conversation) => conversation.number);
  }

  nextId(): number {
    return (this.#lastId += 1);
  }

  nextNumber(): number {
    return (this.#lastNumber += 1);
  }

  pull(number: number): PullRequest | undefined {
    return this.pulls.of(number)[0];
  }

  openPulls(): PullRequest[] {
    return this.pulls.all().filter((pull) => pull.state === 'open');
  }

  /** Stores the next version of a pull request, and remembers the one before for lists that lag. */
  putPull(pull: PullRequest): PullRequest {
    const now = Date.now();
    const versions = (this.#earlier.get(pull.number) ?? []).filter(
      ({ until }) => until > now - KEEP_VERSIONS_MS,
    );
    versions.push({ until: now, pull: this.pull(pull.number) });
    this.#earlier.set(pull.number, versions);
    return this.pulls.put(pull);
  }

  /** The pull requests as they were `agoMs` milliseconds ago, at most a minute, in order of their numbers. */
  pullsAsOf(agoMs: number): PullRequest[] {
    if (agoMs === 0) return this.pulls.all();
    const then = Date.now() - agoMs;
    return this.pulls.all().flatMap((pull) => {
      const version = this.#earlier.get(pull.number)?.find(({ until }) => until > then);
      return version === undefined ? [pull] : (version.pull ?? []);
    });
  }

  /** Writes everything to the file, if there is one and something has changed. */
  save(): void {
    const tables = [this.pulls, this.reviews, this.checkRuns, this.statuses, this.comments, this.hooks];
    const changes = [...tables, this.deployments, this.conversations].reduce(
      (sum, table) => sum + table.changes,
      0,
    );
    if (this.#file === undefined || changes === this.#savedChanges) return;
    this.#savedChanges = changes;
    const saved: Saved = {
      lastId: this.#lastId,
      lastNumber: this.#lastNumber,
      pulls: this.pulls.all(),
      reviews: this.reviews.all(),
      checkRuns: this.checkRuns.all(),
      statuses: this.statuses.all(),
      comments: this.comments.all(),
      hooks: this.hooks.all(),
      deployments: this.deployments.all(),
      conversations: this.conversations.all(),
    };
    writeFileSync(`${this.#file}.new`, JSON.stringify(saved));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
