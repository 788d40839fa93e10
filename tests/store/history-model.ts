/**
 * What a feed may do to its posts from fetch to fetch, and a model in plain memory of what a store must make of it. The
 * model knows which item is which; the store has to find out.
 */

const DAY_MS = 86_400_000;
const WORDS = 'ward queue letter phone nurse bus carer garden kettle window ticket ladder paper river candle'.split(
  ' ',
);

/** One item of the feed as its author knows it. */
export interface Item {
  number: number;
  guid: string;
  link: string;
  title: string;
  text: string;
  /** Milliseconds since 1970; may be absurd. */
  date: number;
  listed: boolean;
  deleted: boolean;
}

export type Step =
  | { do: 'add'; date: 'now' | 'future' | 'epoch' }
  | { do: 'edit'; which: number }
  | { do: 'drop'; which: number }
  | { do: 'relist'; which: number }
  | { do: 'delete'; which: number }
  | { do: 'rename'; which: number; how: 'scheme' | 'host' | 'anew' }
  | { do: 'clock'; by: number }
  | { do: 'fetch' };

/** What must be in the store for one item. */
interface Kept {
  text: string;
  collectedAt: number;
  createdAt: number | null;
  edits: number;
}

export class Model {
  readonly items: Item[] = [];
  now: number;
  readonly kept = new Map<number, Kept>();
  readonly #gone = new Set<number>();

  constructor(now: number) {
    this.now = now;
  }

  /** Everything but a fetch. */
  change(step: Exclude<Step, { do: 'fetch' }>): void {
    if (step.do === 'clock') this.now += step.by;
    else if (step.do === 'add') this.#add(step.date);
    else if (this.items.length > 0) this.#alter(this.items[step.which % this.items.length]!, step);
  }

  /** What the feed shows, in its own order. */
  shown(): Item[] {
    return this.items.filter(({ listed, deleted }) => listed && !deleted);
  }

  /** Ids the feed says were deleted. */
  tombstones(): string[] {
    return this.items.filter(({ deleted }) => deleted).map(({ guid }) => guid);
  }

  /** The feed is read now. */
  fetch(): void {
    for (const { number, deleted } of this.items) {
      if (!deleted) continue;
      this.kept.delete(number);
      this.#gone.add(number);
    }
    for (const { number, text, date } of this.shown()) {
      if (this.#gone.has(number)) continue;
      const known = this.kept.get(number);
      const createdAt = date < DAY_MS * 365 ? null : Math.min(date, this.now);
      if (known === undefined) this.kept.set(number, { text, createdAt, collectedAt: this.now, edits: 0 });
      else if (known.text !== text) Object.assign(known, { text, edits: known.edits + 1 });
    }
  }

  #add(date: 'now' | 'future' | 'epoch'): void {
    const number = this.items.length;
    const written = { now: Math.floor(this.now / 1000) * 1000, future: Date.UTC(2099, 0, 1), epoch: 0 }[date];
    const link = `http://blog.example/${number}`;
    const title = `On ${WORDS[number % WORDS.length]}s, again`; // every fifteenth has the title of another
    this.items.push({
      ...{ number, title, link, guid: `${link}?guid`, date: written, listed: true, deleted: false },
      text: textOf(number, 0),
    });
  }

  #alter(item: Item, step: Exclude<Step, { do: 'fetch' | 'add' | 'clock' }>): void {
    if (item.deleted) return;
    if (step.do === 'edit') item.text = textOf(item.number, Number(/edit (\d+)/.exec(item.text)?.[1]) + 1);
    else if (step.do === 'drop') item.listed = false;
    else if (step.do === 'relist') item.listed = true;
    // A deletion names the id that readers know; nothing else could.
    else if (step.do === 'delete') item.deleted = true;
    else if (step.how === 'scheme') item.guid = swapped(item.guid);
    else if (step.how === 'host')
      item.guid = item.guid.replace(/\/\/[^/]+/, (host) =>
        host === '//blog.example' ? '//new.example' : '//blog.example',
      );
    else item.guid = `urn:${item.number}:${Number(/:(\d+)$/.exec(item.guid)?.[1] ?? 0) + 1}`;
  }
}

function swapped(guid: string): string {
  return guid.startsWith('https:') ? guid.replace('https:', 'http:') : guid.replace('http:', 'https:');
}

/** Words enough to be known by; no two items have them alike, and an edit changes many. */
function textOf(number: number, edit: number): string {
  const words = Array.from({ length: 12 }, (_, n) => WORDS[(number * 7 + n * (edit + 1) + edit * 3) % WORDS.length]);
  return `Item ${number} edit ${edit}: ${words.join(' ')}.`;
}
