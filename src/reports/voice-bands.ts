/** Voices added up by how much they say: what a table that travels may tell of people who are no organisations. */
import type { VoiceKind } from '../model.js';
import type { VoiceFigures } from '../store/voice-figures.js';

/** The fewest posts of each band; the last has no end. */
const STARTS = [1, 2, 5, 10, 50] as const;
const KINDS: readonly VoiceKind[] = ['individual', 'unknown'];

export interface VoiceBand {
  kind: VoiceKind;
  /** Such as `voices with 2 to 4 posts`. */
  name: string;
  voices: number;
  posts: number;
  answers: number;
  firstTime: number;
}

/** Kind by kind, the quiet ones first; bands without a voice are not there. */
export class VoiceBands {
  readonly #bands = KINDS.map((kind) =>
    STARTS.map((_, index) => ({ kind, name: nameOf(index), voices: 0, posts: 0, answers: 0, firstTime: 0 })),
  );

  add({ voiceKind, posts, answers, firstTime }: VoiceFigures): void {
    const index = STARTS.findLastIndex((start) => start <= posts);
    const band = this.#bands[KINDS.indexOf(voiceKind)]?.[index];
    if (band === undefined) throw new Error(`there is no band for a voice of kind ${voiceKind} with ${posts} posts`);
    band.voices += 1;
    band.posts += posts;
    band.answers += answers;
    band.firstTime += firstTime;
  }

  filled(): VoiceBand[] {
    return this.#bands.flat().filter(({ voices }) => voices > 0);
  }
}

function nameOf(index: number): string {
  const [from, next] = [STARTS[index]!, STARTS[index + 1]];
  if (from === 1) return 'voices with one post';
  return next === undefined ? `voices with ${from} posts or more` : `voices with ${from} to ${next - 1} posts`;
}
