import type { Faults } from './faults.ts';
import type { GitRef, GitRepository } from './git-repository.ts';

interface Move {
  readonly at: number;
  readonly ref: string;
  readonly before: string | undefined;
}

const KEEP_MOVES_MS = 60_000;

/** References and objects as a reader sees them: late by as much as the lag faults say. */
export class References {
  readonly #git: GitRepository;
  readonly #faults: Faults;
  #moves: Move[] = [];

  constructor(git: GitRepository, faults: Faults) {
    this.#git = git;
    this.#faults = faults;
  }

  /** Notes that a reference has moved, so that a lagging reader can be shown where it was. */
  moved(ref: string, before: string | undefined): void {
    const now = Date.now();
    this.#moves = this.#moves.filter(({ at }) => at > now - KEEP_MOVES_MS);
    this.#moves.push({ at: now, ref, before });
  }

  /** Where a full reference name points for a reader. */
  async read(ref: string): Promise<string | undefined> {
    const move = this.#recent().find((candidate) => candidate.ref === ref);
    return move === undefined ? this.#git.ref(ref) : move.before;
  }

  /** The references under a prefix as a reader sees them. */
  async list(prefix: string): Promise<GitRef[]> {
    const seen = new Map((await this.#git.refs(prefix)).map(({ ref, oid }) => [ref, oid]));
    for (const { ref, before } of this.#recent().reverse()) {
      if (!ref.startsWith(prefix)) continue;
      if (before === undefined) seen.delete(ref);
      else seen.set(ref, before);
    }
    return [...seen].map(([ref, oid]) => ({ ref, oid })).sort((a, b) => (a.ref < b.ref ? -1 : 1));
  }

  /**
   * Resolves what a reader wrote: an object id, a branch, tag or full reference name, with or without `:path`.
   *
   * @returns an expression of object ids (`OID`, `OID:path`), or undefined when there is nothing of the name, or
   *   it is too young to be seen.
   */
  async resolve(expression: string): Promise<string | undefined> {
    const colon = expression.indexOf(':');
    const revision = colon < 0 ? expression : expression.slice(0, colon);
    const oid = await this.#resolveRevision(revision);
    if (oid === undefined) return undefined;
    const resolved = colon < 0 ? oid : `${oid}:${expression.slice(colon + 1).replace(/\/+$/, '')}`;
    const object = await this.#git.info(resolved);
    return object === undefined || this.isTooYoung(object.oid) ? undefined : resolved;
  }

  /** True while a reader must not see this object yet. */
  isTooYoung(oid: string): boolean {
    const born = this.#git.bornAt(oid);
    return born !== undefined && born > Date.now() - (this.#faults.lag.objects ?? 0);
  }

  async #resolveRevision(revision: string): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    const names = revision.startsWith('refs/')
      ? [revision]
      : [`refs/heads/${revision}`, `refs/tags/${revision}`, `refs/${revision}`];
    for (const name of names) {
      const oid = await this.read(name);
      if (oid !== undefined) return oid;
      // It is there, and must not be seen yet.
      if ((await this.#git.ref(name)) !== undefined) return undefined;
    }
    // What else git understands: `HEAD`, a short id, `branch~1`.
    return (await this.#git.info(revision))?.oid;
  }

  /** The moves that a reader has not seen yet, the oldest first. */
  #recent(): Move[] {
    const lag = this.#faults.lag.refs ?? 0;
    return lag === 0 ? [] : this.#moves.filter(({ at }) => at > Date.now() - lag);
  }
}
