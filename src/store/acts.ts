/** Who used what, when: links, hashtags, posts acted on, and words said alike. */
import type { Database } from './database.js';
import { type Period, within } from './figures.js';
import { STREAM_ORDER } from './order.js';

export const LENSES = ['co-link', 'co-post', 'co-hashtag', 'near-copy'] as const;
export type Lens = (typeof LENSES)[number];

/** One voice used one thing in one post. */
export interface Act {
  postId: number;
  /** Number of the voice. */
  voice: number;
  /** Milliseconds since 1970. */
  at: number;
  /** An address, a tag, `post 12`, or what a group of near-identical posts is called. */
  thing: string;
}

const FROM = `
  FROM posts p JOIN clean_posts c ON c.post_id = p.id JOIN voices v ON v.id = p.voice_id AND v.number IS NOT NULL`;
const COLUMNS = 'p.id AS "postId", v.number AS voice, p.created_at AS "createdAt"';
const LIST = (column: 'links' | 'hashtags') => (where: string) =>
  `
  SELECT ${COLUMNS}, c.${column} AS things ${FROM}
  WHERE p.created_at IS NOT NULL AND c.${column} <> '[]' AND ${where} ORDER BY ${STREAM_ORDER}`;
const ACTED_ON = (where: string) => `
  SELECT DISTINCT ${COLUMNS}, l.target_id AS thing ${FROM} JOIN post_links l ON l.post_id = p.id
  WHERE p.created_at IS NOT NULL AND l.kind IN ('replies', 'quotes', 'reposts') AND ${where}
  ORDER BY "createdAt", "postId", thing`;
const ALIKE = (where: string) => `
  SELECT ${COLUMNS}, c.campaign_id AS campaign, c.twin_id AS twin ${FROM}
  WHERE p.created_at IS NOT NULL AND (c.campaign_id IS NOT NULL OR c.twin_id IS NOT NULL) AND ${where}
  ORDER BY ${STREAM_ORDER}`;

type Row = Pick<Act, 'postId' | 'voice'> & { createdAt: string };

/** Dated acts by numbered voices, in the order of the stream. */
export async function* eachAct(database: Database, lens: Lens, period: Period): AsyncGenerator<Act> {
  const { sql, params } = within(period);
  if (lens === 'co-post') {
    for await (const row of database.each<Row & { thing: number }>(ACTED_ON(sql), params)) {
      yield act(row, `post ${row.thing}`);
    }
  } else if (lens === 'near-copy') {
    type Alike = Row & { campaign: string | null; twin: number | null };
    for await (const row of database.each<Alike>(ALIKE(sql), params)) {
      yield act(row, row.campaign ?? `pair ${Math.min(row.postId, row.twin!)}`);
    }
  } else {
    const list = LIST(lens === 'co-link' ? 'links' : 'hashtags');
    for await (const row of database.each<Row & { things: string }>(list(sql), params)) {
      for (const thing of new Set(JSON.parse(row.things) as string[])) yield act(row, thing);
    }
  }
}

function act({ postId, voice, createdAt }: Row, thing: string): Act {
  return { postId, voice, at: Date.parse(createdAt), thing };
}
