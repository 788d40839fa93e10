/** What a search says in a terminal: how much there is, the posts, or why there are none. */
import pc from 'picocolors';
import { day } from '../html/words.js';
import { excerptOf, marked } from '../reports/excerpt.js';
import type { Search, Shown } from '../reports/search.js';
import { readAsOf } from '../store/figures.js';
import { countFound, countSearchable, EVERYWHERE, type FoundTotals } from '../store/search.js';
import { type Term, termsOf } from '../store/search-query.js';
import type { Database } from '../store/store.js';
import { count, inert } from '../terminal.js';

/** Words of a post where people are named; files have all of them. */
const NAMED_WORDS = 60;
const FEW_WORDS = '  Of what individuals wrote, a few words are shown and no link.';

/** How much may be told: counts of fewer people are left out. */
interface Telling {
  fewest: number;
  identify: boolean;
}

/** For machines: as many as there are; `null` where they are too few to be told. */
export function told(totals: FoundTotals, { fewest }: Pick<Telling, 'fewest'>): object {
  const people = (voices: number) => (isSmall(voices, fewest) ? null : voices);
  const themes = totals.themes.map((theme) => ({ ...theme, voices: people(theme.voices) }));
  return { ...totals, voices: people(totals.voices), themes };
}

/** The posts in two lines each, below how many there are. */
export function foundText(found: Search, posts: readonly Shown[], how: Telling, totals: FoundTotals): string {
  const terms = termsOf(found.query);
  const lines = posts.map((post) => postText(post, how.identify ? terms : null));
  return [summary(found, totals, how), ...lines, ...(how.identify ? [] : [FEW_WORDS])].join('\n\n');
}

/** `20 of 1,234 posts by 412 voices in 9 places. …` */
export function summary({ limit }: Pick<Search, 'limit'>, totals: FoundTotals, { fewest }: Telling): string {
  const { posts, voices, places, themes } = totals;
  const shown = Math.min(posts, limit ?? posts);
  const head =
    shown < posts ? `The nearest ${shown.toLocaleString('en-GB')} of ${count(posts, 'post')}` : count(posts, 'post');
  const people = (number: number) => (isSmall(number, fewest) ? `fewer than ${fewest} voices` : count(number, 'voice'));
  const most = themes.map((theme) => `${inert(theme.label)} (${theme.id}, ${people(theme.voices)})`);
  return [
    `${head}, by ${people(voices)} in ${count(places, 'place')}.`,
    ...(most.length === 0 ? [] : [`Talked about most among them: ${most.join('; ')}.`]),
  ].join('\n');
}

function postText(post: Shown, named: readonly Term[] | null): string {
  const head = [post.date?.slice(0, 10) ?? 'no date', post.place, post.voice, post.theme];
  const cut = named === null ? post : excerptOf(post.excerpt, named, NAMED_WORDS);
  return [
    `  ${pc.dim(inert(head.filter((words) => words !== null).join('  ')))}`,
    `    ${marked(cut, (hit) => pc.bold(inert(hit)), inert)}`,
    ...(post.url === null ? [] : [`    ${inert(post.url)}`]),
  ].join('\n');
}

/** What was searched, and what may help. */
export async function nothingFound(store: Database, { asked, query, scope }: Search): Promise<string> {
  const [searched, asOf] = [await countSearchable(store), await readAsOf(store, { since: null, until: null })];
  const until = asOf === null ? '' : `, the newest of ${day(asOf)}`;
  const narrowed = Object.values(scope).some((value) => value !== null);
  const elsewhere = narrowed ? (await countFound(store, query, EVERYWHERE)).posts : 0;
  return [
    `No post answers ${asked}.`,
    `Searched: ${count(searched, 'processed post')}${until}. What was crawled since is found after \`discover process\`.`,
    ...(narrowed ? [`In all places, themes, languages and times: ${count(elsewhere, 'post')}.`] : []),
    ...(termsOf(query).some(({ prefix }) => prefix) ? [] : ['Words count whole: wait* also finds waiting and waits.']),
  ].join('\n');
}

function isSmall(people: number, fewest: number): boolean {
  return people > 0 && people < fewest;
}
