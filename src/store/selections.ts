/** What was taken forward and what was not, by whom and why: only ever added to, the latest decision on a theme stands. */
import type { Lane } from '../model.js';
import type { Database } from './database.js';
import type { HeirOf } from './theme-heirs.js';

const ALL = `
  SELECT id, at, theme_id AS "decidedAs", decision, reason, author, standing FROM selections ORDER BY id`;
const ADD = `
  INSERT INTO selections (at, theme_id, decision, reason, author, standing) VALUES (?, ?, ?, ?, ?, ?)`;

export const DECISIONS = ['forward', 'not-now', 'no'] as const;
export type Decision = (typeof DECISIONS)[number];

/** How a theme stood when it was decided on. */
export interface ThemeStanding {
  label: string;
  lane: Lane;
  voices: number;
  posts: number;
  /** Places from 1 when themes are counted by each rule. */
  ranks: { voices: number; cappedPosts: number; posts: number; firstTimeVoices: number };
  /** The run that made the themes as they were; `null` where none is known. */
  run: number | null;
}

export interface Selection {
  id: number;
  /** ISO 8601. */
  at: string;
  /** What the theme is now. */
  themeId: string;
  /** What it was when it was decided on: another than `themeId` where it was merged since. */
  decidedAs: string;
  /** As it is called now. */
  label: string;
  hidden: boolean;
  decision: Decision;
  reason: string;
  author: string;
  /** No later decision on the theme. */
  stands: boolean;
  standing: ThemeStanding;
}

/** Every decision, oldest first. */
export async function readSelections(store: Database, heirOf: HeirOf): Promise<Selection[]> {
  type Row = Omit<Selection, 'themeId' | 'label' | 'hidden' | 'stands' | 'standing'> & { standing: string };
  const found = (await store.all<Row>(ALL)).map((row) => {
    const standing = JSON.parse(row.standing) as ThemeStanding;
    const heir = heirOf(row.decidedAs);
    const now = { themeId: heir?.id ?? row.decidedAs, label: heir?.label ?? standing.label };
    return { ...row, ...now, hidden: heir?.hidden ?? false, standing };
  });
  const last = new Map(found.map(({ themeId, id }) => [themeId, id]));
  return found.map((selection) => ({ ...selection, stands: last.get(selection.themeId) === selection.id }));
}

export type NewSelection = Pick<Selection, 'at' | 'themeId' | 'decision' | 'reason' | 'author' | 'standing'>;

export async function recordSelection(store: Database, selection: NewSelection): Promise<void> {
  const { at, themeId, decision, reason, author, standing } = selection;
  await store.run(ADD, [at, themeId, decision, reason, author, JSON.stringify(standing)]);
}
