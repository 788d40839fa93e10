/** Posts and resources for the tests of single steps. */
import { resolve } from 'node:path';
import type { Log } from '../../src/effects.js';
import { type Draft, emptyDraft, type Resources } from '../../src/pipeline/draft.js';
import {
  BLOCK,
  cleanBlock,
  loadStopwords,
  type PipelineSettings,
  type PipelineSummary,
  pendingBlocks,
  pipelineResources,
  pipelineSummary,
  placePosts,
  processPost,
} from '../../src/pipeline/pipeline.js';
import type { RawPost } from '../../src/store/clean.js';
import type { Database } from '../../src/store/database.js';
import { testEffects } from '../support/project.js';

export const STOPWORDS = await loadStopwords(resolve('config/stopwords'));

export function resources(more: { languages?: string[]; words?: string[] } = {}): Resources {
  return pipelineResources({ languages: ['en'], words: [], stopwords: STOPWORDS, ...more });
}

export function rawPost(more: Partial<RawPost> = {}): RawPost {
  return {
    id: 1,
    kind: 'tweet',
    platform: 'x',
    url: null,
    title: null,
    text: null,
    html: null,
    lang: null,
    inReplyTo: null,
    mentions: [],
    hashtags: [],
    links: [],
    version: '',
    ...more,
  };
}

export function draftOf(more: Partial<RawPost>): Draft {
  return emptyDraft(rawPost(more));
}

/** A text through the whole pipeline. */
export function processed(text: string, more: Partial<RawPost> = {}, known = resources()): Draft {
  return processPost(rawPost({ text, ...more }), known);
}

/** The whole stage in one process, without a queue. */
export async function processAll(
  store: Database,
  settings: PipelineSettings,
  size = BLOCK,
  log: Log = testEffects().log,
): Promise<PipelineSummary> {
  const known = pipelineResources(settings);
  const blocks = [];
  for (const block of await pendingBlocks(store, size)) blocks.push(await cleanBlock(store, block, known, log, size));
  return pipelineSummary(blocks, await placePosts(store, undefined, size));
}
