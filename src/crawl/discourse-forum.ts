/** One Discourse forum as a stranger sees it: what is new in it, and topics post by post. */
import { SourceError } from '../errors.js';
import { repeatedPage } from './branches.js';
import type { CrawlContext } from './crawler.js';
import { type Explain, type JsonSite, openSite } from './json-site.js';
import { type List, type Listed, momentOf, readChunk, readList, readTopic, type Topic } from './shapes/discourse.js';
import type { Fields } from './shapes/fields.js';

/** What the forum sends at once of a topic. */
const CHUNK = 20;
/** Of thirty topics each: more than any forum has bumped since a night ago. */
const MOST_LISTS = 200;
/** As many as a forum lists of one topic. */
const MOST_POSTS = 10_000;

/** @param base with or without a slash at its end */
export function openForum(context: Pick<CrawlContext<unknown>, 'fetch' | 'now'>, base: string): JsonSite {
  return openSite(context, base.endsWith('/') ? base : `${base}/`, {}, explain);
}

const explain: Explain = (status) => {
  if (status === 401 || status === 403) {
    return { slug: 'forbidden', words: 'the forum shows this to members only, and what is not public is not read' };
  }
  if (status === 404) {
    return { slug: 'not-found', words: 'no Discourse forum or category there; is the address that of its front page?' };
  }
  return status === 410 ? { slug: 'gone', words: 'it was removed' } : null;
};

/**
 * Topics bumped at or after a moment, the one that has waited longest first.
 * @param path of the list: of the whole forum or of a category
 * @throws SourceError when the list has no end
 */
export async function bumpedSince(forum: JsonSite, path: string, since: number): Promise<Listed[]> {
  const found = new Map<string, Listed>();
  const take = (topics: readonly Listed[]) => {
    for (const topic of topics) if (topic.bumpedAt >= since) found.set(topic.id, topic);
  };
  let page = 0;
  for (; ; page += 1) {
    if (page === MOST_LISTS) throw endless(forum.base + path);
    const { topics, hasMore } = await askList(forum, path, page);
    const known = found.size;
    take(topics);
    const isBelow = topics.some(({ bumpedAt, isPinned }) => !isPinned && bumpedAt < since);
    if (topics.length === 0 || isBelow || !hasMore) break;
    if (found.size === known) throw repeatedPage(path);
  }
  // A topic bumped while we turned pages has moved from a page not yet read to one already read.
  if (page > 0) take((await askList(forum, path, 0)).topics);
  return [...found.values()].sort((one, other) => one.bumpedAt - other.bumpedAt || Number(one.id) - Number(other.id));
}

async function askList(forum: JsonSite, path: string, page: number): Promise<List> {
  const { body } = await forum.get(path, { no_definitions: 'true', page: String(page) });
  const list = readList(body);
  if (list === null) throw new SourceError('unknown-shape', `${forum.base}${path} (no list of topics)`);
  return list;
}

function endless(address: string): SourceError {
  const words = `more than ${MOST_LISTS} pages of topics are new; take fewer days, or a category`;
  return new SourceError('bad-options', `${address}: ${words}`);
}

/**
 * A topic, and its posts from a moment on in pieces: the first ones, which every answer brings along, then from the end
 * backwards. `null` when it is gone, or not for everybody.
 */
export async function openTopic(forum: JsonSite, id: string, since: number): Promise<OpenTopic | null> {
  const topic = await orGone(forum.get(`t/${id}.json`).then(({ body }) => readTopic(body)));
  return topic === null ? null : { topic, pieces: () => piecesOf(forum, topic, since) };
}

export interface OpenTopic {
  topic: Topic;
  pieces(): AsyncGenerator<Fields[], void, void>;
}

async function* piecesOf(forum: JsonSite, topic: Topic, since: number): AsyncGenerator<Fields[], void, void> {
  yield topic.posts;
  const shown = new Set(topic.posts.map(({ id }) => String(id)));
  const rest = topic.stream.filter((id) => !shown.has(id)).slice(-MOST_POSTS);
  for (let end = rest.length; end > 0; end -= CHUNK) {
    const ids = rest.slice(Math.max(0, end - CHUNK), end);
    const { body } = await forum.get(`t/${topic.id}/posts.json`, { 'post_ids[]': ids });
    const posts = readChunk(body);
    if (posts === null) throw new SourceError('unknown-shape', `${forum.base}t/${topic.id}/posts.json (no posts)`);
    yield posts;
    // Posts stand in the order of their numbers: what is above is older still.
    if (posts.every((post) => momentOf(post) < since)) return;
  }
}

/** Topics are deleted and closed to the public between the list and the question. */
async function orGone<Value>(asked: Promise<Value>): Promise<Value | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof SourceError && ['forbidden', 'not-found', 'gone'].includes(error.slug)) return null;
    throw error;
  }
}
