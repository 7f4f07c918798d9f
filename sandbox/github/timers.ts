/** Things to do later, all forgotten at the end. */
export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();
  #closed = false;

  after(ms: number, act: () => Promise<unknown>): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      void act();
    }, ms);
    this.#pending.add(timer);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
