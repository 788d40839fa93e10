/**
 * The third stage: clean. Every post passes these steps once, by itself, block by block in any order and on any machine.
 * Posts that say nearly the same then find each other, and voices get the numbers reports know them by: that looks across
 * all posts, in stream order, and is one piece of work.
 */
import {
  countCampaigns,
  markPlaced,
  numberVoices,
  type RawPost,
  readRawPosts,
  readSketches,
  saveCleanPosts,
  unnumberedVoices,
  unplacedPosts,
} from '../store/clean.js';
import type { Database } from '../store/database.js';
import { joinCampaign } from './campaigns.js';
import { cleanText } from './clean.js';
import { type Draft, emptyDraft, type Resources, type Step } from './draft.js';
import { sketchBytes, sketchFrom, sketchWords } from './duplicates.js';
import { detectLanguage } from './language.js';
import { findLinks } from './links.js';
import { findNames } from './mentions.js';
import { makeTokens } from './tokens.js';
import { projectWords } from './words.js';

export { pendingBlocks } from '../store/clean.js';
export { loadStopwords } from './stopwords.js';

const STEPS: readonly Step[] = [
  cleanText, // markup, entities, control characters -> plain text
  findLinks, // addresses -> canonical links
  findNames, // handles and hashtags; e-mail addresses are nobody's handle
  detectLanguage, // the project's own where in doubt
  makeTokens, // stems and #tags, stop words gone
  sketchWords, // what near-identical posts are recognised by
];

/** Posts of one job and of one transaction: what a kill at the worst moment costs. */
export const BLOCK = 500;

export interface PipelineSettings {
  /** The project's languages (ISO 639-1); the first is the one doubtful text is taken for. */
  languages: readonly string[];
  /** The project's words and hashtags: every post has them, so they never become tokens. */
  words: readonly string[];
  /** Case-folded words without meaning of their own; empty for a language without a list. */
  stopwords: (lang: string) => ReadonlySet<string>;
}

/** What cleaning some posts came to. */
export interface CleanCounts {
  processed: number;
  skipped: number;
  languages: Record<string, number>;
}

export interface CampaignCounts {
  campaigns: number;
  inCampaigns: number;
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
 * Cleans the posts of a block that are not clean yet. Done twice, at the same time or late, it changes nothing: a post is
 * saved once, and only as long as it says what was read.
 * @returns what was saved here
 */
export async function cleanBlock(
  store: Database,
  block: number,
  resources: Resources,
  size = BLOCK,
): Promise<CleanCounts> {
  const drafts = (await readRawPosts(store, block, size)).map((post) => processPost(post, resources));
  const saved = await saveCleanPosts(
    store,
    drafts.map((draft) => ({
      post: { ...draft, postId: draft.post.id },
      version: draft.post.version,
      sketch: sketchBytes(draft.sketch),
    })),
  );
  return saved.reduce((counts, { lang, text }) => addCounts(counts, one(lang, text)), noCounts());
}

/**
 * Looks whose near copies the new clean posts are, and numbers the voices that are new: in stream order, so that any two
 * machines give the same names. Killed at any moment, or done by two at the same time, it ends with the same tables.
 * @throws the signal's reason, between two batches
 */
export async function placePosts(store: Database, signal?: AbortSignal, batch = BLOCK): Promise<CampaignCounts> {
  for await (const ids of inBatches(unplacedPosts(store), batch)) {
    signal?.throwIfAborted();
    await store.transaction(async (tx) => {
      for (const { postId, sketch } of await readSketches(tx, ids)) await joinCampaign(tx, postId, sketchFrom(sketch));
      await markPlaced(tx, ids);
    });
  }
  for await (const ids of inBatches(unnumberedVoices(store), batch)) {
    signal?.throwIfAborted();
    await store.transaction((tx) => numberVoices(tx, ids));
  }
  const { campaigns, posts } = await countCampaigns(store);
  return { campaigns, inCampaigns: posts };
}

/** What all blocks and the look across them came to. */
export function pipelineSummary(blocks: readonly CleanCounts[], placed: CampaignCounts): PipelineSummary {
  const counts = blocks.reduce(addCounts, noCounts());
  return { ...placed, ...counts, languages: byFrequency(counts.languages) };
}

function noCounts(): CleanCounts {
  return { processed: 0, skipped: 0, languages: {} };
}

function one(lang: string, text: string): CleanCounts {
  return { processed: 1, skipped: text === '' ? 1 : 0, languages: { [lang]: 1 } };
}

function addCounts(total: CleanCounts, more: CleanCounts): CleanCounts {
  for (const [lang, posts] of Object.entries(more.languages))
    total.languages[lang] = (total.languages[lang] ?? 0) + posts;
  total.processed += more.processed;
  total.skipped += more.skipped;
  return total;
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

function byFrequency(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
