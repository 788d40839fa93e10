/** A conversation in the store as it stands after the whole flow: posts cleaned, grouped, snapshots taken. */
import { emptyPost, type Lane, type Place, type Post, type VoiceKind } from '../../src/model.js';
import { numberVoices, unnumberedVoices } from '../../src/store/clean.js';
import { STREAM_ORDER } from '../../src/store/order.js';
import { registerSource, savePage } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { TEST_NOW } from '../support/project.js';

/** One post with what the later stages made of it. */
export interface Said {
  id: string;
  author: string | null;
  text: string;
  at?: string | null;
  kind?: VoiceKind;
  place?: Partial<Place> & { name: string };
  /** From theme id to weight. */
  themes?: Record<string, number>;
  campaign?: string;
  /** Theme it is evidence for. */
  evidence?: boolean;
  links?: string[];
  source?: string;
  collectedAt?: string;
  post?: Partial<Post>;
}

export interface ThemeSeed {
  id: string;
  label: string;
  why?: string;
  chapter?: { id: string; label: string };
  lane?: Lane;
  state?: string;
}

const CHAPTER = { id: 'chapter-1', label: 'Getting care' };
const POST_IDS = `SELECT p.id, p.source, p.external_id AS "externalId" FROM posts p ORDER BY ${STREAM_ORDER}`;

export async function seedConversation(
  store: Database,
  said: readonly Said[],
  themes: readonly ThemeSeed[],
): Promise<void> {
  for (const source of new Set(said.map((one) => one.source ?? 'tweets')))
    await registerSource(store, source, 'archive');
  for (const one of said) {
    const at = one.collectedAt ?? new Date(TEST_NOW).toISOString();
    await savePage(store, one.source ?? 'tweets', null, { posts: [postOf(one)] }, at);
  }
  for (const id of await unnumberedVoices(store)) await store.transaction((tx) => numberVoices(tx, [id]));
  await seedThemes(store, themes);
  const ids = new Map<string, number>();
  for (const row of await store.all<{ id: number; source: string; externalId: string }>(POST_IDS)) {
    ids.set(`${row.source}/${row.externalId}`, row.id);
  }
  await store.transaction(async (tx) => {
    const ranks = new Map<string, number>();
    for (const one of said) {
      const postId = ids.get(`${one.source ?? 'tweets'}/${one.id}`)!;
      await tx.run(
        "INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links, campaign_id) VALUES (?, ?, 'en', '[]', '[]', '[]', ?, ?)",
        [postId, one.text, JSON.stringify(one.links ?? []), one.campaign ?? null],
      );
      for (const [themeId, weight] of Object.entries(one.themes ?? {})) {
        await tx.run('INSERT INTO post_themes VALUES (?, ?, ?)', [postId, themeId, weight]);
        if (!one.evidence) continue;
        const rank = (ranks.get(themeId) ?? 0) + 1;
        ranks.set(themeId, rank);
        await tx.run('INSERT INTO theme_evidence VALUES (?, ?, ?)', [themeId, rank, postId]);
      }
    }
  });
}

async function seedThemes(store: Database, themes: readonly ThemeSeed[]): Promise<void> {
  for (const { id, label, why = null, chapter = CHAPTER, lane = 'steady', state = 'live' } of themes) {
    await store.run('INSERT INTO chapters VALUES (?, ?) ON CONFLICT DO NOTHING', [chapter.id, chapter.label]);
    await store.run('INSERT INTO themes (id, label, why, chapter_id, lane, state) VALUES (?, ?, ?, ?, ?, ?)', [
      ...[id, label, why, chapter.id, lane, state],
    ]);
  }
}

/** A run that changed something, with how the themes stood after it. */
export async function seedSnapshot(
  store: Database,
  at: string,
  themes: Record<string, { posts: number; voices: number }>,
  command = 'run',
): Promise<void> {
  await store.run(
    "INSERT INTO runs (command, started_at, finished_at, status, method) VALUES (?, ?, ?, 'done', '{}')",
    [...[command, at, at]],
  );
  for (const [id, { posts, voices }] of Object.entries(themes)) {
    await store.run('INSERT INTO theme_snapshots VALUES ((SELECT max(id) FROM runs), ?, ?, ?)', [id, posts, voices]);
  }
}

function postOf(one: Said): Post {
  const { author, kind = 'individual', place } = one;
  return {
    ...emptyPost(one.id, 'tweet', 'x'),
    text: one.text,
    createdAt: one.at === undefined ? '2026-03-01T09:00:00.000Z' : one.at,
    author: author === null ? null : { id: author, handle: author, name: author, url: `https://x.com/${author}`, kind },
    url: `https://x.com/${author ?? 'nobody'}/status/${one.id}`,
    place: place === undefined ? null : { url: null, kind: null, owner: null, area: null, ...place },
    ...one.post,
  };
}
