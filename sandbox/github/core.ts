import { Differences } from './differences.ts';
import { EventFeed } from './events.ts';
import type { Faults } from './faults.ts';
import { GitRepository } from './git-repository.ts';
import { Mergeability } from './mergeability.ts';
import type { Protection } from './model.ts';
import type { People } from './people.ts';
import { References } from './references.ts';
import type { State } from './state.ts';
import { Timers } from './timers.ts';

/** What every part of the stand-in works on. */
export interface CoreOptions {
  readonly gitDir: string;
  readonly defaultBranch: string;
  readonly owner: string;
  readonly repo: string;
  readonly people: People;
  readonly state: State;
  readonly faults: Faults;
  readonly protection: Readonly<Record<string, Protection>>;
}

/** The repository as GitHub holds it: git, what GitHub adds to it, and who takes part. */
export class Core {
  readonly owner: string;
  readonly repo: string;
  readonly defaultBranch: string;
  readonly people: People;
  readonly state: State;
  readonly faults: Faults;
  readonly protection: Readonly<Record<string, Protection>>;
  readonly git: GitRepository;
  readonly refs: References;
  readonly differences: Differences;
  readonly mergeability: Mergeability;
  readonly events = new EventFeed();
  readonly timers = new Timers();
  /** Known once the server listens. */
  url = '';
  #writes: Promise<unknown> = Promise.resolve();

  constructor({ gitDir, defaultBranch, owner, repo, people, state, faults, protection }: CoreOptions) {
    this.owner = owner;
    this.repo = repo;
    this.defaultBranch = defaultBranch;
    this.people = people;
    this.state = state;
    this.faults = faults;
    this.protection = protection;
    this.git = new GitRepository(gitDir);
    this.refs = new References(this.git, faults);
    this.differences = new Differences(this.git);
    this.mergeability = new Mergeability(this.git, faults, this.timers);
  }

  /** REST address of the repository. */
  get apiUrl(): string {
    return `${this.url}/repos/${this.owner}/${this.repo}`;
  }

  /** Address of the repository for people. */
  get htmlUrl(): string {
    return `${this.url}/${this.owner}/${this.repo}`;
  }

  /** Does one write after the other, and has it on disk before it is answered. */
  write<Result>(act: () => Promise<Result> | Result): Promise<Result> {
    const result = this.#writes.then(async () => {
      try {
        return await act();
      } finally {
        this.state.save();
      }
    });
    this.#writes = result.catch(() => undefined);
    return result;
  }

  /** Keeps `refs/pull/N/head`, by which the head of a pull request outlives its branch. */
  async setPullRef(number: number, head: string): Promise<void> {
    const ref = `refs/pull/${number}/head`;
    const before = await this.git.ref(ref);
    if (before === head) return;
    await this.git.updateRef(ref, head, before);
    this.refs.moved(ref, before);
  }

  async close(): Promise<void> {
    this.timers.close();
    await this.#writes;
    await this.events.close();
    await this.git.close();
  }
}
