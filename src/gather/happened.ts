/** What happened to what was said: what was heard, who was asked, what they said, and what was not taken forward and why. */
import { type Matter, overdueOf, readMatters } from '../store/outcomes.js';
import { readParaphrases } from '../store/paraphrases.js';
import { type Remit, readRemits } from '../store/remits.js';
import { readSelections, type Selection } from '../store/selections.js';
import type { Database } from '../store/store.js';
import { readHeard } from '../store/theme-heard.js';
import { readHeirs } from '../store/theme-heirs.js';

/** A theme on which something was decided or asked. */
export interface HappenedTheme {
  id: string;
  label: string;
  /** A person's words; `null` where nobody has written any. */
  summary: string | null;
  voices: number;
  posts: number;
  /** `YYYY-MM-DD`; `null` where no post has a date, or none is left. */
  firstSeen: string | null;
  /** The one that stands. */
  decision: Selection | null;
  bodies: Remit[];
  matters: Matter[];
  /** When something was last decided or written about it, ISO 8601. */
  changedAt: string;
}

export interface Happened {
  /** Something was ever decided or asked, be it about a theme that is hidden now. */
  begun: boolean;
  /** Latest change first. */
  themes: HappenedTheme[];
  /** Every decision, those included that no longer stand; oldest first. */
  decisions: Selection[];
  matters: Matter[];
  /** Numbers of the matters with a reply overdue. */
  overdue: ReadonlySet<number>;
}

/**
 * All but the themes that are hidden by hand.
 * @param today `YYYY-MM-DD`
 */
export async function readHappened(store: Database, today: string): Promise<Happened> {
  const heirOf = await readHeirs(store);
  const all = { decisions: await readSelections(store, heirOf), matters: await readMatters(store, heirOf) };
  const decisions = all.decisions.filter(({ hidden }) => !hidden);
  const matters = all.matters.filter(({ hidden }) => !hidden);
  const summaries = await readParaphrases(store);
  const bodies = await readRemits(store, heirOf);
  const labels = new Map([...decisions, ...matters].map(({ themeId, label }) => [themeId, label]));
  const themes: HappenedTheme[] = [];
  for (const [id, label] of labels) {
    const { voices, posts, firstSeen } = await readHeard(store, id);
    const own = { decisions: decisions.filter(isOf(id)), matters: matters.filter(isOf(id)) };
    const moments = [...own.decisions, ...own.matters.flatMap(({ entries }) => entries)].map(({ at }) => at).sort();
    themes.push({
      ...{ id, label, voices, posts, firstSeen: firstSeen?.slice(0, 10) ?? null },
      summary: summaries.get(id)?.text ?? null,
      decision: own.decisions.find(({ stands }) => stands) ?? null,
      bodies: bodies.get(id) ?? [],
      matters: own.matters,
      changedAt: moments.at(-1)!,
    });
  }
  themes.sort((a, b) => compare(b.changedAt, a.changedAt) || compare(a.id, b.id));
  const overdue = new Set(overdueOf(matters, today).map(({ number }) => number));
  return { begun: all.decisions.length + all.matters.length > 0, themes, decisions, matters, overdue };
}

const isOf = (id: string) => (about: { themeId: string }) => about.themeId === id;

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
