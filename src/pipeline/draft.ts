/** What the steps of the pipeline hand to one another. */
import type { RawPost } from '../store/clean.js';
import type { ProjectWords } from './words.js';

/** A post on its way from what a crawler brought to what themes, map and reports use. Steps return a new one. */
export interface Draft {
  readonly post: RawPost;
  /** Plain text for reading. */
  readonly text: string;
  /** Addresses the HTML of the post links to, as written. */
  readonly hrefs: readonly string[];
  /** `text` without addresses, handles and e-mail addresses; `#` stands only before true hashtags, spaces around them. */
  readonly prose: string;
  readonly lang: string;
  readonly tokens: readonly string[];
  readonly mentions: readonly string[];
  readonly hashtags: readonly string[];
  readonly links: readonly string[];
  readonly canonicalUrl: string | null;
  /** Smallest shingle hashes, ascending; empty where there are too few words to compare. */
  readonly sketch: Uint32Array;
}

/** What the steps look things up in; the same for every post of a run. */
export interface Resources {
  /** The project's languages (ISO 639-1), the main one first. */
  readonly languages: readonly string[];
  /** Words that say nothing in a language; empty where no list is known. */
  readonly stopwords: (lang: string) => ReadonlySet<string>;
  readonly projectWords: ProjectWords;
}

export type Step = (draft: Draft, resources: Resources) => Draft;

export function emptyDraft(post: RawPost): Draft {
  return {
    post,
    text: '',
    hrefs: [],
    prose: '',
    lang: 'und',
    tokens: [],
    mentions: [],
    hashtags: [],
    links: [],
    canonicalUrl: null,
    sketch: new Uint32Array(),
  };
}
