import { DEFAULT_PARAMETERS, type Cause, type Parameters, type QueueItem } from './build-model.ts';

/** How long Jenkins answers for an item that left the queue. */
const LEFT_ITEMS_LIVE_MS = 5 * 60_000;

/** What holds an item back whose quiet period is over. */
export interface Hold {
  readonly state: 'buildable' | 'blocked';
  /** What Jenkins says of it. */
  readonly why: string;
}

export interface BuildQueueOptions {
  readonly quietPeriodMs: number;
  /** Asked when an item's quiet period is over, and again until it says undefined. */
  readonly holdBack: (item: QueueItem) => Hold | undefined;
  /** Takes an item that may start; its number is the build's. */
  readonly start: (item: QueueItem) => number;
  /** Hears of each item that leaves the queue. */
  readonly left: (item: QueueItem) => void;
  readonly changed: () => void;
}

/** The items that wait for their quiet period, and for a while those that left. */
export class BuildQueue {
  readonly #options: BuildQueueOptions;
  readonly #timers = new Map<number, NodeJS.Timeout>();
  items: QueueItem[];
  nextId: number;

  constructor(options: BuildQueueOptions, items: QueueItem[] = [], nextId = 1) {
    this.#options = options;
    this.items = items;
    this.nextId = nextId;
    for (const item of items) if (item.state !== 'left') this.#arm(item);
  }

  /**
   * Asks for a build. An item of the same job with the same parameters that has not left yet is joined: causes
   * are added up, and its quiet period can only become shorter by it.
   */
  schedule(
    branch: string,
    cause: Cause,
    parameters: Parameters = DEFAULT_PARAMETERS,
    quietMs = this.#options.quietPeriodMs,
  ): { readonly item: QueueItem; readonly isNew: boolean } {
    const now = Date.now();
    const wanted = JSON.stringify(parameters);
    const there = this.items.find(
      (item) => item.branch === branch && item.state !== 'left' && JSON.stringify(item.parameters) === wanted,
    );
    if (there !== undefined) {
      there.causes.push(cause);
      if (now + quietMs < there.due) {
        there.due = now + quietMs;
        this.#arm(there);
      }
      this.#options.changed();
      return { item: there, isNew: false };
    }
    const item: QueueItem = {
      id: this.nextId,
      branch,
      since: now,
      parameters,
      causes: [cause],
      state: 'waiting',
      due: now + quietMs,
      cancelled: false,
      build: null,
      leftAt: null,
    };
    this.nextId += 1;
    this.items.push(item);
    this.#arm(item);
    this.#options.changed();
    return { item, isNew: true };
  }

  /** An item by id; undefined when there never was one, or when it left too long ago. */
  find(id: number): QueueItem | undefined {
    return this.items.find((item) => item.id === id && isKnown(item));
  }

  /** The items that have not left. */
  open(): QueueItem[] {
    return this.items.filter(({ state }) => state !== 'left');
  }

  /** Takes an item out of the queue. @returns false when it has left already. */
  cancel(item: QueueItem): boolean {
    if (item.state === 'left') return false;
    this.#leave(item);
    item.cancelled = true;
    this.#options.changed();
    return true;
  }

  /** Forgets the items that left, as five minutes do. */
  expireLeft(): void {
    this.items = this.open();
    this.#options.changed();
  }

  /** Forgets everything, and counts from the beginning, as Jenkins does without the file that it keeps the queue in. */
  lose(): void {
    this.close();
    for (const item of this.items) this.#options.left(item);
    this.items = [];
    this.nextId = 1;
    this.#options.changed();
  }

  /** Stops all clocks. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #arm(item: QueueItem): void {
    clearTimeout(this.#timers.get(item.id));
    const wait = Math.max(0, item.due - Date.now());
    this.#timers.set(
      item.id,
      setTimeout(() => this.#quietPeriodOver(item), wait),
    );
  }

  #quietPeriodOver(item: QueueItem): void {
    const hold = this.#options.holdBack(item);
    if (hold !== undefined) {
      item.state = hold.state;
      item.why = hold.why;
      this.#timers.set(
        item.id,
        setTimeout(() => this.#quietPeriodOver(item), 50),
      );
      return;
    }
    this.#leave(item);
    item.build = this.#options.start(item);
    this.#options.changed();
  }

  #leave(item: QueueItem): void {
    clearTimeout(this.#timers.get(item.id));
    this.#timers.delete(item.id);
    item.state = 'left';
    item.leftAt = Date.now();
    this.items = this.items.filter(isKnown);
    this.#options.left(item);
  }
}

function isKnown({ leftAt }: QueueItem): boolean {
  return leftAt === null || Date.now() - leftAt < LEFT_ITEMS_LIVE_MS;
}
