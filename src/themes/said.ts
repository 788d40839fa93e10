/** What is said in a theme: each word and phrase with the posts and voices that say it. */
import type { Lexicon } from './lexicon.js';
import { isNamed, type Phrase, phrasesOf, wholeOf } from './phrases.js';
import { type Reading, type Run, readTags, readText } from './reading.js';
import { tagsOf } from './tags.js';

/** A post a label is made from. */
export interface Speech {
  text: string;
  /** `null`: not known, so that the post speaks for itself. */
  voice: number | null;
  /** Where it was collected; `null`: not known. */
  source: string | null;
  /** ISO 639-1; without: one of the project's languages. */
  lang?: string | null;
}

/** The same, read. */
export interface Post {
  reading: Reading;
  /** Of the words that say something. */
  roots: ReadonlySet<string>;
  /** The voice, or the post itself where that is not known. */
  voice: number | Speech;
  source: string | null;
}

/** A phrase or word of a theme. */
export interface Said {
  key: string;
  posts: number;
  /** Posts in which it may be the name of a person, and in which it is a hashtag. */
  named: number;
  tagged: number;
  /** The first few different ones: as many as anything has to be said by. */
  voices: Post['voice'][];
}

/** Roots by source that count for nothing in its posts. */
export type Boilerplate = ReadonlyMap<string, ReadonlySet<string>>;

const VOICES = 3;

/** Reads the posts of every theme into one lexicon. */
export function readThemes(themes: readonly (readonly Speech[])[], lexicon: Lexicon): Post[][] {
  const readings = themes.map((posts) => posts.map(({ text, lang }) => readText(text, lexicon, lang ?? null)));
  const texts = themes.flatMap((posts) => posts.map(({ text }) => text));
  const tags = tagsOf(texts, (word) => lexicon.knows(word));
  const whole = themes.map((posts, theme) =>
    posts.map(({ text, lang }, place) => readTags(readings[theme]![place]!, text, lexicon, tags, lang ?? null)),
  );
  lexicon.settle();
  return whole.map((ofTheme, theme) =>
    ofTheme.map((reading, place) => {
      const speech = themes[theme]![place]!;
      return { reading, roots: rootsOf(reading), voice: speech.voice ?? speech, source: speech.source };
    }),
  );
}

function rootsOf({ runs }: Reading): Set<string> {
  const roots = new Set<string>();
  for (const { words } of runs) for (const { says, root } of words) if (says) roots.add(root);
  return roots;
}

/** Words that say something. */
export function wordsSaid(posts: readonly Post[], boilerplate: Boilerplate): Said[] {
  const counted = new Map<string, Said>();
  for (const post of posts) {
    const dull = dullIn(post, boilerplate);
    const named = namedRoots(post.reading.runs);
    for (const root of post.roots) if (!dull.has(root)) count(counted, root, post, named.has(root), false);
  }
  return [...counted.values()];
}

/** Phrases made of the given words. */
export function phrasesSaid(posts: readonly Post[], boilerplate: Boilerplate, roots: ReadonlySet<string>): Said[] {
  return tally(posts, boilerplate, ({ reading }) => phrasesOf(reading, ({ root }) => roots.has(root)));
}

/** Posts that are one short phrase and nothing else. */
export function wholesSaid(posts: readonly Post[], boilerplate: Boilerplate): Said[] {
  return tally(posts, boilerplate, ({ reading }) => wholeOf(reading));
}

function tally(posts: readonly Post[], boilerplate: Boilerplate, offer: (post: Post) => readonly Phrase[]): Said[] {
  const counted = new Map<string, Said>();
  for (const post of posts) {
    const dull = dullIn(post, boilerplate);
    const once = new Set<string>();
    for (const { key, named, tag } of offer(post)) {
      if (once.has(key) || isDull(key, dull, post)) continue;
      once.add(key);
      count(counted, key, post, named, tag);
    }
  }
  return [...counted.values()];
}

const NOTHING: ReadonlySet<string> = new Set();

function dullIn({ source }: Post, boilerplate: Boilerplate): ReadonlySet<string> {
  return (source === null ? undefined : boilerplate.get(source)) ?? NOTHING;
}

function isDull(key: string, dull: ReadonlySet<string>, { roots }: Post): boolean {
  return dull.size > 0 && key.split(' ').every((root) => dull.has(root) || !roots.has(root));
}

function namedRoots(runs: readonly Run[]): Set<string> {
  const named = new Set<string>();
  for (const run of runs) for (const [at, { root }] of run.words.entries()) if (isNamed(run, at)) named.add(root);
  return named;
}

function count(counted: Map<string, Said>, key: string, { voice }: Post, named: boolean, tag: boolean): void {
  let said = counted.get(key);
  if (said === undefined) {
    said = { key, posts: 0, named: 0, tagged: 0, voices: [] };
    counted.set(key, said);
  }
  said.posts += 1;
  if (named) said.named += 1;
  if (tag) said.tagged += 1;
  if (said.voices.length < VOICES && !said.voices.includes(voice)) said.voices.push(voice);
}
