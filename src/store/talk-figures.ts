/** Whether people talk with one another or past one another: per place, per theme, and per account of an organisation. */
import type { Database } from './database.js';
import { type Period, STRONGEST_THEMES, within } from './figures.js';
import { reckonOnce } from './remembering.js';

/** Counts the posts aliased as `p` that answer another post, known to us or not. */
export const ANSWERS = `
  count(CASE WHEN p.in_reply_to IS NOT NULL
    OR EXISTS (SELECT 1 FROM post_links l WHERE l.post_id = p.id AND l.kind = 'replies') THEN 1 END)`;
const SPOKEN = {
  place: (where: string) => `
    SELECT pl.name AS key, pl.name, p.voice_id AS voice, count(*) AS posts, ${ANSWERS} AS answers
    FROM posts p JOIN places pl ON pl.id = p.place_id WHERE ${where} GROUP BY pl.name, p.voice_id`,
  theme: (where: string) => `
    SELECT t.id AS key, t.label AS name, p.voice_id AS voice, count(*) AS posts, ${ANSWERS} AS answers
    FROM ${STRONGEST_THEMES} JOIN posts p ON p.id = pt.post_id WHERE t.hidden = 0 AND ${where} GROUP BY t.id, t.label, p.voice_id`,
  institution: (where: string) => `
    SELECT 'voice ' || v.number AS key, coalesce(v.name, v.handle, v.author_id) AS name, p.voice_id AS voice,
      count(*) AS posts, ${ANSWERS} AS answers
    FROM posts p JOIN voices v ON v.id = p.voice_id WHERE v.kind = 'organisation' AND v.number IS NOT NULL AND ${where}
    GROUP BY v.number, v.name, v.handle, v.author_id, p.voice_id`,
};
const PARENTS =
  "SELECT post_id AS post, target_id AS parent FROM post_links WHERE kind = 'replies' ORDER BY post_id, target_id";
const REPLIES = (where: string) => `
  SELECT p.id AS post, p.voice_id AS voice, m.voice_id AS answered, pl.name AS place,
    CASE WHEN v.kind = 'organisation' THEN v.number END AS speaker,
    CASE WHEN mv.kind = 'organisation' THEN mv.number END AS "spokenTo",
    (SELECT t.id FROM ${STRONGEST_THEMES} WHERE pt.post_id = p.id AND t.hidden = 0) AS theme
  FROM post_links l JOIN posts p ON p.id = l.post_id JOIN posts m ON m.id = l.target_id
  LEFT JOIN places pl ON pl.id = p.place_id LEFT JOIN voices v ON v.id = p.voice_id LEFT JOIN voices mv ON mv.id = m.voice_id
  WHERE l.kind = 'replies' AND ${where} ORDER BY p.id, m.id`;

export const TALK_UNITS = ['place', 'theme', 'institution'] as const;
export type TalkUnit = (typeof TALK_UNITS)[number];

export interface TalkFigures {
  unit: TalkUnit;
  /** Of a theme its id; `null` for all else. */
  themeId: string | null;
  name: string;
  posts: number;
  /** Distinct; posts without an author add none. */
  voices: number;
  /** Posts that answer another post, known to us or not. */
  answers: number;
  /** Distinct voices that answer somebody else there; of an institution, that answer it. */
  repliers: number;
  /** Pairs of voices of which one has answered the other there, and those that go both ways. */
  pairs: number;
  mutualPairs: number;
  /** Posts in the longest chain of answers that ends there; 0 where nothing known is answered. */
  deepest: number;
  /** How many posts answers there stand below the post that began it all, on average; `null` without any. */
  meanDepth: number | null;
  /** Voices with at least `FEWEST_POSTS` posts there, and those of them of which no post answers anybody. */
  regulars: number;
  broadcasters: number;
}

/** One post is no habit. */
export const FEWEST_POSTS = 2;

interface Gathered extends Omit<TalkFigures, 'repliers' | 'pairs' | 'mutualPairs' | 'meanDepth'> {
  repliers: Set<number>;
  /** `answering answered`. */
  answered: Set<string>;
  depths: { sum: number; count: number };
}

interface SpokenRow {
  key: string;
  name: string;
  voice: number | null;
  posts: number;
  answers: number;
}

interface ReplyRow {
  post: number;
  voice: number | null;
  answered: number | null;
  place: string | null;
  speaker: number | null;
  spokenTo: number | null;
  theme: string | null;
}

