/** `discover sources list`: what is crawled, and how each source fares. */
import type { SourceConfig } from '../../config.js';
import { FAILURES, type FailureSlug } from '../../errors.js';
import type { Band, Pace } from '../../store/source-health.js';
import type { SourceHealth } from '../../store/sources.js';
import { inert, table } from '../../terminal.js';
import type { Context, Outcome } from '../command.js';

export async function listSources(context: Context): Promise<Outcome> {
  const { findConfig, hasStore, withProject } = await import('../../project.js');
  const { sourceHealth } = await import('../../store/sources.js');
  const { readPaces } = await import('../../store/source-health.js');
  const { dayOf } = await import('../nameless.js');
  const config = await findConfig(context);
  const now = context.effects.now();
  // Looking makes no store where there is none yet.
  const known = (await hasStore(context, config))
    ? await withProject(
        context,
        async ({ store }) => ({ health: await sourceHealth(store), paces: await readPaces(store, now) }),
        config,
      )
    : { health: [], paces: [] };
  const rows = sourceRows(config.sources, known.health, known.paces).map((row) => ({
    ...row,
    newestPost: dayOf(row.newestPost),
  }));
  if (rows.length === 0) {
    return { json: rows, text: 'No sources yet. `discover sources add URL` finds the feeds of a site and adds them.' };
  }
  return { json: rows, text: listText(rows, now) };
}

interface Row extends Omit<SourceHealth, 'lastOkAt' | 'lastSlug'> {
  lastSlug: string | null;
  place: string | null;
  /** Whether the project file names it still. */
  configured: boolean;
  /** Posts of the last seven days. */
  week: number;
  usual: Band | null;
}

/** What the project file names, and what the store knows besides. */
function sourceRows(
  configured: readonly SourceConfig[],
  health: readonly SourceHealth[],
  paces: readonly Pace[],
): Row[] {
  const known = new Map(health.map((source) => [source.name, source]));
  const named = new Map(configured.map((source) => [source.name, source]));
  const pace = new Map(paces.map((one) => [one.source, one]));
  return [...new Set([...named.keys(), ...known.keys()])].map((name) => {
    const { posts = 0, newestPost = null, lastCrawledAt = null, failures = 0 } = known.get(name) ?? {};
    const { lastSlug = null, lastMessage = null } = known.get(name) ?? {};
    const { week = 0, usual = null } = pace.get(name) ?? {};
    const source = named.get(name);
    const crawler = source?.crawler ?? known.get(name)?.crawler ?? '';
    return {
      ...{ name, crawler, place: source?.place.name ?? null, configured: source !== undefined, posts },
      ...{ newestPost, lastCrawledAt, week, usual, failures, lastSlug, lastMessage },
    };
  });
}

/** Columns as wide as eighty allow; what there is to say of a source stands below it. */
const WIDTH = { name: 20, crawler: 9, place: 16 };

function listText(rows: readonly Row[], now: number): string {
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
  const body = lines.flatMap((line, index) => [line, ...remarks(rows[index]!)]);
  return [head, ...body, '', LEGEND].join('\n');
}

const LEGEND = [
  'asked: how long ago; newest: age of the newest post; week: posts of 7 days',
  'usual: posts in eight weeks of ten, of the 12 before (-: too early to say)',
].join('\n');

function remarks({ configured, lastSlug, lastMessage, failures }: Row): string[] {
  const said: string[] = [];
  if (!configured) said.push('    no longer in the project file');
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

function band({ low, high }: Band): string {
  return low === high ? compact(low) : `${compact(low)}-${compact(high)}`;
}

function shortened(text: string, width: number): string {
  const signs = [...text];
  return signs.length > width ? `${signs.slice(0, width - 1).join('')}…` : text;
}
