/** A few posts behind every edge of a map at once, newest first: for pages that show them without asking again. */
import type { LinkKind } from './conversations.js';
import type { Database } from './database.js';
import { STRONGEST_THEMES, within } from './figures.js';
import type { MapScope } from './map-scope.js';

// Without dates last, in both dialects; equals by what a post is called, never by row.
const NEWEST = 'p.created_at IS NULL, p.created_at DESC, p.source, p.external_id';

const few = (ends: string, from: string) => `
  SELECT ranked.source, ranked.target, p.id AS post FROM (
    SELECT ${ends}, p.id AS post, row_number() OVER (PARTITION BY ${ends.replace(/ AS \w+/g, '')} ORDER BY ${NEWEST}) AS place
    FROM ${from}
  ) ranked JOIN posts p ON p.id = ranked.post WHERE place <= ? ORDER BY ${NEWEST}, ranked.source, ranked.target`;

const POINTING = (where: string) =>
  few(
    'p.voice_id AS source, m.voice_id AS target',
    `post_links l JOIN posts p ON p.id = l.post_id JOIN posts m ON m.id = l.target_id
     WHERE l.kind = ? AND p.voice_id IS NOT NULL AND m.voice_id IS NOT NULL AND p.voice_id <> m.voice_id AND ${where}`,
  );
const TALKING = (who: 'voice_id' | 'place_id', where: string) =>
  few(
    `p.${who} AS source, pt.theme_id AS target`,
    `${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id WHERE t.hidden = 0 AND p.${who} IS NOT NULL AND ${where}`,
  );
const IN_PLACES = (where: string) =>
  few('p.place_id AS source, p.place_id AS target', `posts p WHERE p.place_id IS NOT NULL AND ${where}`);
// Whoever speaks for an organisation does it openly; nobody else's posts are listed by who wrote them.
const OF_ORGANISATIONS = (where: string) =>
  few(
    'p.voice_id AS source, p.voice_id AS target',
    `posts p JOIN voices v ON v.id = p.voice_id WHERE v.kind = 'organisation' AND ${where}`,
  );

export interface PostOfEdge<Target = number> {
  source: number;
  target: Target;
  post: number;
}

/** Posts of one voice that answer, quote, repeat or link to another's; `most` for each pair. */
export function fewPointing(store: Database, kind: LinkKind, scope: MapScope, most: number): Promise<PostOfEdge[]> {
  const { sql, params } = within(scope);
  return store.all<PostOfEdge>(POINTING(sql), [kind, ...params, most]);
}

/** Posts of a voice, or in a place, most about a theme. */
export function fewTalking(
  store: Database,
  who: 'voice' | 'place',
  scope: MapScope,
  most: number,
): Promise<PostOfEdge<string>[]> {
  const { sql, params } = within(scope);
  return store.all<PostOfEdge<string>>(TALKING(`${who}_id`, sql), [...params, most]);
}

/** The newest posts of each place, or of each voice that speaks as an organisation; `source` and `target` are the same. */
export function fewOf(
  store: Database,
  what: 'place' | 'organisation',
  scope: MapScope,
  most: number,
): Promise<PostOfEdge[]> {
  const { sql, params } = within(scope);
  return store.all<PostOfEdge>(what === 'place' ? IN_PLACES(sql) : OF_ORGANISATIONS(sql), [...params, most]);
}
