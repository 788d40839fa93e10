/**
 * How clearly posts belong: among how many groups a post hesitates when only as much as two of its words is known. Groups
 * so narrow that most posts could as well be in several others are too narrow to be the broad parts of a report.
 */
import type { Corpus } from './corpus.js';
import { PARAMETERS } from './parameters.js';

/** Posts looked at, evenly spread: enough for a mean; and fewer where each is held against very many groups. */
const SAMPLE = 4_000;
const MOST_COMPARED = 2_000_000;
/** Words of each post that count, so that long posts are not surer than short ones. */
const WORDS_KNOWN = 2;

/**
 * The mean perplexity of the choice of a group (e to the mean Shannon entropy of naive-Bayes probabilities, each post left
 * out of its own evidence): 1 where every post is sure, the number of groups where none knows anything.
 * @param of group of each post, from 0
 */
export function hesitation(corpus: Corpus, of: Int32Array, groups: number): number {
  const posts = Math.min(SAMPLE, Math.ceil(MOST_COMPARED / Math.max(1, groups)));
  const step = Math.max(1, Math.floor(of.length / posts));
  const sample = Array.from({ length: Math.ceil(of.length / step) }, (_, place) => place * step);
  if (sample.length === 0) return 1;
  const counts = countWords(corpus, of, groups, sample);
  const entropy = sample.reduce((sum, post) => sum + entropyOf(scores(corpus.words(post), of[post]!, counts)), 0);
  return Math.exp(entropy / sample.length);
}

interface Counts {
  groups: number;
  vocabulary: number;
  posts: Float64Array;
  sizes: Float64Array;
  /** Row of each word that a post of the sample says. */
  rows: Map<number, number>;
  /** How often each group says each of these words, row by row. */
  said: Float64Array;
}

function countWords(corpus: Corpus, of: Int32Array, groups: number, sample: readonly number[]): Counts {
  const rows = new Map<number, number>();
  for (const post of sample) for (const word of corpus.words(post)) if (!rows.has(word)) rows.set(word, rows.size);
  const posts = new Float64Array(groups);
  const sizes = new Float64Array(groups);
  const said = new Float64Array(rows.size * groups);
  for (let post = 0; post < of.length; post++) {
    const group = of[post]!;
    const words = corpus.words(post);
    posts[group]! += 1;
    sizes[group]! += words.length;
    for (const word of words) {
      const row = rows.get(word);
      if (row !== undefined) said[row * groups + group]! += 1;
    }
  }
  return { groups, vocabulary: corpus.vocabulary, posts, sizes, rows, said };
}

/** Logarithms of the probabilities of the groups, up to a common summand; minus infinity where a group is the post alone. */
function scores(words: Int32Array, own: number, counts: Counts): Float64Array {
  const { groups, vocabulary, posts, sizes, rows, said } = counts;
  const { beta } = PARAMETERS.reread;
  const found = posts.map((count, group) => {
    const mine = group === own ? 1 : 0;
    const size = sizes[group]! - mine * words.length;
    return Math.log(count - mine) - words.length * Math.log(size + vocabulary * beta);
  });
  const times = new Map<number, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  for (const [word, often] of times) {
    const row = rows.get(word)! * groups;
    for (let group = 0; group < groups; group++) {
      found[group]! += often * Math.log(said[row + group]! - (group === own ? often : 0) + beta);
    }
  }
  const weight = Math.min(1, WORDS_KNOWN / words.length);
  return found.map((score) => weight * score);
}

/** Shannon entropy in nats of probabilities given by their logarithms. */
function entropyOf(logarithms: Float64Array): number {
  const top = logarithms.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  if (top === Number.NEGATIVE_INFINITY) return 0;
  const shares = logarithms.map((score) => Math.exp(score - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.reduce((sum, share) => (share === 0 ? sum : sum - (share / total) * Math.log(share / total)), 0);
}
