/** An inverted index: for each word (or pair of words) the groups that hold it, and how often. */

export interface Posting {
  readonly slots: number[];
  readonly counts: number[];
}

export class Postings {
  readonly #lists = new Map<number, Posting>();

  get(key: number): Posting | undefined {
    return this.#lists.get(key);
  }

  add(key: number, slot: number): void {
    const list = this.#lists.get(key);
    if (list === undefined) {
      this.#lists.set(key, { slots: [slot], counts: [1] });
      return;
    }
    const at = list.slots.indexOf(slot);
    if (at === -1) {
      list.slots.push(slot);
      list.counts.push(1);
    } else {
      list.counts[at]! += 1;
    }
  }

  /** Takes one occurrence away; lists that become empty go, so that memory follows what is active. */
  remove(key: number, slot: number): void {
    const list = this.#lists.get(key);
    const at = list?.slots.indexOf(slot) ?? -1;
    if (list === undefined || at === -1) throw new Error('an occurrence was removed that was never added');
    list.counts[at]! -= 1;
    if (list.counts[at] === 0) this.#dropAt(key, list, at);
  }

  #dropAt(key: number, list: Posting, at: number): void {
    const lastSlot = list.slots.pop()!;
    const lastCount = list.counts.pop()!;
    if (at < list.slots.length) {
      list.slots[at] = lastSlot;
      list.counts[at] = lastCount;
    }
    if (list.slots.length === 0) this.#lists.delete(key);
  }
}
