/** `discover sources list`: what is crawled, and how each source fares. */
import type { SourceConfig } from '../../config.js';
import { FAILURES, type FailureSlug } from '../../errors.js';
import type { Completeness } from '../../store/coverage.js';
import type { SourceFigures, WeekBand } from '../../store/source-figures.js';
import type { SourceState } from '../../store/source-state.js';
import { inert, table } from '../../terminal.js';
import type { Context, Outcome } from '../command.js';

export async function listSources(context: Context): Promise<Outcome> {
  const { findConfig, hasStore, withProject } = await import('../../project.js');
  const { sourceFigures } = await import('../../store/source-figures.js');
  const { readCompleteness } = await import('../../store/coverage.js');
  const { stateOf } = await import('../../store/source-state.js');
  const { dayOf } = await import('../nameless.js');
  const config = await findConfig(context);
  const now = context.effects.now();
  // Looking makes no store where there is none yet.
  const known = (await hasStore(context, config))
    ? await withProject(
        context,
        async ({ store }) => ({ figures: await sourceFigures(store, now), shares: await readCompleteness(store) }),
        config,
      )
    : { figures: [], shares: [] };
  const state = (source: SourceFigures) => stateOf(source, now, config.nightly.quietDays);
  const rows = sourceRows(config.sources, known.figures, known.shares, state).map((row) => ({
    ...row,
    newestPost: dayOf(row.newestPost),
  }));
  if (rows.length === 0) {
    return { json: rows, text: 'No sources yet. `discover sources add URL` finds the feeds of a site and adds them.' };
  }
  return { json: rows, text: listText(rows, now, config.file !== null) };
}

interface Row extends Pick<SourceFigures, 'name' | 'crawler' | 'posts' | 'newestPost' | 'lastCrawledAt' | 'dueAt'> {
  /** As in `discover status --json`; `null` before it was ever crawled. */
  state: SourceState | null;
  failures: number;
  lastSlug: string | null;
  lastMessage: string | null;
  place: string | null;
  /** Whether the project file names it still. */
  configured: boolean;
  /** Posts of the last seven days. */
  week: number;
  usual: WeekBand | null;
  /** Posts collected over those the platform counted; `null` where it does not count. */
  completeness: number | null;
}

/** What the project file names, and what the store knows besides. */
function sourceRows(
  configured: readonly SourceConfig[],
  figures: readonly SourceFigures[],
  shares: readonly Completeness[],
  stateOf: (source: SourceFigures) => SourceState,
): Row[] {
  const known = new Map(figures.map((source) => [source.name, source]));
  const named = new Map(configured.map((source) => [source.name, source]));
  const share = new Map(shares.map(({ source, completeness }) => [source, completeness]));
  return [...new Set([...named.keys(), ...known.keys()])].map((name) => {
    const { posts = 0, newestPost = null, lastCrawledAt = null, failures = 0 } = known.get(name) ?? {};
    const { lastSlug = null, lastMessage = null, dueAt = null } = known.get(name) ?? {};
    const { lastWeek: week = 0, expected: usual = null } = known.get(name) ?? {};
    const found = known.get(name);
    const source = named.get(name);
    const crawler = source?.crawler ?? known.get(name)?.crawler ?? '';
    return {
      ...{ name, crawler, place: source?.place.name ?? null, configured: source !== undefined, posts },
      ...{ newestPost, lastCrawledAt, dueAt, week, usual, failures, lastSlug, lastMessage },
      ...{ state: found === undefined ? null : stateOf(found), completeness: share.get(name) ?? null },
    };
  });
}

/** Columns as wide as eighty allow; what there is to say of a source stands below it. */
const WIDTH = { name: 20, crawler: 9, place: 16 };

function listText(rows: readonly Row[], now: number, hasFile: boolean): string {
  const columns = [
    ...[{ title: 'source' }, { title: 'crawler' }, { title: 'place' }],
    ...['asked', 'newest', 'week', 'usual'].map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map((row) => [
    shortened(row.name, WIDTH.name),
    shortened(row.crawler, WIDTH.crawler),
    shortened(row.place === row.name ? '' : (row.place ?? ''), WIDTH.place),
    row.lastCrawledAt === null ? 'never' : age(now - Date.parse(row.lastCrawledAt)),
    row.newestPost === null ? '-' : dayAge(row.newestPost, now),
    compact(row.week),
    row.usual === null ? '-' : band(row.usual),
  ]);
  const [head, ...lines] = table(columns, cells).split('\n') as [string, ...string[]];
  const body = lines.flatMap((line, index) => [line, ...remarks(rows[index]!, hasFile)]);
  return [head, ...body, '', LEGEND].join('\n');
}

const LEGEND = [
  'asked: how long ago; newest: age of the newest post; week: posts of 7 days',
  'usual: posts in eight weeks of ten, of the 12 before (-: too early to say)',
].join('\n');

function remarks(row: Row, hasFile: boolean): string[] {
  const { configured, lastSlug, lastMessage, failures, completeness, state, dueAt } = row;
  const said: string[] = [];
  if (completeness !== null) said.push(`    ${Math.round(completeness * 100)} % of what the platform counted`);
  if (state === 'not-due' && dueAt !== null)
    said.push(`    quiet, and asked less often: due from ${dueAt.slice(0, 10)}`);
  if (!configured && hasFile) said.push('    not in the project file: imported, or taken out');
  if (lastSlug !== null) {
    const words = FAILURES[lastSlug as FailureSlug] ?? lastSlug;
    const times = failures > 1 ? `, ${failures} times in a row` : '';
    said.push(`    ${lastSlug}: ${words}${times}`, inert(`      ${lastMessage ?? ''}`));
  }
  return said;
}

const UNITS: readonly [number, string][] = [
  [7 * 86_400_000, 'wk'],
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
];

/** Such as `3 h`, rounded down; a clock that was set back makes nothing older than now. */
function age(milliseconds: number): string {
  const unit = UNITS.find(([length, name]) => milliseconds >= (name === 'wk' ? 2 : 1) * length);
  return unit === undefined ? 'now' : `${Math.floor(milliseconds / unit[0])} ${unit[1]}`;
}

function dayAge(day: string, now: number): string {
  const days = Math.floor(now / 86_400_000) - Math.floor(Date.parse(day) / 86_400_000);
  return days < 1 ? 'today' : age(days * 86_400_000);
}

/** Thousands as `12k`: a column of figures, not an account. */
function compact(posts: number): string {
  return posts < 10_000 ? String(posts) : `${Math.floor(posts / 1000)}k`;
}

function band({ low, high }: WeekBand): string {
  const [least, most] = [compact(Math.round(low)), compact(Math.round(high))];
  return least === most ? least : `${least}-${most}`;
}

function shortened(text: string, width: number): string {
  const signs = [...text];
  return signs.length > width ? `${signs.slice(0, width - 1).join('')}…` : text;
}
