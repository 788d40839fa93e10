/** What a search finds, as a report: a described table like any other, made from the question. */
import { eachFound, type FoundPost, type SearchScope } from '../store/search.js';
import { type Query, termsOf } from '../store/search-query.js';
import type { Database } from '../store/store.js';
import { trueName } from './anonymous.js';
import { type Excerpt, excerptsOf, marked, whole } from './excerpt.js';
import { dateFor, defineReport, type Report, type Scope } from './report.js';

/** Around each hit in a file; asterisks stand for emphasis in plain text, and no spreadsheet runs them. */
export const HIT_MARK = '**';

export interface Search {
  /** As it was typed. */
  asked: string;
  query: Query;
  scope: SearchScope;
  /** Name of the place of the scope, for those who read how a table came about. */
  place: string | null;
  /** `null`: all. */
  limit: number | null;
}

/** A post as it may be shown: of individuals a few words and no way to find the rest, unless people are named. */
export interface Shown extends Pick<FoundPost, 'place' | 'lang' | 'themeId' | 'theme'>, Excerpt {
  date: string | null;
}

/** What was found, nearest first. */
export async function* readFound(
  store: Database,
  { query, scope, limit }: Search,
  { identify }: Pick<Scope, 'identify'>,
): AsyncGenerator<Shown> {
  const terms = termsOf(query);
  const excerpt = excerptsOf(store, terms);
  for await (const post of eachFound(store, query, scope, limit)) {
    const { place, lang, themeId, theme } = post;
    const words = identify ? { ...whole(post.text, terms), voice: trueName(post), url: post.url } : await excerpt(post);
    yield { date: dateFor({ identify }, post.createdAt), place, lang, themeId, theme, ...words };
  }
}

/** A post as a row of the report. */
export function rowOf(found: Shown, rank: number) {
  return {
    rank,
    created_at: found.date,
    place: found.place,
    voice: found.voice,
    lang: found.lang,
    theme_id: found.themeId,
    theme_label: found.theme,
    excerpt: marked(found, (hit) => `${HIT_MARK}${hit}${HIT_MARK}`),
    url: found.url,
  };
}

/** The report of one search; its scope is that of the question. */
export function searchReport(search: Search): Report {
  return defineReport({
    name: 'search',
    title: `Posts found by: ${search.asked}`,
    summary: 'one row a post that answers a search, nearest first',
    columns: [
      { name: 'rank', type: 'integer', meaning: 'Its place in the answer: 1 is nearest to what was searched for.' },
      {
        name: 'created_at',
        type: 'date',
        meaning: 'When it was written, UTC; empty where the source did not say. A day only, unless people are named.',
      },
      { name: 'place', type: 'text', meaning: 'Where it was said.' },
      {
        name: 'voice',
        type: 'text',
        meaning:
          'Who wrote it. Organisations by name, everybody else as "voice" and a number that stays the same from run to run, unless people are named; empty where there is no author.',
      },
      { name: 'lang', type: 'text', meaning: 'Its language (ISO 639-1); und where there is too little to tell.' },
      { name: 'theme_id', type: 'text', meaning: 'Its strongest theme; empty where it belongs to none.' },
      { name: 'theme_label', type: 'text', meaning: 'What the theme is about; empty without a theme.' },
      {
        name: 'excerpt',
        type: 'text',
        meaning: `Words round what was searched for, which stands between ${HIT_MARK}: of individuals and unknown voices seven at most, of organisations thirty. All of the text where people are named.`,
      },
      {
        name: 'url',
        type: 'text',
        meaning:
          'Its public address. Empty for individuals and unknown voices, for what organisations repost, and where they use eight or more words in a row of somebody else, unless people are named.',
      },
    ],
    method: async () => ({ searched: search.asked, ...search.scope, place: search.place, limit: search.limit }),
    async *rows(store, scope) {
      let rank = 0;
      for await (const found of readFound(store, search, scope)) {
        rank += 1;
        yield rowOf(found, rank);
      }
    },
  });
}
