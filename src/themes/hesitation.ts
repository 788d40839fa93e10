/**
 * How clearly posts belong: among how many groups a post hesitates when only as much as two of its words is known. Groups
 * so narrow that most posts could as well be in several others are too narrow to be the broad parts of a report.
 */
import type { Mixture } from './mixture.js';

/** Posts looked at, evenly spread: enough for a mean; and fewer where each is held against very many groups. */
const POSTS = 2_000;
/** Words of each post that count, so that long posts are not surer than short ones. */
const WORDS_KNOWN = 2;

/**
 * The mean perplexity of the choice of a group (e to the mean Shannon entropy of naive-Bayes probabilities, each post left
 * out of its own evidence): 1 where every post is sure, the number of groups where none knows anything.
 */
export function hesitation(mixture: Mixture): number {
  const total = mixture.of.length;
  const posts = Math.min(POSTS, total);
  if (posts === 0) return 1;
  let entropy = 0;
  for (let place = 0; place < posts; place++) {
    const post = Math.floor((place * total) / posts);
    const weight = Math.min(1, WORDS_KNOWN / mixture.wordsOf(post));
    entropy += entropyOf(mixture.weigh(post).map((score) => weight * score));
  }
  return Math.exp(entropy / posts);
}

/** Shannon entropy in nats of probabilities given by their logarithms. */
function entropyOf(logarithms: Float64Array): number {
  const top = logarithms.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  if (top === Number.NEGATIVE_INFINITY) return 0;
  const shares = logarithms.map((score) => Math.exp(score - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.reduce((sum, share) => (share === 0 ? sum : sum - (share / total) * Math.log(share / total)), 0);
}
