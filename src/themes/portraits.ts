/** What is shown of each theme: its label, its evidence, its lane; and the label of each chapter. */
import type { Database } from '../store/database.js';
import { type LivingTheme, readSpan, readTexts, type ThemesResult } from '../store/themes.js';
import { chapterLabel } from './chapters.js';
import type { Grouping } from './engine.js';
import { pickEvidence, rankByHeart, rarityOf } from './evidence.js';
import { labelThemes, type PhraseRules } from './labels.js';
import { laneOf, type Utterance } from './lanes.js';

import type { Member, Stream } from './stream.js';

/** Posts whose words a label is made from, from its heart to its edge. */
const LABEL_SAMPLE = 200;

/**
 * Portraits in the order of the themes of the grouping.
 * @param names labels that a person gave, by id
 */
export async function drawPortraits(
  store: Database,
  stream: Stream,
  grouping: Grouping,
  ids: { themes: readonly string[]; chapters: readonly string[] },
  living: readonly LivingTheme[],
  names: ReadonlyMap<string, string>,
  rules: PhraseRules,
): Promise<Pick<ThemesResult, 'themes' | 'chapters'>> {
  const ranked = rankThemes(stream, grouping);
  // Largest first: they have the first choice of labels, and name their chapters.
  const bySize = ranked.map((_, theme) => theme).sort((a, b) => ranked[b]!.length - ranked[a]!.length || a - b);
  const samples = ranked.map((members) => evenly(members, LABEL_SAMPLE));
  const texts = await readTexts(store, new Set(samples.flat().map(({ id }) => id)));
  const former = new Map(living.map(({ id, ownLabel }) => [id, ownLabel]));
  const named = labelThemes(
    bySize.map((theme) => ({
      posts: samples[theme]!.map(({ id, voiceId }) => ({ ...texts.get(id)!, voice: voiceId })),
      former: former.get(ids.themes[theme]!) ?? null,
    })),
    rules,
  );
  const own = new Map(bySize.map((theme, place) => [theme, named[place]!]));
  const label = (theme: number) => names.get(ids.themes[theme]!) ?? own.get(theme)!.label;
  const lanes = await drawLanes(store, stream, grouping);
  return {
    themes: ranked.map((members, theme) => ({
      id: ids.themes[theme]!,
      label: label(theme),
      ownLabel: own.get(theme)!.label,
      why: own.get(theme)!.why,
      chapterId: ids.chapters[grouping.chapterOf[theme]!]!,
      lane: lanes[theme]!,
      evidence: pickEvidence(distinct(members)).map((post) => stream.counted[post]!.id),
    })),
    chapters: ids.chapters.flatMap((id, chapter) => {
      const parts = bySize.filter((theme) => grouping.chapterOf[theme] === chapter);
      return parts.length === 0 ? [] : { id, label: chapterLabel(parts.map(label)) };
    }),
  };
}

/** The posts of each theme that count, nearest its heart first. */
function rankThemes({ engine, counted }: Stream, grouping: Grouping): Member[][] {
  const posts: number[][] = Array.from({ length: grouping.themes }, () => []);
  for (const [post, theme] of grouping.themeOf.entries()) posts[theme]!.push(post);
  const rarity = rarityOf(engine.corpus);
  return posts.map((list) => rankByHeart(engine.corpus, list, rarity).map((post) => counted[post]!));
}

/** At most so many items of a list, evenly spread over all of it. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, place) => items[Math.floor((place * items.length) / most)]!);
}

/** One post of each campaign. */
function distinct(members: readonly Member[]): { post: number; voice: number | null }[] {
  const campaigns = new Set<string>();
  return members.flatMap(({ post, voiceId, campaignId }) => {
    if (campaignId !== null && campaigns.has(campaignId)) return [];
    if (campaignId !== null) campaigns.add(campaignId);
    return [{ post, voice: voiceId }];
  });
}

async function drawLanes(store: Database, { counted, followers }: Stream, grouping: Grouping) {
  const { oldest, newest } = await readSpan(store);
  const utterances: Utterance[][] = Array.from({ length: grouping.themes }, () => []);
  for (const { post, createdAt, voiceId } of [...counted, ...followers]) {
    if (createdAt === null || voiceId === null) continue;
    utterances[grouping.themeOf[post]!]!.push({ at: Date.parse(createdAt), voice: voiceId });
  }
  return utterances.map((said) => laneOf(said, Date.parse(newest ?? ''), Date.parse(oldest ?? '')));
}
