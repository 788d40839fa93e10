/**
 * Witnesses: the latest settled posts of each theme, which stand for all that are settled. They are posts and no counts of
 * words: what is deleted leaves nothing behind, and a theme is known by how it was last spoken of.
 */
import type { Database } from '../store/database.js';
import { latestSettled } from '../store/theme-stream.js';
import type { Window } from './parameters.js';
import { passageCount, passagesOf } from './passages.js';

export interface Witness {
  id: number;
  voiceId: number | null;
  campaignId: string | null;
  /** Of one passage where the post is long. */
  tokens: readonly string[];
  /** The engine's theme of the post. */
  themeId: string;
  /** Settled posts that it stands for. */
  weight: number;
}

/**
 * By theme, the theme that was spoken of last first, and in each theme the latest post first.
 * @param upTo position of the last settled passage
 */
export async function readWitnesses(store: Database, upTo: number, window: Window): Promise<Witness[]> {
  const themes = new Map<string, { posts: number; witnesses: Witness[] }>();
  const seen = new Set<number>();
  for await (const { tokens, themeId, passage, id, voiceId, campaignId } of latestSettled(
    store,
    upTo,
    window.lookBack,
  )) {
    // A long post speaks by the middle one of its passages, and once.
    if (themeId === null || seen.has(id)) continue;
    const count = passageCount(tokens.length);
    if (count > 1) {
      if (passage !== Math.floor(count / 2)) continue;
      seen.add(id);
    }
    const theme = themes.get(themeId) ?? { posts: 0, witnesses: [] };
    themes.set(themeId, theme);
    theme.posts += 1;
    if (theme.witnesses.length >= window.witnesses) continue;
    const words = passagesOf(tokens, count)[passage]!;
    theme.witnesses.push({ id, voiceId, campaignId, tokens: words, themeId, weight: 1 });
  }
  return chosen([...themes.values()], window);
}

function chosen(themes: readonly { posts: number; witnesses: Witness[] }[], window: Window): Witness[] {
  const called: Witness[] = [];
  for (const { posts, witnesses } of themes) {
    if (posts < window.fewestWitnesses || called.length + witnesses.length > window.mostWitnesses) continue;
    witnesses[0]!.weight = posts - witnesses.length + 1;
    called.push(...witnesses);
  }
  return called;
}
