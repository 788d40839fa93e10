/**
 * Reading every post again with hindsight: which theme explains it best, given all the others? The stream was sorted with
 * what was known at the time; this is the second look (classification EM, Celeux and Govaert 1992, with each post left out
 * of its own evidence).
 */
import type { Chapters } from './chapters.js';
import type { Corpus } from './corpus.js';
import { WordGains } from './micro.js';
import { Nearby } from './nearby.js';
import { PARAMETERS } from './parameters.js';
import { BothViews, MeaningView, type View } from './views.js';

/** A theme a post is about, and how surely. */
export interface Aboutness {
  theme: number;
  /** Probability among the themes that share words with the post. */
  weight: number;
}

export interface Reading {
  /** Theme of each post. */
  theme: Int32Array;
  /** The themes of each post, strongest first; at most three. */
  about(post: number): Aboutness[];
}

/**
 * @param theme of each post, from 0; some may have no posts
 * @param chapters numbered from 0; without them themes are read alone
 * @param settled so many posts at the head of the corpus stay where they are: what they say counts, and is read no more
 */
export function readAgain(
  corpus: Corpus,
  theme: Int32Array,
  chapters: Chapters | null,
  sweeps: number,
  settled = 0,
): Reading {
  let current = theme;
  let reader = new Reader(corpus, current, chapters, settled);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const next = current.slice();
    for (let post = settled; post < next.length; post++) next[post] = reader.best(post);
    current = next;
    const followed = chapters && follow(current, chapters.chapterOf);
    if (sweep < sweeps - 1) reader = new Reader(corpus, current, followed, settled);
  }
  return { theme: current, about: (post) => reader.about(post) };
}

/** From now on every post is in the chapter of its theme. */
function follow(theme: Int32Array, chapterOf: Int32Array): Chapters {
  return { chapterOf, inChapter: theme.map((one) => chapterOf[one]!) };
}

const MOST_THEMES = 3;

/** Scores of the themes that are like a post, given how all posts stand. */
class Reader {
  readonly #themes: View;
  readonly #theme: Int32Array;
  readonly #chapters: (Chapters & { level: View }) | null;

  constructor(corpus: Corpus, theme: Int32Array, chapters: Chapters | null, settled: number) {
    this.#theme = theme;
    this.#themes = viewOf(corpus, theme, settled);
    this.#chapters = chapters && { ...chapters, level: viewOf(corpus, chapters.inChapter, settled) };
  }

  /** Of equals, the one with the lower number. */
  best(post: number): number {
    const own = this.#theme[post]!;
    let best = own;
    let bestScore = this.#score(post, own);
    for (const theme of this.#themes.met) {
      const score = this.#combined(theme);
      if (score > bestScore || (score === bestScore && theme < best)) {
        bestScore = score;
        best = theme;
      }
    }
    return best;
  }

