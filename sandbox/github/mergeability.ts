import type { Faults } from './faults.ts';
import type { GitRepository } from './git-repository.ts';
import type { Timers } from './timers.ts';

export type MergeabilityState = 'unknown' | 'mergeable' | 'conflicting';

/** Even without a fault the answer is never there at the first question. */
const JOB_MS = 5;

/**
 * Whether a head merges into a base, as GitHub finds out: whoever asks first is told "unknown" and starts a job;
 * whoever asks later gets its answer. When either side moves, all begins again.
 */
export class Mergeability {
  readonly #git: GitRepository;
  readonly #faults: Faults;
  readonly #timers: Timers;
  readonly #known = new Map<string, MergeabilityState>();

  constructor(git: GitRepository, faults: Faults, timers: Timers) {
    this.#git = git;
    this.#faults = faults;
    this.#timers = timers;
  }

  look(base: string, head: string): MergeabilityState {
    const key = `${base}...${head}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, 'unknown');
    this.#timers.after(this.#faults.lag.mergeability ?? JOB_MS, async () => {
      const tree = await this.#git.mergeTree(base, head);
      this.#known.set(key, tree === undefined ? 'conflicting' : 'mergeable');
    });
    return 'unknown';
  }
}
