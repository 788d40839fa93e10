/** `discover sources`: what is crawled and how each source fares. */
import type { SourceConfig } from '../config.js';
import type { SourceHealth } from '../store/sources.js';
import type { Database } from '../store/store.js';
import { table } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';
import { percent } from './money.js';

interface Options {
  crawlers?: boolean;
}

export const sources: Declare = (program, act) => {
  program
    .command('sources')
    .description('the sources of the project and how each fares')
    .option('--crawlers', 'the crawlers there are, with the options each takes')
    .addHelpText('after', example('discover sources', 'discover sources --crawlers'))
    .action(
      act<Options>(async (context, options): Promise<Outcome> => {
        if (options.crawlers) return crawlerList();
        const { findConfig, hasStore, withProject } = await import('../project.js');
        const { sourceHealth } = await import('../store/sources.js');
        const { readCompleteness } = await import('../store/coverage.js');
        const readHealth = async ({ store }: { store: Database }) => {
          const shares = new Map((await readCompleteness(store)).map((row) => [row.source, row.completeness]));
          return (await sourceHealth(store)).map((row) => ({ ...row, completeness: shares.get(row.name) ?? null }));
        };
        const config = await findConfig(context);
        // Looking makes no store where there is none yet.
        const health = (await hasStore(context, config)) ? await withProject(context, readHealth, config) : [];
        const { dayOf } = await import('./nameless.js');
        const rows = sourceRows(config.sources, health).map((row) => ({ ...row, newestPost: dayOf(row.newestPost) }));
        return {
          json: rows,
          text: rows.length === 0 ? 'No sources yet. Add them to the project file.' : healthTable(rows),
        };
      }),
    );
};

/** What the project file names, and what the store knows besides. */
function sourceRows(
  configured: readonly SourceConfig[],
  health: readonly (SourceHealth & { completeness: number | null })[],
) {
  const known = new Map(health.map((source) => [source.name, source]));
  const named = new Map(configured.map((source) => [source.name, source]));
  return [...new Set([...named.keys(), ...known.keys()])].map((name) => {
    const { posts = 0, newestPost = null, lastCrawledAt = null, failures = 0 } = known.get(name) ?? {};
    const { lastSlug = null, lastMessage = null, completeness = null } = known.get(name) ?? {};
    const crawler = named.get(name)?.crawler ?? known.get(name)?.crawler ?? '';
    return {
      ...{ name, crawler, configured: named.has(name), posts, newestPost, lastCrawledAt, failures },
      ...{ lastSlug, lastMessage, completeness },
    };
  });
}

function healthTable(rows: readonly ReturnType<typeof sourceRows>[number][]): string {
  return table(
    [
      { title: 'source' },
      { title: 'crawler' },
      { title: 'posts', align: 'right' },
      { title: 'newest post' },
      { title: 'complete', align: 'right' },
      { title: 'state' },
    ],
    rows.map((row) => [
      row.name,
      row.crawler,
      row.posts,
      row.newestPost ?? '-',
      percent(row.completeness),
      row.lastSlug === null
        ? row.lastCrawledAt === null
          ? 'not crawled yet'
          : 'good'
        : `${row.lastSlug}: ${row.lastMessage}`,
    ]),
  );
}

async function crawlerList(): Promise<Outcome> {
  const { z } = await import('zod');
  const { crawlerNames, loadCrawler } = await import('../crawl/registry.js');
  const crawlers = await Promise.all(crawlerNames().map((name) => loadCrawler(name)));
  const described = crawlers.map(({ name, summary, options, secrets }) => {
    const shape = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
    return { name, summary, secrets: secrets ?? [], options: shape };
  });
  const rows = described.map(({ name, summary, options }) => [
    name,
    Object.keys(options.properties ?? {}).join(', '),
    summary,
  ]);
  return { json: described, text: table([{ title: 'crawler' }, { title: 'options' }, { title: 'for' }], rows) };
}
