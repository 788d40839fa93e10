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
