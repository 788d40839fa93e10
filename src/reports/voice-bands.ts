/** Voices added up by how much they say: what a table that travels may tell of people who are no organisations. */
import type { VoiceFigures } from '../store/voice-figures.js';

/** The fewest posts of each band; the last has no end. */
const STARTS = [1, 2, 5, 10, 50] as const;

export interface VoiceBand {
  /** Posts of each of its voices: from, up to and including. */
  from: number;
  to: number;
  voices: number;
  posts: number;
  answers: number;
  firstTime: number;
}

export class VoiceBands {
  readonly #bands = STARTS.map((from, index): VoiceBand => {
    const to = (STARTS[index + 1] ?? Infinity) - 1;
    return { from, to, voices: 0, posts: 0, answers: 0, firstTime: 0 };
  });

  add({ posts, answers, firstTime }: VoiceFigures): void {
    const band = this.#bands.findLast(({ from }) => from <= posts)!;
    band.voices += 1;
    band.posts += posts;
    band.answers += answers;
    band.firstTime += firstTime;
  }

  /**
   * The quiet ones first. A band of fewer voices than `fewest` becomes one with the next: left empty instead, it could be
   * reckoned from the others and the total. One that is still smaller is all there is.
   */
  joined(fewest: number): VoiceBand[] {
    const joined: VoiceBand[] = [];
    for (const band of this.#bands.filter(({ voices }) => voices > 0).toReversed()) {
      const louder = joined[0];
      if (louder !== undefined && louder.voices < fewest) joined[0] = sum(band, louder);
      else joined.unshift(band);
    }
    const [quiet, louder, ...rest] = joined;
    return louder !== undefined && quiet!.voices < fewest ? [sum(quiet!, louder), ...rest] : joined;
  }
}

function sum(quiet: VoiceBand, loud: VoiceBand): VoiceBand {
  return {
    ...{ from: quiet.from, to: loud.to, voices: quiet.voices + loud.voices },
    ...{ posts: quiet.posts + loud.posts, answers: quiet.answers + loud.answers },
    firstTime: quiet.firstTime + loud.firstTime,
  };
}

/** Such as `voices with 2 to 4 posts`. */
export function bandName({ from, to }: VoiceBand): string {
  if (to === 1) return 'voices with one post';
  return to === Infinity
    ? `voices with ${from === 1 ? 'one post' : `${from} posts`} or more`
    : `voices with ${from} to ${to} posts`;
}
