/** `discover search`: posts that hold certain words, shown as far as they may be, and how many there are of them. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { Search, Shown } from '../reports/search.js';
import type { FoundTotals, SearchScope } from '../store/search.js';
import { count } from '../terminal.js';
import { ALREADY_WRITTEN, type Context, type Declare, example, type Outcome } from './command.js';
import { fewestTold, IDENTIFY, mayIdentify, REASON, SHAREABLE, type ShareOptions } from './disclose.js';
import { oneOf, SCOPE, type ScopeOptions, scopeOf } from './scope.js';
import { refusePerson } from './search-person.js';
import { foundText, nothingFound, summary, told } from './search-words.js';

interface Options extends ScopeOptions, ShareOptions {
  place?: string;
  lang?: string;
  limit?: string;
  format?: string;
  out?: string;
}

const FORMATS = ['text', 'csv', 'json', 'ndjson', 'html', 'xlsx'] as const;
const LIMIT = 20;

const SYNTAX = `
Posts that hold all the words are found, whole words, whatever their capitals:
  waiting list        both words, anywhere in the post
  "waiting list"      next to each other (the quotation marks need quotes of the shell)
  wait*               any word that begins so: waiting, waits
  scan OR mri         one of them; OR divides what stands on either side, parentheses hold together
  bus -night          the first and not the second; NOT says the same
Endings and accents count: buses is not bus, and cafe is not café. Nearest first by how often the words
stand in how short a post, between equals the newer one.`;

export const search: Declare = (program, act) => {
  program
    .command('search <words...>')
    .description('posts that hold these words, nearest first, and how many there are')
    // A minus in front of a word is no option.
    .allowUnknownOption()
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option(...SCOPE.theme)
    .option('--place <name>', 'only posts made there')
    .option('--lang <code>', 'only posts in this language: en, fr')
    .option('--limit <number>', `at most so many posts (default: ${LIMIT} in the terminal, all in a file)`)
    .option('--format <name>', 'text, or a table as csv (with a dictionary beside it), json, ndjson, html or xlsx')
    .option(
      '--out <file>',
      'where to write the table (default: reports/search.<format> in the data folder; - for standard output)',
    )
    .option(...SHAREABLE)
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText(
      'after',
      `${SYNTAX}\n` +
        example(
          'discover search waiting list --since 30d',
          `discover search '"waiting list" OR queue*' --place "A forum"`,
          'discover search "parking (cost* OR charge*) -council" --theme theme-3 --out parking.csv',
        ),
    )
    .action(
      act<Options>(async (context, options, words): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readQuery } = await import('../store/search-query.js');
        const asked = (words as string[]).join(' ');
        const unknown = (words as string[]).find((word) => word.startsWith('--'));
        if (unknown !== undefined) throw new UsageError(`There is no option ${unknown}.`);
        const format = oneOf(FORMATS, options.format ?? (options.out === undefined ? 'text' : 'csv'), '--format');
        if (format === 'text' && options.out !== undefined) {
          throw new UsageError('--out is for tables: add --format csv, json, ndjson, html or xlsx.');
        }
        const query = readQuery(asked);
        const limit = options.limit === undefined ? (format === 'text' ? LIMIT : null) : parseLimit(options.limit);
        return withExistingProject(context, async (project) => {
          await refusePerson(project.store, asked);
          const { scope, place } = await searchScope(project, options);
          const fewest = fewestTold(project, options);
          const found: Search = { asked, query, scope, place, limit };
          const { countFound } = await import('../store/search.js');
          const totals = await countFound(project.store, query, scope);
          if (totals.posts === 0) await checkLanguage(project, scope);
          const identify = await mayIdentify(project, `search ${asked}`, options);
          const how = { ...scope, fewest, identify };
          if (format !== 'text') return writeTable(context, project, { found, format, how, totals, out: options.out });
          return show(project, found, how, totals);
        });
      }),
    );
};

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000_000) return limit;
  throw new UsageError(`--limit ${text}: expected a whole number from 1 to 1,000,000.`);
}

async function searchScope(project: Project, options: Options): Promise<Pick<Search, 'scope' | 'place'>> {
  const lang = options.lang?.toLowerCase() ?? null;
  if (lang !== null && !/^[a-z]{2,3}$/.test(lang)) {
    throw new UsageError(`--lang ${options.lang}: expected a code of two letters (ISO 639-1), such as en.`);
  }
  const { placeAsked } = await import('./place-asked.js');
  const place = options.place === undefined ? null : await placeAsked(project.store, options.place);
  const scope = { ...(await scopeOf(project, options)), place: place?.id ?? null, lang };
  return { scope, place: place?.name ?? null };
}

/** @throws UserError when no post at all is in this language */
async function checkLanguage({ store }: Project, { lang }: SearchScope): Promise<void> {
  if (lang === null) return;
  const { searchedLanguages } = await import('../store/search.js');
  const languages = await searchedLanguages(store);
  if (languages.some((language) => language.lang === lang)) return;
  const there = languages.map((language) => `${language.lang} (${count(language.posts, 'post')})`).join(', ');
  throw new UserError(`No post is in the language ${lang}. There are: ${there || 'none yet'}.`);
}

interface How extends SearchScope {
  fewest: number;
  identify: boolean;
}

interface Table {
  found: Search;
  format: Exclude<(typeof FORMATS)[number], 'text'>;
  how: How;
  totals: FoundTotals;
  out: string | undefined;
}

async function writeTable(context: Context, { store, data }: Project, table: Table): Promise<Outcome> {
  const { searchReport } = await import('../reports/search.js');
  const { writeReport } = await import('../reports/write.js');
  const { saveReport } = await import('../reports/save.js');
  const { found, format, how, totals, out } = table;
  const report = searchReport(found);
  if (out === '-') {
    for await (const piece of writeReport(report, format, store, how)) await context.write(piece);
    return ALREADY_WRITTEN;
  }
  const file = resolve(out ?? join(data, 'reports', `search.${format}`));
  if (out === undefined) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const files = await saveReport(file, report, format, store, how);
  return {
    json: { searched: found.asked, ...told(totals, how), format, files },
    text: [summary(found, totals, how), ...files.map((name) => `Wrote ${name}`)].join('\n'),
  };
}

async function show(project: Project, found: Search, how: How, totals: FoundTotals): Promise<Outcome> {
  const { readFound, rowOf } = await import('../reports/search.js');
  const posts: Shown[] = [];
  for await (const post of readFound(project.store, found, how)) posts.push(post);
  const rows = posts.map((post, at) => rowOf(post, at + 1));
  const text = posts.length === 0 ? await nothingFound(project.store, found) : foundText(found, posts, how, totals);
  return { json: { searched: found.asked, ...told(totals, how), found: rows }, text };
}