/** Places, then themes, then institutions, each by voices, then by posts: one busy account lifts nothing. */
export async function readTalk(database: Database, period: Period): Promise<readonly TalkFigures[]> {
  const { since, until, theme = null } = period;
  return reckonOnce(database, JSON.stringify(['talk', since, until, theme]), () => countTalk(database, period));
}

async function countTalk(database: Database, period: Period): Promise<TalkFigures[]> {
  const units = new Map<string, Gathered>();
  for (const unit of TALK_UNITS) await gatherSpoken(database, period, unit, units);
  const depthOf = await readDepths(database);
  const { sql, params } = within(period);
  for await (const reply of database.each<ReplyRow>(REPLIES(sql), params)) addReply(units, reply, depthOf(reply.post));
  const order = (figures: TalkFigures) => TALK_UNITS.indexOf(figures.unit);
  return [...units.values()]
    .map(summed)
    .sort((a, b) => order(a) - order(b) || b.voices - a.voices || b.posts - a.posts || byName(a, b));
}

function byName(a: TalkFigures, b: TalkFigures): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

async function gatherSpoken(
  database: Database,
  period: Period,
  unit: TalkUnit,
  units: Map<string, Gathered>,
): Promise<void> {
  const { sql, params } = within(period);
  for await (const row of database.each<SpokenRow>(SPOKEN[unit](sql), params)) {
    const key = `${unit} ${row.key}`;
    const known = units.get(key) ?? emptyUnit(unit, row);
    units.set(key, known);
    known.posts += row.posts;
    known.answers += row.answers;
    if (row.voice === null) continue;
    known.voices += 1;
    if (row.posts < FEWEST_POSTS) continue;
    known.regulars += 1;
    if (row.answers === 0) known.broadcasters += 1;
  }
}

function emptyUnit(unit: TalkUnit, { key, name }: SpokenRow): Gathered {
  const counts = { posts: 0, voices: 0, answers: 0, deepest: 0, regulars: 0, broadcasters: 0 };
  const themeId = unit === 'theme' ? key : null;
  return { unit, themeId, name, ...counts, repliers: new Set(), answered: new Set(), depths: { sum: 0, count: 0 } };
}

/** A reply counts where it was made, for its theme, and for the institutions at either end. */
function addReply(units: ReadonlyMap<string, Gathered>, reply: ReplyRow, depth: number): void {
  const { voice, answered } = reply;
  const institutions = [...new Set([reply.speaker, reply.spokenTo])].filter((number) => number !== null);
  const keys = [
    `place ${reply.place}`,
    `theme ${reply.theme}`,
    ...institutions.map((number) => `institution voice ${number}`),
  ];
  for (const key of keys) {
    const unit = units.get(key);
    if (unit === undefined) continue;
    unit.deepest = Math.max(unit.deepest, depth + 1);
    unit.depths.sum += depth;
    unit.depths.count += 1;
    if (voice === null || answered === null || voice === answered) continue;
    unit.answered.add(`${voice} ${answered}`);
    const answersIt = unit.unit !== 'institution' || key === `institution voice ${reply.spokenTo}`;
    if (answersIt) unit.repliers.add(voice);
  }
}

function summed({ repliers, answered, depths, ...unit }: Gathered): TalkFigures {
  const mutual = [...answered].filter((pair) => answered.has(pair.split(' ').reverse().join(' '))).length / 2;
  return {
    ...unit,
    ...{ repliers: repliers.size, pairs: answered.size - mutual, mutualPairs: mutual },
    meanDepth: depths.count === 0 ? null : depths.sum / depths.count,
  };
}

/** How far below the beginning of its thread each reply stands: 1 for an answer to what answers nothing known. */
async function readDepths(database: Database): Promise<(post: number) => number> {
  const parents = new Map<number, number>();
  for await (const { post, parent } of database.each<{ post: number; parent: number }>(PARENTS)) {
    // Of several posts that are answered, the oldest row.
    if (!parents.has(post)) parents.set(post, parent);
  }
  const depths = new Map<number, number>();
  return (post) => {
    const way: number[] = [];
    const onWay = new Set<number>();
    let at = post;
    // Posts that claim to answer each other in a circle have no beginning: the walk ends where it comes back.
    while (parents.has(at) && !depths.has(at) && !onWay.has(at)) {
      way.push(at);
      onWay.add(at);
      at = parents.get(at)!;
    }
    let depth = onWay.has(at) ? 0 : (depths.get(at) ?? 0);
    for (const one of way.reverse()) {
      depth += 1;
      depths.set(one, depth);
    }
    return depths.get(post) ?? 0;
  };
}
