/** Made-up conversations: posts in the store as the pipeline leaves them, and streams of tokens for the engine alone. */

import { seededRandom as dice } from '../../src/random.js';
import { enlist, newCampaign, saveCleanPosts } from '../../src/store/clean.js';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { groupThemes, type ThemesHow, type ThemesSettings, type ThemesSummary } from '../../src/themes/themes.js';
import { seed, TEST_NOW, testEffects, tweet } from '../support/project.js';

export { dice };

export const STOPWORDS = new Set('a an and at for have i in is my of on the to was we with'.split(' '));
export const SETTINGS: ThemesSettings = { words: ['#NHSCitizen', 'nhs citizen'], stopwords: STOPWORDS };

/** A window so small that most of a conversation of some hundred posts is settled. */
export const SMALL_WINDOW = {
  open: 200,
  overlap: 80,
  lookBack: 2_000,
  witnesses: 20,
  fewestWitnesses: 2,
  mostWitnesses: 500,
} as const;

/** Subjects with words of their own. */
export const SUBJECTS: Readonly<Record<string, string>> = {
  parking: 'hospital car park charges ticket machine broken visitors pay fine barrier space',
  dentist: 'dentist waiting list tooth pain check up emergency appointment drill crown extraction',
  mental: 'mental health crisis counselling therapy referral anxiety talking support worker group',
  maternity: 'midwife birth baby labour ward antenatal scan delivery pregnant mother newborn',
  pharmacy: 'pharmacy prescription tablets medicine delivery chemist dose repeat collection counter inhaler',
};

export interface Said {
  subject: string;
  text: string;
}

/** Posts of six words each on the subjects, mixed. */
export function chatter(count: number, subjects = Object.keys(SUBJECTS), random = dice(1)): Said[] {
  return Array.from({ length: count }, () => {
    const subject = subjects[Math.floor(random() * subjects.length)]!;
    const words = SUBJECTS[subject]!.split(' ');
    const text = Array.from({ length: 6 }, () => words[Math.floor(random() * words.length)]!).join(' ');
    return { subject, text };
  });
}

export function tokensOf(text: string): string[] {
  return (text.toLowerCase().match(/#?\p{L}+/gu) ?? []).filter((word) => !STOPWORDS.has(word));
}

export interface CleanSeed {
  text: string;
  author?: string;
  at?: string | null;
  /** Posts of the same name are near-copies of each other. */
  campaign?: string;
  tokens?: string[];
}

/** Saves posts as crawl and pipeline would have left them; returns their ids in the order given. */
export async function say(store: Database, prefix: string, posts: readonly CleanSeed[]): Promise<number[]> {
  await seed(
    store,
    'tweets',
    posts.map(({ text, author, at }, index) =>
      tweet(`${prefix}-${index}`, author ?? `${prefix}-author-${index}`, text, {
        createdAt: at === undefined ? new Date(TEST_NOW - 1e9 + index * 1000).toISOString() : at,
      }),
    ),
  );
  const ids = await store.all<{ id: number; version: string }>(
    'SELECT id, content_hash AS version FROM posts WHERE id NOT IN (SELECT post_id FROM clean_posts) ORDER BY id',
  );
  await store.transaction(async (tx) => {
    const campaigns = new Map<string, number[]>();
    for (const [index, { id, version }] of ids.entries()) {
      const { text, tokens, campaign } = posts[index]!;
      const lists = { mentions: [], hashtags: [], links: [] };
      const post = { postId: id, text, lang: 'en', tokens: tokens ?? tokensOf(text), ...lists, canonicalUrl: null };
      await saveCleanPosts(tx, [{ post, version, sketch: null }]);
      if (campaign !== undefined) campaigns.set(campaign, [...(campaigns.get(campaign) ?? []), id]);
    }
    for (const members of campaigns.values()) await enlist(tx, await newCampaign(tx), members);
  });
  return ids.map(({ id }) => id);
}

/** One run of the stage. */
export async function night(
  store: Database,
  settings = SETTINGS,
  how: ThemesHow = {},
): Promise<ThemesSummary & { runId: number }> {
  const runId = await startRun(store, 'themes', {}, new Date(TEST_NOW).toISOString());
  return { ...(await groupThemes(store, settings, runId, testEffects().log, how)), runId };
}

const TABLES = [
  'chapters',
  'themes',
  'micro_themes',
  'post_micro_themes',
  'post_themes',
  'engine_post_themes',
  'theme_evidence',
  'theme_events',
  'theme_snapshots',
  'engine_state',
] as const;

/** Every row of every theme table. */
export async function everything(store: Database): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of TABLES) tables[table] = await store.all(`SELECT * FROM ${table} ORDER BY 1, 2`);
  return tables;
}

/** The strongest theme of each post. */
export async function themeOfPost(store: Database): Promise<Map<number, string>> {
  const rows = await store.all<{ id: number; theme: string }>(
    'SELECT post_id AS id, theme_id AS theme FROM post_themes ORDER BY post_id, weight',
  );
  return new Map(rows.map(({ id, theme }) => [id, theme]));
}
