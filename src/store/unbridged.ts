/** Places that talk about the same theme and have nothing to do with each other. */
import type { Database } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';
import { eachPlaceLink } from './place-links.js';

/** Of each theme the places with most voices on it: among very many small ones almost every pair would be unbridged. */
const MOST_PER_THEME = 50;

const TALK = (where: string) => `
  SELECT * FROM (
    SELECT counted.*, row_number() OVER (PARTITION BY "themeId" ORDER BY voices DESC, posts DESC, place) AS turn FROM (
      SELECT t.id AS "themeId", t.label AS theme, pl.id AS "placeId", pl.name AS place, pl.kind,
        count(*) AS posts, count(DISTINCT p.voice_id) AS voices
      FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id JOIN places pl ON pl.id = p.place_id
      WHERE t.hidden = 0 AND ${where} GROUP BY t.id, t.label, pl.id, pl.name, pl.kind) counted) ranked
  WHERE turn <= ? ORDER BY CAST(substr("themeId", 7) AS INTEGER), "themeId", turn`;
const SHARED = (where: string) => `
  SELECT DISTINCT a.place_id AS one, b.place_id AS other
  FROM (SELECT DISTINCT p.voice_id, p.place_id FROM posts p WHERE p.voice_id IS NOT NULL AND p.place_id IS NOT NULL AND ${where}) a
  JOIN (SELECT DISTINCT p.voice_id, p.place_id FROM posts p WHERE p.voice_id IS NOT NULL AND p.place_id IS NOT NULL AND ${where}) b
    ON a.voice_id = b.voice_id AND a.place_id < b.place_id`;
// Whatever one post does with another: it answers it, quotes it, repeats it, links to it, or is a copy of it.
const ACROSS = (where: string) => `
  SELECT DISTINCT p.place_id AS one, m.place_id AS other
  FROM post_links l JOIN posts p ON p.id = l.post_id JOIN posts m ON m.id = l.target_id
  WHERE p.place_id IS NOT NULL AND m.place_id IS NOT NULL AND p.place_id <> m.place_id AND ${where}`;
const ASSERTED = `
  SELECT source_name AS one, relation, target_name AS other FROM asserted_edges
  WHERE source_kind = 'place' AND target_kind = 'place' ORDER BY source_name, relation, target_name`;

export interface TalkingPlace {
  themeId: string;
  theme: string;
  placeId: number;
  place: string;
  kind: string | null;
  posts: number;
  voices: number;
}

export interface UnbridgedPlaces {
  one: TalkingPlace;
  other: TalkingPlace;
  /** Relations between the two that somebody asserts. */
  known: string[];
}

/**
 * Pairs of places on the same theme with no link, no answer and no quotation from one to the other, and no voice that
 * posts in both; those with most voices on the smaller side first.
 */
export async function readUnbridgedPlaces(database: Database, period: Period): Promise<UnbridgedPlaces[]> {
  const { sql, params } = within(period);
  const talk = await database.all<TalkingPlace>(TALK(sql), [...params, MOST_PER_THEME]);
  const met = await metPlaces(database, period);
  const known = await knownRelations(database);
  const pairs: UnbridgedPlaces[] = [];
  for (const [index, first] of talk.entries()) {
    for (let next = index + 1; talk[next]?.themeId === first.themeId; next += 1) {
      const second = talk[next]!;
      if (met.has(pairOf(first.placeId, second.placeId))) continue;
      pairs.push({ one: first, other: second, known: known.get(namesOf(first.place, second.place)) ?? [] });
    }
  }
  const smaller = ({ one, other }: UnbridgedPlaces) => Math.min(one.voices, other.voices);
  const all = ({ one, other }: UnbridgedPlaces) => one.voices + other.voices;
  // A stable sort: between equals the older theme, and in it the places with more voices.
  return pairs.sort((a, b) => smaller(b) - smaller(a) || all(b) - all(a));
}

/** Pairs that have met, about whatever: who talk about a theme apart may know each other from another. */
async function metPlaces(database: Database, { since, until }: Period): Promise<Set<string>> {
  const anything = { since, until, theme: null };
  const { sql, params } = within(anything);
  type Pair = { one: number; other: number };
  const met = new Set<string>();
  for await (const { one, other } of database.each<Pair>(SHARED(sql), [...params, ...params]))
    met.add(pairOf(one, other));
  for await (const { one, other } of database.each<Pair>(ACROSS(sql), params)) met.add(pairOf(one, other));
  for await (const { source, target } of eachPlaceLink(database, anything)) {
    met.add(pairOf(source, target));
  }
  return met;
}

async function knownRelations(database: Database): Promise<Map<string, string[]>> {
  const known = new Map<string, string[]>();
  for (const { one, relation, other } of await database.all<Record<'one' | 'relation' | 'other', string>>(ASSERTED)) {
    const key = namesOf(one, other);
    known.set(key, [...(known.get(key) ?? []), `${one} ${relation.replace('-', ' ')} ${other}`]);
  }
  return known;
}

function pairOf(one: number, other: number): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

function namesOf(one: string, other: string): string {
  return JSON.stringify([one, other].sort());
}
