/** `discover sources`: what is crawled and how each source fares. */
import type { SourceConfig } from '../config.js';
import type { SourceHealth } from '../store/sources.js';
import { table } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

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
        const config = await findConfig(context);
        // Looking makes no store where there is none yet.
        const health = (await hasStore(context, config))
          ? await withProject(context, (project) => sourceHealth(project.store), config)
          : [];
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
function sourceRows(configured: readonly SourceConfig[], health: readonly SourceHealth[]) {
  const known = new Map(health.map((source) => [source.name, source]));
  const named = new Map(configured.map((source) => [source.name, source]));
  return [...new Set([...named.keys(), ...known.keys()])].map((name) => {
    const { posts = 0, newestPost = null, lastCrawledAt = null, failures = 0 } = known.get(name) ?? {};
    const { lastSlug = null, lastMessage = null } = known.get(name) ?? {};
    const crawler = named.get(name)?.crawler ?? known.get(name)?.crawler ?? '';
    return {
      ...{ name, crawler, configured: named.has(name), posts, newestPost, lastCrawledAt, failures },
      ...{ lastSlug, lastMessage },
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
      { title: 'state' },
    ],
    rows.map((row) => [
      row.name,
      row.crawler,
      row.posts,
      row.newestPost ?? '-',
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
