/** Topics and posts of a Discourse forum as its JSON shows them to everybody (https://docs.discourse.org). */
import { type Author, emptyPost, type Post } from '../../model.js';
import { parseDate } from './dates.js';
import {
  addressOf,
  distinct,
  type Fields,
  fieldsOf,
  hostOf,
  idOf,
  isFields,
  listOf,
  type Reading,
  wordsOf,
} from './fields.js';

/** A topic as a list shows it. */
export interface Listed {
  id: string;
  /** When it last came to the top: milliseconds since 1970. */
  bumpedAt: number;
  /** Kept at the top of the list, whenever it was bumped. */
  isPinned: boolean;
}

/** A topic as its own page shows it. */
export interface Topic {
  id: string;
  slug: string;
  title: string | null;
  /** Chosen by those who write; categories are the forum's own boards. */
  tags: string[];
  /** Ids of all its posts, oldest first. */
  stream: string[];
  /** The first of its posts. */
  posts: Fields[];
  /** Topics beyond ten thousand posts come without their stream: only the first posts can be had. */
  isCut: boolean;
}

/** What is said by people; the rest are notes of moderators, marks of what was done, and whispers. */
const SAID_BY_PEOPLE = 1;

export interface List {
  topics: Listed[];
  hasMore: boolean;
}

/** Topics of a list; those that not everybody sees, and whatever else it holds, are left out. `null` when it is none. */
export function readList(body: unknown): List | null {
  const { topics: list, more_topics_url: more } = fieldsOf(fieldsOf(body).topic_list);
  if (!Array.isArray(list)) return null;
  const topics = listOf(list).flatMap((topic) => {
    const id = idOf(topic.id);
    const bumpedAt = Date.parse(parseDate(String(topic.bumped_at ?? topic.last_posted_at)) ?? '');
    if (id === null || !/^\d+$/.test(id) || Number.isNaN(bumpedAt) || !isForEverybody(topic)) return [];
    return [{ id, bumpedAt, isPinned: topic.pinned === true || topic.pinned_globally === true }];
  });
  return { topics, hasMore: wordsOf(more) !== null };
}

function isForEverybody({ archetype, visible }: Fields): boolean {
  return visible !== false && (archetype === undefined || archetype === 'regular');
}

/** `null` when it is none, or not for everybody. */
export function readTopic(body: unknown): Topic | null {
  const topic = fieldsOf(body);
  const { posts, stream } = fieldsOf(topic.post_stream);
  const id = idOf(topic.id);
  if (id === null || !Array.isArray(posts) || !isForEverybody(topic)) return null;
  const shown = listOf(posts);
  return {
    id,
    slug: wordsOf(topic.slug) ?? '-',
    title: wordsOf(topic.title),
    tags: distinct((Array.isArray(topic.tags) ? topic.tags : []).map((tag) => wordsOf(isFields(tag) ? tag.name : tag))),
    stream: Array.isArray(stream) ? stream.flatMap((one) => idOf(one) ?? []) : [],
    posts: shown,
    isCut: !Array.isArray(stream) && Number(topic.posts_count) > shown.length,
  };
}

/** Posts of an answer to a question for some of a topic's posts; `null` when it is none. */
export function readChunk(body: unknown): Fields[] | null {
  const { posts } = fieldsOf(fieldsOf(body).post_stream);
  return Array.isArray(posts) ? listOf(posts) : null;
}

/**
 * Reads one post; `null` for what nobody said.
 * @param base address of the forum, with a slash at its end
 * @param idByNumber ids of the posts of the topic that are at hand
 */
export function readPost(
  post: Fields,
  topic: Topic,
  base: string,
  idByNumber: ReadonlyMap<number, string>,
): Reading | null {
  const id = idOf(post.id);
  const number = post.post_number;
  if (id === null || typeof number !== 'number' || !Number.isInteger(number))
    return refuse('not a post', `topic ${topic.id}`);
  if ((post.post_type ?? SAID_BY_PEOPLE) !== SAID_BY_PEOPLE || String(post.user_id).startsWith('-')) return null;
  const reason = notForEverybody(post);
  if (reason !== null) return refuse(reason, `post ${id}`);
  if (wordsOf(post.cooked) === null) return refuse('no text', `post ${id}`);
  const platform = hostOf(base) ?? base;
  const address = (of: number) => `${base}t/${encodeURIComponent(topic.slug)}/${topic.id}/${of}`;
  // Whoever answers nobody in particular answers the first post.
  const answered = typeof post.reply_to_post_number === 'number' ? post.reply_to_post_number : 1;
  return {
    post: {
      ...emptyPost(id, 'forum', platform),
      html: String(post.cooked),
      title: topic.title,
      createdAt: parseDate(String(post.created_at)),
      author: authorOf(post, base),
      url: address(number),
      inReplyTo: number === 1 ? null : (idByNumber.get(answered) ?? address(answered)),
      thread: `${base}t/${topic.id}`,
      hashtags: number === 1 ? topic.tags : [],
      links: distinct(
        listOf(post.link_counts).map(({ url, reflection }) => (reflection === true ? null : addressOf(url))),
      ),
    } satisfies Post,
  };
}

function refuse(reason: string, item: string): Reading {
  return { refused: { reason, item } };
}

function notForEverybody(post: Fields): string | null {
  const isDeleted = post.user_deleted === true || (post.deleted_at ?? null) !== null;
  if (isDeleted || post.hidden === true) return 'deleted, or hidden by the forum';
  if (post.suspended === true || post.user_suspended === true) return 'the author is suspended';
  // Somebody who wrote an e-mail and never signed up.
  return post.staged === true ? 'the author never signed up' : null;
}

function authorOf(post: Fields, base: string): Author | null {
  const handle = wordsOf(post.username);
  if (handle === null) return null;
  // Names can be changed on most forums, ids cannot.
  const id = idOf(post.user_id) ?? handle;
  return {
    id,
    handle,
    name: wordsOf(post.name) ?? handle,
    url: `${base}u/${encodeURIComponent(handle)}`,
    kind: 'unknown',
  };
}

/** Milliseconds since 1970; NaN where it is not known. */
export function momentOf(post: Fields): number {
  return Date.parse(parseDate(String(post.created_at)) ?? '');
}
