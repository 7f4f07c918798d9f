import type { Image } from '../images/image-store.ts';

/**
 * The replicas behind a registry's address. They take requests in turn, and a roll-out moves them one by one, so
 * for a while two requests in a row may be answered from different images.
 */
export class Pods {
  readonly #images: (Image | undefined)[];
  readonly #switchMs: number;
  #turn = 0;
  #rollOut: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  /**
   * @param images - what each replica serves at first; undefined: nothing yet.
   * @param switchMs - how long one replica takes to change over.
   */
  constructor(images: readonly (Image | undefined)[], switchMs: number) {
    this.#images = [...images];
    this.#switchMs = switchMs;
  }

  /** What each replica serves now. */
  get images(): readonly (Image | undefined)[] {
    return this.#images;
  }

  /** The image of the replica whose turn it is. */
  next(): Image | undefined {
    this.#turn += 1;
    return this.#images[this.#turn % this.#images.length];
  }

  /**
   * Moves all replicas to an image, one after the other; ends when the last one serves it. Roll-outs queue up.
   *
   * @param onSwitch - called after each replica.
   */
  rollOut(image: Image, onSwitch: () => void): Promise<void> {
    this.#rollOut = this.#switchAfter(this.#rollOut, image, onSwitch);
    return this.#rollOut;
  }

  /** Ends a roll-out that is under way where it stands. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#wake?.();
  }

  async #switchAfter(earlier: Promise<void>, image: Image, onSwitch: () => void): Promise<void> {
    await earlier;
    for (let pod = 0; pod < this.#images.length && !this.#closed; pod += 1) {
      await this.#pause();
      this.#images[pod] = image;
      onSwitch();
    }
  }

  #pause(): Promise<void> {
    if (this.#switchMs === 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
      this.#timer = setTimeout(resolve, this.#switchMs);
    });
  }
}
