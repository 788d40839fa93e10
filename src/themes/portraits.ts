/** What is shown of each theme: its label and its evidence; and the label of each chapter. */
import type { Database } from '../store/database.js';
import { type LivingTheme, readTexts, type ThemesResult } from '../store/themes.js';
import { chapterLabel } from './chapter-label.js';
import { pickEvidence, rankByHeart, rarityOf } from './evidence.js';
import { labelThemes, type PhraseRules } from './labels.js';
import { type Placed, type Standing, wordsOf } from './standing.js';
import type { Stream } from './stream.js';

/** Posts whose words a label is made from, from its heart to its edge. */
const LABEL_SAMPLE = 200;

/** A theme to be portrayed, with the posts that count. */
interface Sitter {
  id: string;
  chapterId: string;
  posts: Placed[];
}

/**
 * Portraits of all themes that posts were read of.
 * @param names labels that a person gave, by id
 */
export async function drawPortraits(
  store: Database,
  stream: Stream,
  standing: Standing,
  living: readonly LivingTheme[],
  names: ReadonlyMap<string, string>,
  rules: PhraseRules,
): Promise<Pick<ThemesResult, 'themes' | 'chapters'>> {
  const sitters = rankByHearts(stream, sittersOf(stream, standing));
  // Largest first: they have the first choice of labels, and name their chapters.
  const bySize = sitters
    .map((_, at) => at)
    .sort((a, b) => sitters[b]!.posts.length - sitters[a]!.posts.length || a - b);
  const samples = sitters.map(({ posts }) => evenly(posts, LABEL_SAMPLE));
  const texts = await readTexts(store, [...new Set(samples.flat().map(({ id }) => id))]);
  const former = new Map(living.map(({ id, ownLabel }) => [id, ownLabel]));
  const named = labelThemes(
    bySize.map((at) => ({
      posts: samples[at]!.map(({ id, voiceId }) => ({ ...texts.get(id)!, voice: voiceId })),
      former: former.get(sitters[at]!.id) ?? null,
    })),
    rules,
    living.flatMap(({ id, ownLabel }) => (standing.asleep.has(id) ? [ownLabel] : [])),
  );
  const own = new Map(bySize.map((at, place) => [sitters[at]!.id, named[place]!]));
  const label = (id: string) => names.get(id) ?? own.get(id)!.label;
  return {
    themes: sitters.map(({ id, chapterId, posts }) => ({
      ...{ id, chapterId, label: label(id), ownLabel: own.get(id)!.label, why: own.get(id)!.why },
      evidence: pickEvidence(distinct(posts)).map((place) => posts[place]!.id),
    })),
    chapters: standing.chapterIds.flatMap((chapterId) => {
      const parts = bySize.map((at) => sitters[at]!).filter((sitter) => sitter.chapterId === chapterId);
      return parts.length === 0 ? [] : { id: chapterId, label: chapterLabel(parts.map(({ id }) => label(id))) };
    }),
  };
}

/** The themes of the grouping, and those that a hand has made of settled posts alone. */
function sittersOf(
  stream: Stream,
  { posts, shown, resettled, chapterIds, chapterOfTheme, asleep }: Standing,
): Sitter[] {
  const { grouping, ids } = shown;
  const sitters = ids.map(
    (id, theme): Sitter => ({ id, chapterId: chapterIds[grouping.chapterOf[theme]!]!, posts: [] }),
  );
  for (const [post, theme] of grouping.themeOf.entries()) sitters[theme]!.posts.push(posts[post]!);
  const known = new Set(ids);
  const made = new Map<string, Sitter>();
  for (const {
    id,
    voiceId,
    campaignId,
    tokens,
    shown: [first],
    newOwn,
  } of resettled) {
    if (first === undefined || known.has(first.themeId) || asleep.has(first.themeId)) continue;
    const chapterId = chapterOfTheme.get(newOwn[0]!.themeId) ?? chapterOfTheme.get(first.themeId) ?? chapterIds[0]!;
    const sitter = made.get(first.themeId) ?? { id: first.themeId, chapterId, posts: [] };
    made.set(first.themeId, sitter);
    sitter.posts.push({ id, voiceId, campaignId, first: stream.engine.corpus.add(tokens), passages: 1 });
  }
  return [...sitters, ...made.values()];
}

/** The posts of each theme that count, nearest its heart first. */
function rankByHearts(stream: Stream, sitters: readonly Sitter[]): Sitter[] {
  const rarity = rarityOf(stream.engine.corpus);
  return sitters.map((sitter) => {
    const said = { words: (place: number) => wordsOf(stream, sitter.posts[place]!) };
    const ranked = rankByHeart(said, [...sitter.posts.keys()], rarity);
    return { ...sitter, posts: ranked.map((place) => sitter.posts[place]!) };
  });
}

/** At most so many items of a list, evenly spread over all of it. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, place) => items[Math.floor((place * items.length) / most)]!);
}

/** One post of each campaign, by its place in the list. */
function distinct(posts: readonly Placed[]): { post: number; voice: number | null }[] {
  const campaigns = new Set<string>();
  return posts.flatMap(({ voiceId, campaignId }, post) => {
    if (campaignId !== null && campaigns.has(campaignId)) return [];
    if (campaignId !== null) campaigns.add(campaignId);
    return [{ post, voice: voiceId }];
  });
}
