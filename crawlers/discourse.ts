/**
 * Topics of a Discourse forum through its JSON, which knows more than its feeds: who answers whom, and all of a topic.
 *
 * A crawl lists the topics that came to the top since the last one and reads them, the longest waiting first; after each
 * topic the cursor moves to the moment at which that one was bumped. What is left when the crawl has read its share of
 * topics, or breaks off, is read by the next one. The first crawl goes back for so many `days`. Of a topic the first
 * twenty posts are read, and those since the last complete crawl. What not everybody sees, deleted and hidden posts,
 * those of suspended authors and of people who never signed up, and what the software says itself are left out. An edit
 * is seen when its topic is read again. Use either this crawler or `forums` for one forum, not both.
 */
import { z } from 'zod';
import { type CrawlContext, type CrawlPage, defineCrawler } from '../src/crawl/crawler.js';
import { bumpedSince, openForum, openTopic } from '../src/crawl/discourse-forum.js';
import type { JsonSite } from '../src/crawl/json-site.js';
import { type Listed, readPost, type Topic } from '../src/crawl/shapes/discourse.js';
import type { Fields } from '../src/crawl/shapes/fields.js';

const DAY_MS = 24 * 60 * 60 * 1000;

const options = z.strictObject({
  /** Address of the front page, such as https://forum.example.org. */
  server: z
    .url({ protocol: /^https?$/, error: 'the address of a forum, such as "https://forum.example.org"' })
    .refine((address) => !/[?#]/.test(address), 'an address without ? and #'),
  /** One board instead of the whole forum, as its address has it: `patients/12`. */
  category: z
    .string()
    .regex(
      /^[\p{L}\p{N}_-]+(?:\/[\p{L}\p{N}_-]+)?\/\d{1,10}$/u,
      'a category as its address has it, such as patients/12',
    )
    .optional(),
  /** How far back the first crawl goes. */
  days: z.int().min(1).max(3650).default(30),
  /** Most topics read in one crawl. */
  topics: z.int().min(1).max(10_000).default(100),
});
type DiscourseOptions = z.output<typeof options>;

const reachSchema = z.object({
  list: z.string(),
  /** Milliseconds since 1970: every post from before this moment that is to be had has been read. */
  complete: z.number(),
  /** Topics bumped before this moment have been read; of those bumped at it, the ones named. */
  bumped: z.number(),
  read: z.array(z.string()),
});
type Reach = z.infer<typeof reachSchema>;

export const discourse = defineCrawler<DiscourseOptions>({
  name: 'discourse',
  summary: 'topics of a Discourse forum with who answers whom, through its JSON',
  options,
  notice: {
    keeps:
      "a post's words, date, address, topic and the post it answers; of its author the user name, display name and address on that forum",
    honours:
      'What not everybody may see, deleted and hidden posts, and posts of suspended authors and of people who never signed up are not stored. A post deleted later is not noticed here: its author has to ask for its removal.',
    thirdParty: null,
  },
  async *crawl(context) {
    const forum = openForum(context, context.options.server);
    const { category } = context.options;
    const list = category === undefined ? 'latest.json' : `c/${encodeURI(category)}/l/latest.json`;
    let reach = readReach(context, forum.base + list);
    const waiting = (await bumpedSince(forum, list, reach.bumped)).filter((topic) => isUnread(topic, reach));
    const turn = waiting.slice(0, context.options.topics);
    for (const listed of turn) {
      const next = after(reach, listed);
      const isLast = listed === waiting.at(-1);
      yield* readTopic(forum, listed, reach.complete, isLast ? { ...next, complete: next.bumped } : next);
      reach = next;
    }
    if (turn.length < waiting.length) {
      const left = waiting.length - turn.length;
      context.log.info(
        `${context.source}: ${turn.length} topics read; the next crawl goes on with the ${left} that are left.`,
      );
    }
  },
});

/** Another list has other topics: what was read of the old one says nothing about it. */
function readReach({ cursor, now, options: { days } }: CrawlContext<DiscourseOptions>, list: string): Reach {
  const parsed = reachSchema.safeParse(cursor);
  const start = now() - days * DAY_MS;
  return parsed.success && parsed.data.list === list ? parsed.data : { list, complete: start, bumped: start, read: [] };
}

function isUnread({ id, bumpedAt }: Listed, { bumped, read }: Reach): boolean {
  return bumpedAt > bumped || !read.includes(id);
}

/** Several topics may be bumped at one moment. */
function after({ list, complete, bumped, read }: Reach, { id, bumpedAt }: Listed): Reach {
  return { list, complete, bumped: bumpedAt, read: bumpedAt === bumped ? [...read, id] : [id] };
}

/** A topic piece by piece; only the last one moves the cursor. */
async function* readTopic(
  forum: JsonSite,
  { id }: Listed,
  since: number,
  reach: Reach,
): AsyncGenerator<CrawlPage, void, void> {
  const opened = await openTopic(forum, id, since);
  if (opened === null) {
    yield { posts: [], refused: [{ reason: 'topic gone, or not public', item: `topic ${id}` }], cursor: reach };
    return;
  }
  const idByNumber = new Map<number, string>();
  for await (const posts of opened.pieces()) yield pageOf(posts, opened.topic, forum.base, idByNumber);
  const refused = opened.topic.isCut ? [{ reason: 'topic too long to read whole', item: `topic ${id}` }] : [];
  yield { posts: [], refused, cursor: reach };
}

function pageOf(posts: readonly Fields[], topic: Topic, base: string, idByNumber: Map<number, string>): CrawlPage {
  for (const { id, post_number } of posts) idByNumber.set(Number(post_number), String(id));
  const readings = posts.flatMap((post) => readPost(post, topic, base, idByNumber) ?? []);
  return {
    posts: readings.flatMap((reading) => ('post' in reading ? reading.post : [])),
    refused: readings.flatMap((reading) => ('refused' in reading ? reading.refused : [])),
  };
}
