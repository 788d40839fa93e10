/** The contract of a kind of alert: what holds now, which rule wants to hear of it, and what is known about it. */
import type { AlertRule } from '../config.js';
import type { Seen } from '../store/alerts.js';
import type { Database } from '../store/database.js';
import type { NamedTheme } from '../store/watched.js';

/** A reply that was due and did not come. Days are YYYY-MM-DD. */
export interface Overdue {
  number: number;
  themeId: string;
  due: string;
  daysOver: number;
  status: string;
}

export interface World {
  /** Milliseconds since 1970. */
  now: number;
  /** Names of the sources in the project file: what was only imported cannot fall silent. */
  sources: readonly string[];
  /** @param today YYYY-MM-DD */
  readOverdue(store: Database, today: string): Promise<readonly Overdue[]>;
}

/** Something that holds. As long as it does, it is one and the same event. */
export interface Standing<Known> {
  /** What, to be found again at the next look: `surge:theme-3`. */
  thing: string;
  /** Whether it can end and come again under the same name. */
  recurs: boolean;
  themeId: string | null;
  known: Known;
}

export interface Watch<Rule extends AlertRule, Known> {
  on: Rule['on'];
  /** Everything of this kind that holds, whether or not a rule asks for it. */
  standing(store: Database, world: World): Promise<Standing<Known>[]>;
  wants(rule: Rule, one: Standing<Known>, themes: ReadonlyMap<string, NamedTheme>): boolean;
  /** The evidence, read only for what will be told; in the order given. */
  see(store: Database, ones: readonly Standing<Known>[]): Promise<Seen[]>;
}
