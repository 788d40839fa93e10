/**
 * The third stage: clean. Every post passes these steps once, in stream order; posts that say nearly the same then find
 * each other, and voices get the numbers reports know them by.
 */
import { fault, type Log } from '../effects.js';
import { wordsOf } from '../errors.js';
import {
  countCampaigns,
  numberVoices,
  pendingPosts,
  type RawPost,
  readRawPosts,
  saveCleanPosts,
  unnumberedVoices,
} from '../store/clean.js';
import type { Database } from '../store/database.js';
import { leftInHand, letGo, setAside, takeInHand } from '../store/set-aside.js';
import { inBatches } from './batches.js';
import { joinCampaign } from './campaigns.js';
import { cleanText } from './clean.js';
import { connectPosts } from './conversations.js';
import { type Draft, emptyDraft, type Resources, type Step } from './draft.js';
import { sketchBytes, sketchWords } from './duplicates.js';
import { detectLanguage } from './language.js';
import { findLinks } from './links.js';
import { findNames } from './mentions.js';
import { makeTokens } from './tokens.js';
import { projectWords } from './words.js';

export { loadStopwords } from './stopwords.js';
export { readWords } from './tokens.js';

const STEPS: readonly Step[] = [
  cleanText, // markup, entities, control characters -> plain text
  findLinks, // addresses -> canonical links
  findNames, // handles and hashtags; e-mail addresses are nobody's handle
  detectLanguage, // the project's own where in doubt
  makeTokens, // stems and #tags, stop words gone
  sketchWords, // what near-identical posts are recognised by
];

/** Posts in one transaction: what a kill at the worst moment costs. */
const BATCH = 500;
const PROGRESS_EVERY = 10_000;
/** How often a post may throw, or stop the whole program, before it is set aside. */
const MOST_TRIES = 2;
/** Where more posts of one batch throw, the posts are not to blame. */
const MOST_REFUSED = 3;

export interface PipelineSettings {
  /** The project's languages (ISO 639-1); the first is the one doubtful text is taken for. */
  languages: readonly string[];
  /** The project's words and hashtags: every post has them, so they never become tokens. */
  words: readonly string[];
  /** Case-folded words without meaning of their own; empty for a language without a list. */
  stopwords: (lang: string) => ReadonlySet<string>;
}

export interface PipelineSummary {
  /** Posts cleaned in this run, those without text included. */
  processed: number;
  /** Campaigns in the store, and the posts in them. */
  campaigns: number;
  inCampaigns: number;
  /** Posts of this run by language, most frequent first; `und`: no words at all. */
  languages: Record<string, number>;
  /** Posts of this run that had no text: kept for their links and replies, with no tokens. */
  skipped: number;
  /** Posts of this run that could not be cleaned: left out from now on, until their words change. */
  setAside: number;
}

/** One post through every step, without the store. */
export function processPost(post: RawPost, resources: Resources): Draft {
  return STEPS.reduce((draft, step) => step(draft, resources), emptyDraft(post));
}

export function pipelineResources(settings: PipelineSettings): Resources {
  return {
    languages: settings.languages,
    stopwords: settings.stopwords,
    projectWords: projectWords(settings.words),
  };
}

/**
 * Cleans every post that is not clean yet, in stream order and constant memory, then links the posts that speak of one
 * another. Killed at any moment, the next call goes on after the last batch and ends with the same tables; so does any
 * other `batch` size. Posts in hand when the program was stopped are tried one by one: a second time, and no third.
 */
export async function processPosts(
  store: Database,
  settings: PipelineSettings,
  log: Log,
  batch = BATCH,
  signal?: AbortSignal,
): Promise<PipelineSummary> {
  const resources = pipelineResources(settings);
  const tally = { processed: 0, skipped: 0, setAside: 0, languages: new Map<string, number>() };
  const clean = async (ids: readonly number[]) => {
    signal?.throwIfAborted();
    await store.transaction((tx) => takeInHand(tx, ids));
    const { cleaned, refused } = await store.transaction((tx) => processBatch(tx, ids, resources));
    for (const { lang, hasText } of cleaned) {
      tally.languages.set(lang, (tally.languages.get(lang) ?? 0) + 1);
      if (!hasText) tally.skipped += 1;
      tally.processed += 1;
      if (tally.processed % PROGRESS_EVERY === 0) log.info(`${tally.processed} posts cleaned`);
    }
    for (const { id, reason } of refused) await putAside(id, reason);
  };
  const putAside = async (id: number, reason: string) => {
    const { source, externalId } = await store.transaction((tx) => setAside(tx, id, reason));
    tally.setAside += 1;
    log.warn(`${source}: post ${externalId} is set aside, it cannot be cleaned (${reason})`);
  };
  for (const { id, tries } of await leftInHand(store)) {
    if (tries < MOST_TRIES) await clean([id]);
    else await putAside(id, `${tries} times the program did not survive it`);
  }
  for await (const ids of inBatches(pendingPosts(store), batch)) await clean(ids);
  for await (const ids of inBatches(unnumberedVoices(store), batch)) {
    await store.transaction((tx) => numberVoices(tx, ids));
  }
  signal?.throwIfAborted();
  await connectPosts(store);
  const { campaigns, posts } = await countCampaigns(store);
  const { processed, skipped } = tally;
  const languagesByCount = byFrequency(tally.languages);
  return { processed, campaigns, inCampaigns: posts, languages: languagesByCount, skipped, setAside: tally.setAside };
}

/** What the summary needs to know of a post; its text would fill the memory. */
interface Result {
  lang: string;
  hasText: boolean;
}

interface Refused {
  id: number;
  reason: string;
}

/** Reads and saves the batch as a whole; only who repeats whom is asked post by post, because it depends on the order. */
async function processBatch(
  tx: Database,
  ids: readonly number[],
  resources: Resources,
): Promise<{ cleaned: Result[]; refused: Refused[] }> {
  const refused: Refused[] = [];
  const drafts: (Draft & { postId: number })[] = [];
  for (const post of await readRawPosts(tx, ids)) {
    const tried = tryPost(post, resources);
    if (!('error' in tried)) drafts.push({ ...tried, postId: post.id });
    else if (refused.push({ id: post.id, reason: wordsOf(tried.error) }) > MOST_REFUSED) throw tried.error;
  }
  await saveCleanPosts(
    tx,
    drafts.map((post) => ({ post, sketch: sketchBytes(post.sketch) })),
  );
  fault('index');
  for (const { postId, sketch } of drafts) await joinCampaign(tx, postId, sketch);
  await letGo(tx, ids);
  return { cleaned: drafts.map(({ lang, text }) => ({ lang, hasText: text !== '' })), refused };
}

function tryPost(post: RawPost, resources: Resources): Draft | { error: unknown } {
  for (let tries = 1; ; tries += 1) {
    try {
      fault('clean', String(post.id));
      return processPost(post, resources);
    } catch (error) {
      if (tries === MOST_TRIES) return { error };
    }
  }
}

function byFrequency(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
