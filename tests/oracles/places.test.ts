/** Recorded answers of Mastodon, Bluesky and Discourse, beside the checkout in ../shared/data. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readPostView } from '../../src/crawl/shapes/bluesky.js';
import { readList, readPost, readTopic } from '../../src/crawl/shapes/discourse.js';
import { type Fields, fieldsOf, listOf } from '../../src/crawl/shapes/fields.js';
import { readServedStatus } from '../../src/crawl/shapes/mastodon-served.js';
import type { Post } from '../../src/model.js';
import { json, listener } from '../support/listener.js';
import { testServer } from '../support/server.js';

const DATA = resolve(import.meta.dirname, '../../../shared/data/social-api');
const present = existsSync(DATA);
if (!present) console.warn(`skipped: no third-party answers at ${DATA}`);

const jsonOf = (name: string): unknown => {
  const path = join(DATA, name);
  const bytes = existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
  return JSON.parse(bytes.toString('utf8'));
};

interface Recorded {
  request: string;
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

describe.skipIf(!present && process.env.CI === undefined)('recorded answers', () => {
  const recorded = () => jsonOf('mastodon/mastodon_py_responses.json') as Recorded[];

  test('Mastodon: every public status of a timeline becomes one post, known by its uri', () => {
    const statuses = recorded()
      .filter(({ body }) => Array.isArray(body))
      .flatMap(({ body }) => listOf(body))
      .filter(({ content, account, uri }) => typeof content === 'string' && account !== undefined && uri !== undefined);
    expect(statuses.length).toBeGreaterThan(15);
    for (const status of statuses) {
      const { reading, id } = readServedStatus(status, 'social.example');
      const account = fieldsOf(status.account);
      const closed = [account.noindex === true, account.indexable === false, account.discoverable === false];
      const mayBeRead = status.visibility === 'public' && !closed.includes(true);
      expect('post' in reading).toBe(mayBeRead);
      if ('post' in reading) expect(reading.post.externalId).toBe(status.uri);
      expect(id).toBe(status.id);
    }
  });

  test('Mastodon: a recorded tag timeline is read by the crawler, and its Link header is followed', async () => {
    const timeline = recorded().find(({ request }) => request.includes('/timelines/tag/'))!;
    const server = await testServer();
    server.handlers['/api/v1/timelines/tag/hoot'] = ({ path }) =>
      path.includes('_id=') ? json([]) : json(timeline.body, 200, { link: timeline.headers.link! });
    const { crawl, cursor } = await listener('mastodon', [server], { servers: [server.origin], tags: ['hoot'] });
    expect(await crawl()).toMatchObject({ new: listOf(timeline.body).length, refused: 0 });
    const newest = new URL(/<([^<>]*min_id[^<>]*)>/.exec(timeline.headers.link!)![1]!).searchParams.get('min_id');
    expect(JSON.stringify(await cursor())).toContain(newest);
    expect(server.requests.at(-1)!.path).toContain(`min_id=${newest}`);
  });

  test('Bluesky: twitwi reads the same from the same posts', () => {
    const theirs = new Map(
      listOf(jsonOf('bluesky/twitwi/bluesky-normalized-firehose-posts.json')).map((one) => [one.uri, one]),
    );
    let compared = 0;
    for (const view of listOf(jsonOf('bluesky/twitwi/bluesky-hydrated-firehose-posts.json'))) {
      const { reading } = readPostView(view);
      const hidden = JSON.stringify([view.labels, fieldsOf(view.author).labels]).includes('!no-unauthenticated');
      expect('post' in reading).toBe(!hidden);
      const known = theirs.get(view.uri);
      if (!('post' in reading) || known === undefined) continue;
      expect(essence(reading.post)).toEqual(essenceOf(known, reading.post));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(3);
  });

  test('Discourse: lists and topics', () => {
    const lists = ['latest', 'new', 'category_topics'].map((name) =>
      readList(jsonOf(`discourse/api-fixtures/${name}.json`)),
    );
    for (const list of lists) expect(list!.topics.length).toBeGreaterThan(0);
    expect(lists[0]!.topics.some(({ isPinned }) => isPinned)).toBe(true);
    const body = fieldsOf(jsonOf('discourse/api-fixtures/topic.json'));
    const topic = readTopic(body)!;
    expect(topic.stream).toEqual((fieldsOf(body.post_stream).stream as number[]).map(String));
    const ids = new Map(topic.posts.map((post) => [Number(post.post_number), String(post.id)]));
    const readings = topic.posts.map((post) => readPost(post, topic, 'https://forum.example/', ids));
    expect(readings).toHaveLength(4);
    for (const [index, reading] of readings.entries()) {
      const given = topic.posts[index]!;
      // What a moderator did is not what somebody said.
      if (given.post_type !== 1) {
        expect(reading).toBeNull();
        continue;
      }
      const post = (reading as { post: Post }).post;
      expect(post.externalId).toBe(String(given.id));
      expect(Date.parse(post.createdAt!)).toBe(Date.parse(String(given.created_at)));
      expect(post.author).toMatchObject({ id: String(given.user_id), handle: given.username });
      const parent = given.reply_to_post_number as number | null;
      if (parent !== null) expect(post.inReplyTo).toBe(ids.get(parent) ?? expect.stringMatching(`/${parent}$`));
    }
  });
});

const essence = ({ externalId, author, hashtags, links, url, createdAt, inReplyTo, quotes }: Post) => ({
  ...{ externalId, author: author!.id, url, inReplyTo, quotes },
  hashtags: hashtags.map((tag) => tag.toLowerCase()).sort(),
  links: links.map((link) => new URL(link).href).sort(),
  seconds: Math.floor(Date.parse(createdAt!) / 1000),
});

function essenceOf(theirs: Fields, ours: Post): object {
  return {
    ...{
      externalId: theirs.uri,
      author: theirs.user_did,
      url: theirs.user_url && `${theirs.user_url}/post/${ours.externalId.split('/').at(-1)}`,
    },
    ...{ inReplyTo: theirs.to_post_uri ?? null, quotes: theirs.quoted_uri ?? null },
    hashtags: [...((theirs.hashtags as string[]) ?? [])].sort(),
    links: ((theirs.links as string[]) ?? []).map((link) => new URL(link).href).sort(),
    seconds: theirs.timestamp_utc,
  };
}
