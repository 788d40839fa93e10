/**
 * The third stage: clean. Every post passes these steps once, by itself, block by block in any order and on any machine.
 * Posts that say nearly the same then find each other, voices get the numbers reports know them by, and posts that speak
 * of one another are linked: that looks across all posts, in stream order, and is one piece of work.
 */
import { fault, type Log } from '../effects.js';
import { wordsOf } from '../errors.js';
import {
  countCampaigns,
  markPlaced,
  numberVoices,
  type RawPost,
  readRawPosts,
  readSketches,
  saveCleanPosts,
  type UnplacedPost,
  unnumberedVoices,
  unplacedPosts,
} from '../store/clean.js';
import type { Database } from '../store/database.js';
import { leftInHand, letGo, setAside, takeInHand } from '../store/set-aside.js';
import { inBatches } from './batches.js';
import { joinCampaigns } from './campaigns.js';
import { cleanText } from './clean.js';
import { connectPosts } from './conversations.js';
import { type Draft, emptyDraft, type Resources, type Step } from './draft.js';
import { sketchBytes, sketchWords } from './duplicates.js';
import { detectLanguage } from './language.js';
import { findLinks } from './links.js';
import { findNames } from './mentions.js';
import { makeTokens } from './tokens.js';
import { projectWords } from './words.js';

export { pendingBlocks } from '../store/clean.js';
export { loadStopwords, loadStopwordsByLanguage } from './stopwords.js';
export { readWords } from './tokens.js';

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
/** Posts that look for their near copies in one transaction: the more, the fewer pages of its index are written twice. */
const PLACED_TOGETHER = 10_000;
/** How often a post may throw, or stop the whole program, before it is set aside. */
const MOST_TRIES = 2;
/** Where more posts of one block throw, the posts are not to blame. */
const MOST_REFUSED = 3;

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
  setAside: number;
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
 * Cleans the posts of a block that are not clean yet. Done twice, at the same time or late, it changes nothing: a post is
 * saved once, and only as long as it says what was read. Posts in hand when a program died are tried one by one: a second
 * time, and no third.
 * @returns what was saved here
 */
export async function cleanBlock(
  store: Database,
  block: number,
  resources: Resources,
  log: Log,
  size = BLOCK,
): Promise<CleanCounts> {
  const counts = noCounts();
  const putAside = async (id: number, reason: string) => {
    const { source, externalId } = await store.transaction((tx) => setAside(tx, id, reason));
    counts.setAside += 1;
    log.warn(`${source}: post ${externalId} is set aside, it cannot be cleaned (${reason})`);
  };
  const clean = async (posts: readonly RawPost[]) => {
    const { saved, refused } = await cleanTogether(store, posts, resources);
    for (const { lang, text } of saved) addCounts(counts, one(lang, text));
    for (const { id, reason } of refused) await putAside(id, reason);
  };
  const tries = new Map((await leftInHand(store, block, size)).map((left) => [left.id, left.tries]));
  const posts = await readRawPosts(store, block, size);
  for (const post of posts.filter(({ id }) => tries.has(id))) {
    const times = tries.get(post.id)!;
    if (times < MOST_TRIES) await clean([post]);
    else await putAside(post.id, `${times} times the program did not survive it`);
  }
  await clean(posts.filter(({ id }) => !tries.has(id)));
  return counts;
}

/**
 * Looks whose near copies the new clean posts are, numbers the voices that are new, and links the posts that speak of one
 * another: in stream order, so that any two machines give the same names. Killed at any moment, or done by two at the same
 * time, it ends with the same tables.
 * @throws the signal's reason, between two batches
 */
export async function placePosts(
  store: Database,
  signal?: AbortSignal,
  batch = PLACED_TOGETHER,
): Promise<CampaignCounts> {
  for (const ids of inBatches(await unplacedPosts(store), batch)) {
    signal?.throwIfAborted();
    await store.transaction(async (tx) => {
      await joinCampaigns(tx, await readSketches(tx, ids));
      await markPlaced(tx, ids);
    });
  }
  for (const ids of inBatches(await unnumberedVoices(store), batch)) {
    signal?.throwIfAborted();
    await store.transaction((tx) => numberVoices(tx, ids));
  }
  signal?.throwIfAborted();
  await connectPosts(store);
  const { campaigns, posts } = await countCampaigns(store);
  return { campaigns, inCampaigns: posts };
}

/** What all blocks and the look across them came to. */
export function pipelineSummary(blocks: readonly CleanCounts[], placed: CampaignCounts): PipelineSummary {
  const counts = blocks.reduce(addCounts, noCounts());
  return { ...placed, ...counts, languages: byFrequency(counts.languages) };
}

function noCounts(): CleanCounts {
  return { processed: 0, skipped: 0, setAside: 0, languages: {} };
}

function one(lang: string, text: string): CleanCounts {
  return { processed: 1, skipped: text === '' ? 1 : 0, setAside: 0, languages: { [lang]: 1 } };
}

function addCounts(total: CleanCounts, more: CleanCounts): CleanCounts {
  for (const [lang, posts] of Object.entries(more.languages))
    total.languages[lang] = (total.languages[lang] ?? 0) + posts;
  total.processed += more.processed;
  total.skipped += more.skipped;
  total.setAside += more.setAside;
  return total;
}

interface Refused {
  id: number;
  reason: string;
}

/** Cleans and saves posts in one transaction; nobody else's post goes with one that throws. */
async function cleanTogether(
  store: Database,
  posts: readonly RawPost[],
  resources: Resources,
): Promise<{ saved: UnplacedPost[]; refused: Refused[] }> {
  const refused: Refused[] = [];
  if (posts.length === 0) return { saved: [], refused };
  const ids = posts.map(({ id }) => id);
  await store.transaction((tx) => takeInHand(tx, ids));
  try {
    const drafts: Draft[] = [];
    for (const post of posts) {
      const tried = tryPost(post, resources);
      if (!('error' in tried)) drafts.push(tried);
      else if (refused.push({ id: post.id, reason: wordsOf(tried.error) }) > MOST_REFUSED) throw tried.error;
    }
    const rows = drafts.map((draft) => ({
      post: { ...draft, postId: draft.post.id },
      version: draft.post.version,
      sketch: sketchBytes(draft.sketch),
    }));
    const saved = await store.transaction(async (tx) => {
      const clean = await saveCleanPosts(tx, rows);
      fault('index');
      await letGo(tx, ids);
      return clean;
    });
    return { saved, refused };
  } catch (error) {
    // The program has survived: nothing is left over that a later try would hold against the posts.
    await store.transaction((tx) => letGo(tx, ids)).catch(() => undefined);
    throw error;
  }
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

function byFrequency(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
