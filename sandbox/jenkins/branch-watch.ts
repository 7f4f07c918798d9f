import type { GitObjects } from '../images/git-objects.ts';
import type { BuildFarm } from './build-farm.ts';

const LOOK_EVERY_MS = 200;

/**
 * Asks for a build of each branch that moved, as a webhook of the repository would make Jenkins do. What moved
 * while nobody looked counts too: the last built commit is what a branch is compared with at first.
 */
export class BranchWatch {
  readonly #tips = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  constructor(git: GitObjects, farm: BuildFarm) {
    for (const { branch, builds } of farm.jobs) {
      const built = builds.find(({ commit }) => commit !== null)?.commit;
      if (typeof built === 'string') this.#tips.set(branch, built);
    }
    this.#timer = setInterval(() => void this.#look(git, farm), LOOK_EVERY_MS);
    void this.#look(git, farm);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(git: GitObjects, farm: BuildFarm): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (const job of farm.jobs) {
        const tip = (await git.read(`refs/heads/${job.branch}`))?.id;
        if (tip === undefined || tip === this.#tips.get(job.branch)) continue;
        this.#tips.set(job.branch, tip);
        if (!farm.isDisabled(job)) farm.schedule(job, { kind: 'branch' });
      }
    } catch {
      // Git goes away when the stand-in is closed in the middle of a look.
      this.close();
    } finally {
      this.#looking = false;
    }
  }
}
