/** `discover map coordination`: voices that keep using the same things at the same time, beside what chance would do. */
import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import type { Coordination } from '../map/coordination.js';
import type { ShownPost } from '../reports/shown-posts.js';
import { count, section, table } from '../terminal.js';
import { type Act, example, type Outcome } from './command.js';
import { parsePeriod } from './dates.js';
import { IDENTIFY, type IdentifyOptions, mayIdentify, REASON } from './disclose.js';
import { oneOf, SCOPE, type ScopeOptions } from './scope.js';

interface Options extends IdentifyOptions, ScopeOptions {
  lens: string;
  window: string;
  least: string;
}

const SPAN = /^(\d{1,4})([smhd])$/;
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Pairs shown, least likely first. */
const SHOWN = 50;

const LENS_WORDS = 'co-link (same address), co-post (answer, quote or repeat the same post), co-hashtag or near-copy';

export function declareCoordination(parent: Command, act: Act): void {
  parent
    .command('coordination')
    .description('voices that keep using the same things at the same time, beside how often chance would do that')
    .requiredOption('--lens <name>', LENS_WORDS)
    .option('--window <span>', 'at the same time means within this: 30s, 10m, 1h, 1d', '1h')
    .option('--least <n>', 'different things on which two voices must have met', '2')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText('after', example('discover map coordination --lens co-link --window 10m'))
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        const { LENSES } = await import('../store/acts.js');
        const { BASE_RATE, findCoordination, WARNING } = await import('../map/coordination.js');
        const { withExistingProject } = await import('../project.js');
        const lens = oneOf(LENSES, options.lens, '--lens');
        const settings = { lens, windowMs: windowOf(options.window), least: leastOf(options.least) };
        const period = parsePeriod(options, context.effects.now());
        return withExistingProject(context, async (project) => {
          const identify = await mayIdentify(project, `map coordination ${lens}`, options);
          const ignored = new Set(project.config.words.map((word) => word.replace(/^#/, '').toLowerCase()));
          const found = await findCoordination(project.store, { ...settings, period, ignored });
          const posts = await postsOf(project, found, identify);
          const pairs = found.pairs.slice(0, SHOWN).map(({ evidence, ...pair }) => ({
            ...pair,
            ...{ one: `voice:${pair.one}`, other: `voice:${pair.other}` },
            evidence: evidence.map((meeting) => meeting.posts.map((id) => posts.get(id)!)),
          }));
          const json = { lens, window: options.window, warning: WARNING, baseRate: BASE_RATE, ...found, pairs };
          return {
            json: { ...json, pairsFound: found.pairs.length },
            text: textOf(found, posts, [WARNING, BASE_RATE]),
          };
        });
      }),
    );
}

function windowOf(span: string): number {
  const [, number, unit] = SPAN.exec(span) ?? [];
  const milliseconds = Number(number) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (!(milliseconds > 0)) throw new UsageError(`--window ${span}: expected a span such as 30s, 10m, 1h or 1d.`);
  return milliseconds;
}

function leastOf(typed: string): number {
  const least = Number(typed);
  if (!Number.isInteger(least) || least < 1) throw new UsageError(`--least ${typed}: expected 1 or more.`);
  return least;
}

/** The posts of the meetings that are shown, as they may be shown. */
async function postsOf(
  { store }: Parameters<typeof mayIdentify>[0],
  { pairs }: Coordination,
  identify: boolean,
): Promise<Map<number, ShownPost>> {
  const { postsWhere, withIds } = await import('../store/map-evidence.js');
  const { EVERYTHING } = await import('../store/map-scope.js');
  const { shownPosts } = await import('../reports/shown-posts.js');
  const ids = pairs.slice(0, SHOWN).flatMap(({ evidence }) => evidence.flatMap(({ posts }) => posts));
  const found = await postsWhere(store, withIds([...new Set(ids)]), EVERYTHING);
  return new Map((await shownPosts(store, found, identify)).map((post) => [post.post, post]));
}

function textOf(found: Coordination, posts: ReadonlyMap<number, ShownPost>, words: readonly string[]): string {
  const { pairs, uses, voices, things, pairsThatMet, leftOut } = found;
  const some = pairs.slice(0, SHOWN);
  const looked = `${count(uses, 'use')} of ${count(things, 'thing')} by ${count(voices, 'voice')}; ${count(pairsThatMet, 'pair')} of voices met at least once.${leftOut === 0 ? '' : ` Left out: ${count(leftOut, 'thing')} that too many use.`}`;
  if (pairs.length === 0) return [looked, 'No two voices met often enough.', words[0]!].join('\n');
  const nameOf = (id: number, voice: number) => posts.get(id)?.voice ?? `voice ${voice}`;
  return [
    looked,
    section(
      `Voices that met, least likely first${pairs.length > some.length ? ` (${some.length} of ${pairs.length})` : ''}`,
      table(
        [
          ...[{ title: 'voice' }, { title: 'voice' }, { title: 'met on', align: 'right' as const }],
          ...[
            { title: 'expected', align: 'right' as const },
            { title: 'chance', align: 'right' as const },
          ],
          ...[{ title: '' }, { title: 'posts' }],
        ],
        some.map(({ one, other, things: met, expected, chance, unlikely, evidence }) => [
          ...[nameOf(evidence[0]!.posts[0], one), nameOf(evidence[0]!.posts[1], other), met],
          ...[expected.toPrecision(2), chance.toPrecision(2), unlikely ? 'unlikely' : ''],
          evidence.map(({ posts: both }) => both.join(' + ')).join(', '),
        ]),
      ),
    ),
    ...words,
  ].join('\n\n');
}
