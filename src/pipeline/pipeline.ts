/**
 * The third stage: clean. Every post passes these steps once, in stream order; posts that say nearly the same then find
 * each other, and voices get the numbers reports know them by.
 */
import type { Log } from '../effects.js';
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
import { joinCampaign } from './campaigns.js';
import { cleanText } from './clean.js';
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
 * Cleans every post that is not clean yet, in stream order and constant memory. Killed at any moment, the next call goes
 * on after the last batch and ends with the same tables; so does any other `batch` size.
 */
export async function processPosts(
  store: Database,
  settings: PipelineSettings,
  log: Log,
  batch = BATCH,
): Promise<PipelineSummary> {
  const resources = pipelineResources(settings);
  const languages = new Map<string, number>();
  let [processed, skipped] = [0, 0];
  for await (const ids of inBatches(pendingPosts(store), batch)) {
    const results = await store.transaction((tx) => processBatch(tx, ids, resources));
    for (const { lang, hasText } of results) {
      languages.set(lang, (languages.get(lang) ?? 0) + 1);
      if (!hasText) skipped += 1;
      processed += 1;
      if (processed % PROGRESS_EVERY === 0) log.info(`${processed} posts cleaned`);
    }
  }
  for await (const ids of inBatches(unnumberedVoices(store), batch)) {
    await store.transaction((tx) => numberVoices(tx, ids));
  }
  const { campaigns, posts } = await countCampaigns(store);
  return { processed, campaigns, inCampaigns: posts, languages: byFrequency(languages), skipped };
}

/** What the summary needs to know of a post; its text would fill the memory. */
interface Result {
  lang: string;
  hasText: boolean;
}

/** Reads and saves the batch as a whole; only who repeats whom is asked post by post, because it depends on the order. */
async function processBatch(tx: Database, ids: readonly number[], resources: Resources): Promise<Result[]> {
  const posts = await readRawPosts(tx, ids);
  const drafts = posts.map((post) => ({ ...processPost(post, resources), postId: post.id }));
  await saveCleanPosts(
    tx,
    drafts.map((post) => ({ post, sketch: sketchBytes(post.sketch) })),
  );
  for (const { postId, sketch } of drafts) await joinCampaign(tx, postId, sketch);
  return drafts.map(({ lang, text }) => ({ lang, hasText: text !== '' }));
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function byFrequency(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
