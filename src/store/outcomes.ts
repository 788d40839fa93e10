/**
 * What was asked of whom about a theme, and what came of it: a ledger to which is only added. A matter is what one body was
 * asked about one theme; its entries in their order tell how it stands.
 */
import type { Database } from './database.js';
import { sameName } from './remits.js';
import { type HeirOf, readHeirs } from './theme-heirs.js';

const ENTRIES = `
  SELECT id, at, coalesce(matter, id) AS number, theme_id AS "raisedAs", status, owner, due, reply, link, author
  FROM outcome_entries ORDER BY id`;
const ADD = `
  INSERT INTO outcome_entries (at, matter, theme_id, status, owner, due, reply, link, author)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`;
const DAY_MS = 86_400_000;

export const STATUSES = ['raised', 'answered', 'acting', 'done', 'declined'] as const;
export type Status = (typeof STATUSES)[number];
/** Nothing more is to come. */
export const CLOSED: ReadonlySet<Status> = new Set(['done', 'declined']);
/** Said by the body itself: whatever it owed by a day, this is it. */
const SETTLES: ReadonlySet<Status> = new Set(['answered', 'done', 'declined']);

export interface OutcomeEntry {
  id: number;
  /** ISO 8601. */
  at: string;
  status: Status;
  owner: string;
  /** `YYYY-MM-DD`: by when the body is to reply, or to reply again. */
  due: string | null;
  /** In the body's own words. */
  reply: string | null;
  link: string | null;
  author: string;
}

export interface Matter {
  number: number;
  /** What the theme is now. */
  themeId: string;
  /** What it was when the matter was raised: another than `themeId` where it was merged since. */
  raisedAs: string;
  label: string;
  /** The theme is hidden by hand. */
  hidden: boolean;
  owner: string;
  status: Status;
  /** The day by which something is still owed; `null` where nothing is. */
  due: string | null;
  /** The latest. */
  reply: string | null;
  link: string | null;
  /** Oldest first. */
  entries: OutcomeEntry[];
}

/** A reply that was due before today and has not come. */
export interface Overdue {
  number: number;
  themeId: string;
  label: string;
  owner: string;
  /** `YYYY-MM-DD`. */
  due: string;
  daysOver: number;
  status: Status;
}

/** Every matter by its number. */
export async function readMatters(store: Database, heirOf: HeirOf): Promise<Matter[]> {
  const matters = new Map<number, Matter>();
  for (const row of await store.all<OutcomeEntry & { number: number; raisedAs: string }>(ENTRIES)) {
    const { number, raisedAs, ...entry } = row;
    const known = matters.get(number) ?? opened(number, raisedAs, heirOf);
    const { status, owner, reply, link } = entry;
    matters.set(number, {
      ...known,
      ...{ status, owner, reply: reply ?? known.reply, link: link ?? known.link },
      due: entry.due ?? (SETTLES.has(status) || reply !== null ? null : known.due),
      entries: [...known.entries, entry],
    });
  }
  return [...matters.values()].sort((one, other) => one.number - other.number);
}

function opened(number: number, raisedAs: string, heirOf: HeirOf): Matter {
  const heir = heirOf(raisedAs);
  return {
    ...{
      number,
      themeId: heir?.id ?? raisedAs,
      raisedAs,
      label: heir?.label ?? raisedAs,
      hidden: heir?.hidden ?? false,
    },
    ...{ owner: '', status: 'raised', due: null, reply: null, link: null, entries: [] },
  };
}

/**
 * Matters with a reply overdue, the longest overdue first.
 * @param today `YYYY-MM-DD`; what is due today is not overdue yet
 */
export async function readOverdue(store: Database, today: string): Promise<Overdue[]> {
  return overdueOf(await readMatters(store, await readHeirs(store)), today);
}

/** As `readOverdue`, of matters that were read already. */
export function overdueOf(matters: readonly Matter[], today: string): Overdue[] {
  return matters
    .flatMap(({ number, themeId, label, owner, due, status }) =>
      due === null || due >= today
        ? []
        : [{ number, themeId, label, owner, due, daysOver: (Date.parse(today) - Date.parse(due)) / DAY_MS, status }],
    )
    .sort((one, other) => other.daysOver - one.daysOver || one.number - other.number);
}

/**
 * The matters that an entry about this theme and body may belong to: those raised under the very name of the theme, else
 * those that came to it by a merge.
 */
export function mattersWith(
  matters: readonly Matter[],
  { named, heir, owner }: { named: string; heir: string; owner: string },
): Matter[] {
  const theirs = matters.filter((matter) => matter.themeId === heir && sameName(matter.owner) === sameName(owner));
  const raised = theirs.filter(({ raisedAs }) => raisedAs === named);
  return raised.length > 0 ? raised : theirs;
}

export interface NewEntry extends Omit<OutcomeEntry, 'id'> {
  themeId: string;
  /** `null` opens a matter. */
  matter: number | null;
}

/** Returns the number of the matter. */
export async function recordOutcome(store: Database, entry: NewEntry): Promise<number> {
  const { at, matter, themeId, status, owner, due, reply, link, author } = entry;
  const row = await store.get<{ id: number }>(ADD, [at, matter, themeId, status, owner, due, reply, link, author]);
  return matter ?? row!.id;
}
