/** Posts and resources for the tests of single steps. */
import { resolve } from 'node:path';
import { type Draft, emptyDraft, type Resources } from '../../src/pipeline/draft.js';
import { loadStopwords, pipelineResources, processPost } from '../../src/pipeline/pipeline.js';
import type { RawPost } from '../../src/store/clean.js';

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
