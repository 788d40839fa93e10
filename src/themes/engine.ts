/**
 * The engine: tokens in, groups out. It knows nothing of stores, dates or people.
 *
 * Posts -> micro-themes (one pass) -> themes -> a second look -> chapters -> a last look at themes and chapters together.
 */
import { seededRandom } from '../random.js';
import { makeChapters } from './chapters.js';
import { Corpus } from './corpus.js';
import { collectGroups, numberGroups } from './groups.js';
import { mergeGroups } from './merge.js';
import { type MicroState, MicroThemes } from './micro.js';
import { PARAMETERS } from './parameters.js';
import { type Reading, readAgain } from './reread.js';

/** How all posts stand. Themes and chapters are numbered from 0, and none is empty. */
export interface Grouping {
  themes: number;
  chapters: number;
  /** Theme of each post. */
  themeOf: Int32Array;
  /** Chapter of each theme. */
  chapterOf: Int32Array;
  /** The themes a post is about, strongest first, with weights that add up to at most 1. */
  about: Reading['about'];
}

/** A position before every other. */
const LONG_AGO = -(2 ** 30);

/** A post in a micro-theme, and when it came. */
export interface PlacedPost {
  tokens: readonly string[];
  micro: number;
  position: number;
}

export class ThemeEngine {
  readonly corpus = new Corpus();
  readonly micro = new MicroThemes(this.corpus);
  /** Posts at the head of the corpus that are settled. */
  #settled = 0;

  /**
   * Takes up where a former engine stopped. What belonged together among settled posts goes on belonging together: each
   * group of them is a theme that open posts may join, and that may become one with another.
   * @param settled posts that are placed and read no more, each with the number of its group, from 0
   * @param open the latest posts of the stream, in order of position
   */
  restore(
    settled: Iterable<{ tokens: readonly string[]; group: number }>,
    open: Iterable<PlacedPost>,
    state: MicroState,
  ): void {
    const placed: { micro: number; position: number }[] = [];
    for (const { tokens, group } of settled) {
      this.corpus.add(tokens);
      // No micro-theme has such a number, so that nothing more is placed in it.
      placed.push({ micro: -1 - group, position: LONG_AGO });
    }
    this.#settled = placed.length;
    for (const { tokens, micro, position } of open) {
      this.corpus.add(tokens);
      placed.push({ micro, position });
    }
    this.micro.restore(state, placed);
  }

  /**
   * Places the next post of the stream and returns its number, counted from 0.
   * @param tokens at least one
   */
  add(tokens: readonly string[]): number {
    const post = this.corpus.add(tokens);
    this.micro.add(post);
    return post;
  }

  /** Themes and chapters from the micro-themes as they stand. Depends on nothing but them and the posts. */
  group(): Grouping {
    const { corpus, micro } = this;
    const posts = Array.from({ length: corpus.size }, (_, post) => post);
    const micros = numberGroups(posts.map((post) => micro.of(post)));
    const merged = merge(corpus, micros.of, micros.count, PARAMETERS.merge.themeMass);
    const first = readAgain(corpus, merged, null, PARAMETERS.reread.firstSweeps, this.#settled);
    const themes = numberGroups(first.theme);
    const chapters = makeChapters(corpus, themes.of, themes.count, seededRandom(PARAMETERS.chapters.seed));
    const last = readAgain(corpus, themes.of, chapters, PARAMETERS.reread.sweeps, this.#settled);
    return withoutEmpty(last, chapters.chapterOf);
  }
}

function merge(corpus: Corpus, of: Int32Array, count: number, mass: number): Int32Array {
  const merged = mergeGroups(collectGroups(corpus, of, count), mass);
  return of.map((group) => merged[group]!);
}

/** The last reading, with the themes and chapters that lost all their posts left out. */
function withoutEmpty(reading: Reading, chapterOf: Int32Array): Grouping {
  const themes = numberGroups(reading.theme);
  const number = new Map<number, number>();
  for (const [post, theme] of reading.theme.entries()) number.set(theme, themes.of[post]!);
  const chapters = numberGroups([...number.keys()].map((theme) => chapterOf[theme]!));
  return {
    themes: themes.count,
    chapters: chapters.count,
    themeOf: themes.of,
    chapterOf: chapters.of,
    about: (post) =>
      reading.about(post).flatMap(({ theme, weight }) => {
        const kept = number.get(theme);
        return kept === undefined ? [] : [{ theme: kept, weight }];
      }),
  };
}