  about(post: number): Aboutness[] {
    const own = this.#theme[post]!;
    const scores = new Map([[own, this.#score(post, own)]]);
    for (const theme of this.#themes.met) scores.set(theme, this.#combined(theme));
    const ranked = [...scores].sort(([a, x], [b, y]) => y - x || a - b);
    const top = ranked[0]![1];
    const total = ranked.reduce((sum, [, score]) => sum + Math.exp(score - top), 0);
    return ranked
      .slice(0, MOST_THEMES)
      .map(([theme, score]) => ({ theme, weight: Math.exp(score - top) / total }))
      .filter(({ weight }, rank) => rank === 0 || weight >= PARAMETERS.alsoAbout);
  }

  /** Scores everything the post has words in common with; returns the score of its own theme. */
  #score(post: number, own: number): number {
    this.#themes.score(post, own);
    this.#chapters?.level.score(post, this.#chapters.inChapter[post]!);
    return this.#combined(own);
  }

  #combined(theme: number): number {
    const score = this.#themes.scoreOf(theme);
    if (this.#chapters === null) return score;
    const { chapterOf, level } = this.#chapters;
    const share = PARAMETERS.reread.chapterShare;
    return (1 - share) * score + share * level.scoreOf(chapterOf[theme]!);
  }
}

function viewOf(corpus: Corpus, groupOf: Int32Array, settled: number): View {
  const words = new Level(corpus, groupOf, settled);
  return corpus.vectors === null ? words : new BothViews(words, new MeaningView(corpus.vectors, groupOf));
}

/** Naive Bayes over one level of groups, leaving the post itself out. */
class Level implements View {
  /** Groups that share a word with the post that was scored last. */
  met: number[] = [];
  readonly #corpus: Corpus;
  readonly #nearby: Nearby;
  readonly #sizes: Int32Array;
  readonly #index: Index;
  readonly #scores: Float64Array;
  readonly #stamp: Int32Array;
  readonly #gains = new WordGains(PARAMETERS.reread.beta);
  /** How often the post at hand says each word; zero between posts. */
  readonly #said: Int32Array;
  #now = 0;
  #ofNothing = 0;
  #length = 0;
  #floor = 0;

  constructor(corpus: Corpus, groupOf: Int32Array, settled: number) {
    const groups = groupOf.reduce((most, group) => Math.max(most, group), -1) + 1;
    this.#corpus = corpus;
    this.#nearby = new Nearby(groupOf, groups, settled);
    this.#sizes = new Int32Array(groups);
    for (let post = 0; post < groupOf.length; post++) this.#sizes[groupOf[post]!]! += corpus.words(post).length;
    this.#index = indexGroups(corpus, groupOf, groups);
    this.#scores = new Float64Array(groups);
    this.#stamp = new Int32Array(groups);
    this.#said = new Int32Array(corpus.vocabulary);
  }

  score(post: number, own: number): void {
    const words = this.#corpus.words(post);
    const { starts, groups, counts } = this.#index;
    this.#nearby.goTo(post);
    this.#now += 1;
    this.met = [];
    for (const word of words) this.#said[word]! += 1;
    for (const word of words) {
      for (let at = starts[word]!; at < starts[word + 1]!; at++) {
        const group = groups[at]!;
        const count = counts[at]! - (group === own ? this.#said[word]! : 0);
        if (this.#stamp[group] !== this.#now) {
          this.#stamp[group] = this.#now;
          this.#scores[group] = 0;
          this.met.push(group);
        }
        this.#scores[group]! += this.#gains.of(count);
      }
    }
    for (const word of words) this.#said[word] = 0;
    this.#finish(words.length, own);
  }

  scoreOf(group: number): number {
    if (this.#stamp[group] === this.#now) return this.#scores[group]!;
    return this.#corpus.vectors === null ? this.#ofNothing : this.#wordless(group);
  }

  /** Of a group that was met for its meaning: its words do not explain a single one of the post's. */
  #wordless(group: number): number {
    const favour = PARAMETERS.reread.sizePower * Math.log(this.#nearby.size(group, 0));
    return favour - this.#length * Math.log(this.#sizes[group]! + this.#floor);
  }

  #finish(length: number, own: number): void {
    const floor = this.#corpus.vocabulary * PARAMETERS.reread.beta + (length - 1) / 2;
    this.#length = length;
    this.#floor = floor;
    // A group of this post alone knows nothing once the post is left out: it is worth what a new one would be.
    this.#ofNothing = Math.log(PARAMETERS.micro.alpha) - length * Math.log(floor);
    for (const group of this.met) {
      const mine = group === own ? 1 : 0;
      const size = this.#sizes[group]! - mine * length;
      const favour = PARAMETERS.reread.sizePower * Math.log(this.#nearby.size(group, mine));
      this.#scores[group] =
        size === 0 ? this.#ofNothing : this.#scores[group]! + favour - length * Math.log(size + floor);
    }
  }
}

/** For each word the groups that say it, and how often: `starts[word]` to `starts[word + 1]`. */
interface Index {
  starts: Int32Array;
  groups: Int32Array;
  counts: Int32Array;
}

function indexGroups(corpus: Corpus, groupOf: Int32Array, groups: number): Index {
  const vocabulary = corpus.vocabulary;
  const posts = byGroup(groupOf, groups);
  // Twice over the posts, group by group: first to see how long each list is, then to fill the lists.
  const starts = new Int32Array(vocabulary + 1);
  const lastGroup = new Int32Array(vocabulary).fill(-1);
  for (const post of posts) {
    for (const word of corpus.words(post)) {
      if (lastGroup[word] === groupOf[post]) continue;
      lastGroup[word] = groupOf[post]!;
      starts[word + 1]! += 1;
    }
  }
  for (let word = 0; word < vocabulary; word++) starts[word + 1]! += starts[word]!;
  const index = { starts, groups: new Int32Array(starts[vocabulary]!), counts: new Int32Array(starts[vocabulary]!) };
  const next = starts.slice(0, vocabulary);
  lastGroup.fill(-1);
  for (const post of posts) {
    const group = groupOf[post]!;
    for (const word of corpus.words(post)) {
      if (lastGroup[word] !== group) {
        lastGroup[word] = group;
        index.groups[next[word]!] = group;
        next[word]! += 1;
      }
      index.counts[next[word]! - 1]! += 1;
    }
  }
  return index;
}

/** Posts ordered by group (a counting sort). */
function byGroup(groupOf: Int32Array, groups: number): Int32Array {
  const next = new Int32Array(groups + 1);
  for (const group of groupOf) next[group + 1]! += 1;
  for (let group = 0; group < groups; group++) next[group + 1]! += next[group]!;
  const ordered = new Int32Array(groupOf.length);
  for (let post = 0; post < groupOf.length; post++) {
    ordered[next[groupOf[post]!]!] = post;
    next[groupOf[post]!]! += 1;
  }
  return ordered;
}
