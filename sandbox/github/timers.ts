/** Things to do later, all forgotten at the end. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();
  #closed = false;

  after(ms: number, act: () => Promise<unknown>): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      // Nobody waits for it: a failure is a bug, or the end of the repository, and must not end the process.
      act().catch((error: unknown) => process.emitWarning(String(error)));
    }, ms);
    this.#pending.add(timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
