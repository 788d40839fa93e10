/** Evidence beside voice: figures that others published about what a theme is about. Only ever added to, or withdrawn. */
import type { Database } from './database.js';
import { readHeirs } from './theme-heirs.js';

const LIST = `
  SELECT id, at, theme_id AS "themeId", measure, value, unit, source, link, dated, note,
    withdrawn_at AS "withdrawnAt", withdrawn_reason AS "withdrawnReason"
  FROM evidence ORDER BY id`;
const ADD = `
  INSERT INTO evidence (at, theme_id, measure, value, unit, source, link, dated, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  RETURNING id`;
const WITHDRAW = 'UPDATE evidence SET withdrawn_at = ?, withdrawn_reason = ? WHERE id = ? AND withdrawn_at IS NULL';

export interface Figure {
  themeId: string;
  measure: string;
  value: number;
  unit: string | null;
  /** Who published it. */
  source: string;
  link: string | null;
  /** Of the figure: `2026`, `2026-03` or `2026-03-31`. */
  dated: string | null;
  note: string | null;
}

export interface KeptFigure extends Figure {
  id: number;
  /** When it was put in, ISO 8601. */
  at: string;
  /** The theme that it stands with now: `themeId`, or what that was merged into. */
  standsWith: string;
  /** `null` while it stands. */
  withdrawnAt: string | null;
  withdrawnReason: string | null;
}

/** Everything that was ever put in, oldest first. */
export async function readFigures(store: Database): Promise<KeptFigure[]> {
  const heirOf = await readHeirs(store);
  const rows = await store.all<Omit<KeptFigure, 'standsWith'>>(LIST);
  return rows.map((row) => ({ ...row, standsWith: heirOf(row.themeId)?.id ?? row.themeId }));
}

/**
 * All of them or none; one that stands already is not put in again.
 * @returns of each the number it has, and whether it is new
 */
export async function addFigures(
  store: Database,
  figures: readonly Figure[],
  at: string,
): Promise<{ id: number; isNew: boolean }[]> {
  return store.transaction(async (tx) => {
    const standing = (await readFigures(tx)).filter(({ withdrawnAt }) => withdrawnAt === null);
    const known = new Map(standing.map((figure) => [keyOf({ ...figure, themeId: figure.standsWith }), figure.id]));
    const kept: { id: number; isNew: boolean }[] = [];
    for (const figure of figures) {
      const { themeId, measure, value, unit, source, link, dated, note } = figure;
      const before = known.get(keyOf(figure));
      const row = [at, themeId, measure, value, unit, source, link, dated, note];
      const id = before ?? (await tx.get<{ id: number }>(ADD, row))!.id;
      known.set(keyOf(figure), id);
      kept.push({ id, isNew: before === undefined });
    }
    return kept;
  });
}

/** What makes two the same: a note may be worded anew. */
function keyOf({ themeId, measure, value, unit, source, link, dated }: Figure): string {
  return JSON.stringify([themeId, measure, value, unit, source, link, dated]);
}

/** Whether there was anything to withdraw under this number. */
export async function withdrawFigure(store: Database, id: number, reason: string, at: string): Promise<boolean> {
  return (await store.run(WITHDRAW, [at, reason, id])) === 1;
}
