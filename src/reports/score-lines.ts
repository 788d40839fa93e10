/**
 * The lines of the scorecard, group by group. A group is one function that reads the store once and then has the lines of
 * each theme: another group is another function in `SCORE_GROUPS`.
 */
import { readAsOf } from '../store/figures.js';
import { type KeptFigure, readFigures } from '../store/outside-evidence.js';
import type { Database } from '../store/store.js';
import { readTalk } from '../store/talk-figures.js';
import { readSpread } from '../store/theme-spread.js';
import type { Cell, Column, Row, Scope } from './report.js';
import { actionLines } from './score-action.js';
import { type Measure, OF_SPREAD, OF_TALK, OF_THEMES, OURS, type ScoreLine, SPREAD_COLUMNS } from './score-measures.js';
import { withheld } from './small-counts.js';
import { talk, talkRow } from './talk.js';
import { themes } from './themes.js';

/** The lines of a theme, by its id. */
type LinesOf = (themeId: string) => ScoreLine[];
type ReadLines = (store: Database, scope: Scope) => Promise<LinesOf>;

export const SCORE_GROUPS: readonly ReadLines[] = [themeLines, spreadLines, talkLines, evidenceLines, actionLines];

async function themeLines(store: Database, scope: Scope): Promise<LinesOf> {
  const rows: Row[] = [];
  for await (const row of themes.rows(store, scope)) rows.push(row);
  const made = await linesOf(themes.columns, keyed(rows, 'theme_id'), OF_THEMES, { store, scope });
  const lanes = new Map(rows.map((row) => [String(row.theme_id), row]));
  return (id) => {
    const lines = made(id);
    const lane = lanes.get(id);
    const first = lines.findIndex(({ group }) => group === 'movement');
    return lane === undefined ? lines : lines.toSpliced(first, 0, laneLine(lane, lines[0]!.asOf));
  };
}

/** Which lane it is in is a word, and never one number with the others. */
function laneLine(row: Row, asOf: string | null): ScoreLine {
  return {
    ...{ group: 'movement', measure: 'Lane', value: null, unit: null, of: 'surge, slow-burn or steady' },
    ...{ rank: null, asOf, source: OURS, link: null, note: String(row.lane), gap: null },
  };
}

async function spreadLines(store: Database, scope: Scope): Promise<LinesOf> {
  const rows = [...(await readSpread(store, scope))].map(([id, spread]) => {
    const { platforms, areas, owners, offlinePosts, offlineVoices } = spread;
    const row: Row = { platforms, areas, owners, offline_posts: offlinePosts, offline_voices: offlineVoices };
    return [id, row] as const;
  });
  return linesOf(SPREAD_COLUMNS, new Map(rows), OF_SPREAD, { store, scope });
}

async function talkLines(store: Database, scope: Scope): Promise<LinesOf> {
  const rows = (await readTalk(store, scope)).flatMap((figures) =>
    figures.themeId === null ? [] : [[figures.themeId, talkRow(figures) as Row] as const],
  );
  return linesOf(talk.columns, new Map(rows), OF_TALK, { store, scope });
}

/** Turns rows of a table on their side, with small counts of people left out as in the table itself. */
async function linesOf(
  columns: readonly Column[],
  rows: ReadonlyMap<string, Row>,
  measures: readonly Measure[],
  { store, scope }: { store: Database; scope: Scope },
): Promise<LinesOf> {
  const asOf = (await readAsOf(store, scope))?.slice(0, 10) ?? null;
  const shown: Row[] = [];
  for await (const row of withheld({ columns }, inTurn(rows.values()), scope)) shown.push(row);
  const shownById = new Map([...rows.keys()].map((id, index) => [id, shown[index]!]));
  return (id) => {
    const [row, seen] = [rows.get(id), shownById.get(id)];
    if (row === undefined || seen === undefined) return [];
    return measures.map((measure) => {
      const { group, column, measure: name, unit, of, rank } = measure;
      const [value, known] = [seen[column] ?? null, row[column] ?? null];
      const isHidden = value === null && known !== null;
      return {
        ...{ group, measure: name, value: numberOf(value), unit, of, rank: rank ? numberOf(row[rank] ?? null) : null },
        ...{ asOf, source: OURS, link: null },
        note: isHidden ? `left out: few people (fewer than ${scope.fewest}) could be told from it` : null,
        gap: isHidden ? null : gapOf(measure, value),
      };
    });
  };
}

function gapOf({ gap, noughtIsGap }: Measure, value: Cell): string | null {
  return value === null || (value === 0 && noughtIsGap === true) ? (gap ?? null) : null;
}

const NO_EVIDENCE = 'no outside evidence has been recorded';

/** Figures that others published, of the theme and of all that were merged into it. */
async function evidenceLines(store: Database): Promise<LinesOf> {
  const standing = (await readFigures(store)).filter(({ withdrawnAt }) => withdrawnAt === null);
  const byTheme = new Map<string, KeptFigure[]>();
  for (const figure of standing) byTheme.set(figure.standsWith, [...(byTheme.get(figure.standsWith) ?? []), figure]);
  return (id) => {
    const figures = byTheme.get(id);
    if (figures === undefined) {
      const nothing = { value: null, unit: null, of: null, rank: null, asOf: null, link: null, note: null };
      return [{ group: 'evidence', measure: 'Outside evidence', ...nothing, source: OURS, gap: NO_EVIDENCE }];
    }
    return figures.map(({ measure, value, unit, source, link, dated, note }) => ({
      ...{ group: 'evidence', measure, value, unit, of: null, rank: null, asOf: dated, source, link, note },
      gap: link === null ? 'no link: it cannot be checked from here' : null,
    }));
  };
}

function keyed(rows: readonly Row[], column: string): Map<string, Row> {
  return new Map(rows.map((row) => [String(row[column]), row]));
}

function numberOf(cell: Cell): number | null {
  return typeof cell === 'number' ? cell : null;
}

async function* inTurn(rows: Iterable<Row>): AsyncIterable<Row> {
  yield* rows;
}
