/** `discover search`: posts that hold certain words, shown as far as they may be. */
import { UsageError } from '../errors.js';
import type { FoundPost } from '../store/search.js';
import type { Database } from '../store/store.js';
import { count, table } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

interface Options {
  limit: string;
}

const LIMIT = 20;
const HIGHEST_LIMIT = 1000;

/** A post as it is shown: of individuals a few words and no way to find the rest. */
interface Shown {
  date: string | null;
  place: string | null;
  theme: string | null;
  /** Organisations by name, individuals by number. */
  voice: string | null;
  excerpt: string;
  /** Of organisations only. */
  url: string | null;
}

export const search: Declare = (program, act) => {
  program
    .command('search <words...>')
    .description('posts that hold all these words, nearest first')
    .option('--limit <number>', 'at most so many', String(LIMIT))
    .addHelpText('after', example('discover search "night bus"', 'discover search parking --limit 5 --json'))
    .action(
      act<Options>(async (context, options, words): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { searchPosts, wordsAskedFor } = await import('../store/search.js');
        const { readExcerpts } = await import('../reports/excerpt.js');
        const limit = parseLimit(options.limit);
        const query = (words as string[]).join(' ');
        if (wordsAskedFor(query).length === 0) throw new UsageError('Name at least one word to search for.');
        return withExistingProject(context, async ({ store }) => {
          await refusePerson(store, query);
          const found = await searchPosts(store, query, limit);
          const show = await readExcerpts(store, found, wordsAskedFor(query));
          const rows: Shown[] = found.map((post) => ({ ...facts(post), ...show(post) }));
          return { json: rows, text: searchText(rows, query) };
        });
      }),
    );
};

/** As platforms write an account: `@name`, or `@name@server` on Mastodon. */
const HANDLE = /(?<![\p{L}\p{N}_.])@([\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?)/gu;

/**
 * What is said about a subject may be searched, and what is said to an organisation; not what is said to one person.
 * @throws UsageError naming the account
 */
async function refusePerson(store: Database, query: string): Promise<void> {
  const { speaksForOrganisation } = await import('../store/search.js');
  for (const [written, handle] of query.normalize('NFKC').matchAll(HANDLE)) {
    if (await speaksForOrganisation(store, handle!)) continue;
    throw new UsageError(
      `${written} is not known to speak for an organisation, and Discover does not look for one person. Search for what is talked about.`,
    );
  }
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= HIGHEST_LIMIT) return limit;
  throw new UsageError(`--limit ${text}: expected a whole number from 1 to ${HIGHEST_LIMIT}.`);
}

function facts({ createdAt, place, theme }: FoundPost): Pick<Shown, 'date' | 'place' | 'theme'> {
  return { date: createdAt, place, theme };
}

function searchText(rows: readonly Shown[], query: string): string {
  if (rows.length === 0) {
    return `No processed post holds all of "${query}". What was crawled since the last run is found after \`discover process\`.`;
  }
  const titles = ['date', 'place', 'voice', 'theme', 'excerpt'];
  return [
    table(
      titles.map((title) => ({ title })),
      rows.map(({ date, place, voice, theme, excerpt }) => [
        ...[date?.slice(0, 10) ?? '-', place ?? '-', voice ?? '-', theme ?? '-', excerpt],
      ]),
    ),
    `${count(rows.length, 'post')}. Of what individuals wrote, a few words are shown and no link.`,
  ].join('\n\n');
}
