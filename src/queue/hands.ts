/** The hands of a worker: how many jobs it does at the same time, not counting those that only wait. */

/** Something happened: whoever waited for that looks again. */
export class Bell {
  heard: Promise<void>;
  #ring: () => void = () => undefined;

  constructor() {
    this.heard = this.#next();
  }

  ring(): void {
    const ring = this.#ring;
    this.heard = this.#next();
    ring();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }
}

export class Hands {
  free: number;
  readonly #bell: Bell;
  /** Those that lent their hand and want it back, in the order in which they asked. */
  readonly #back: (() => void)[] = [];

  /** @param bell rung whenever a hand is free */
  constructor(count: number, bell: Bell) {
    this.free = count;
    this.#bell = bell;
  }

  /** One of those that are free. */
  take(): void {
    this.free -= 1;
  }

  /** To whoever has waited longest for one, or to the next job. */
  giveBack(): void {
    const next = this.#back.shift();
    if (next === undefined) this.free += 1;
    else next();
    this.#bell.ring();
  }

  /** Waits without a hand; comes back with one. */
  async lend<T>(wait: () => Promise<T>): Promise<T> {
    this.giveBack();
    try {
      return await wait();
    } finally {
      if (this.free > 0) this.take();
      else await new Promise<void>((resolve) => this.#back.push(resolve));
    }
  }
}
