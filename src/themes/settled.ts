/**
 * Settled posts keep the themes they have, but for two things: when the engine makes one theme of two they go along, and a
 * person's hand moves them as it moves all others.
 */
import type { Database } from '../store/database.js';
import { readSettled, type SettledPost, type Share, settledAbout } from '../store/theme-stream.js';
import { followHand, type HandAction } from './hand.js';
import type { Stream } from './stream.js';

/** A settled post whose themes were looked at again. */
export interface Resettled extends SettledPost {
  /** Its themes from now on. */
  shown: Share[];
  newOwn: Share[];
  /** Where it comes in with this run, because its campaign is settled: its micro-theme. */
  microId: number | null;
}

/**
 * @param moved what became of the themes that settled posts are in, by their former id
 * @param touched themes that a hand has just been laid on, or taken off
 */
export async function resettle(
  store: Database,
  stream: Stream,
  moved: ReadonlyMap<string, string>,
  touched: readonly string[],
  actions: readonly HandAction[],
): Promise<Resettled[]> {
  const themes = [...new Set([...moved.keys(), ...touched])];
  const posts = stream.settledUpTo === 0 ? [] : await settledAbout(store, themes, stream.settledUpTo);
  const known = new Set(posts.map(({ id }) => id));
  const leaders = await readSettled(store, [...new Set(stream.late.map(({ leader }) => leader.postId))]);
  const leading = new Map(leaders.map((leader) => [leader.id, leader]));
  const all = [
    ...posts.map((post) => ({ ...post, microId: null })),
    ...stream.late
      .filter(({ id }) => !known.has(id))
      .map(({ leader, micros, ...post }) =>
        micros.length > 0
          ? { ...post, microId: null }
          : { ...post, own: leading.get(leader.postId)!.own, microId: leader.microId },
      ),
  ];
  return all.map((post) => {
    const newOwn = renamed(post.own, (id) => moved.get(id) ?? id);
    const says = saying(post.tokens);
    return { ...post, seen: [...post.seen], newOwn, shown: renamed(newOwn, (id) => followHand(id, actions, says)) };
  });
}

function saying(tokens: readonly string[]): (asked: readonly string[]) => boolean {
  let has: Set<string> | undefined;
  return (asked) => {
    has ??= new Set(tokens);
    const said = has;
    return asked.every((token) => said.has(token));
  };
}

/** Under other ids; what is now one theme weighs together. The theme of the post stays first. */
function renamed(shares: readonly Share[], idOf: (themeId: string) => string): Share[] {
  const weights = new Map<string, number>();
  for (const { themeId, weight } of shares) {
    const id = idOf(themeId);
    weights.set(id, (weights.get(id) ?? 0) + weight);
  }
  const [first, ...others] = [...weights].map(([themeId, weight]) => ({ themeId, weight }));
  return first === undefined ? [] : [first, ...others.sort((a, b) => b.weight - a.weight)];
}
