/**
 * Long texts in passages, so that an article of two thousand words weighs in words what fifty short posts weigh and is not
 * a theme by its length: each passage has a place of its own in the stream, and all vote for the themes of their post.
 */
import { PARAMETERS } from './parameters.js';

/** In how many passages a post of so many tokens is read. */
export function passageCount(tokens: number): number {
  const { longFrom, length, most } = PARAMETERS.passages;
  return tokens <= longFrom ? 1 : Math.min(most, Math.round(tokens / length));
}

/**
 * The passages of a post, of even size. Where there would be more than the most allowed, they are samples: of the usual
 * length, spread evenly from the first token to the last.
 * @param count as `passageCount` gave it when the post was first read
 */
export function passagesOf(tokens: readonly string[], count: number): readonly (readonly string[])[] {
  if (count === 1) return [tokens];
  const { length, most } = PARAMETERS.passages;
  const sampled = count === most && tokens.length > most * length;
  return Array.from({ length: count }, (_, passage) => {
    const start = Math.floor(
      (passage * (sampled ? tokens.length - length : tokens.length)) / (sampled ? count - 1 : count),
    );
    const end = sampled ? start + length : Math.floor(((passage + 1) * tokens.length) / count);
    return tokens.slice(start, end);
  });
}
