/** How long a search takes in SQLite: five questions of a made-up conversation, from a rare word to the commonest of all. */
import { performance } from 'node:perf_hooks';
import { emptyPost, type Post } from '../src/model.js';
import { pendingBlocks, readRawPosts, saveCleanPosts } from '../src/store/clean.js';
import { countFound, EVERYWHERE, eachFound, type SearchScope } from '../src/store/search.js';
import { readQuery } from '../src/store/search-query.js';
import { registerSource, savePage } from '../src/store/sources.js';
import { type Database, openStore, SQLITE } from '../src/store/store.js';
import { inTemporaryFolder } from './child.js';
import { postAt } from './conversation.js';

const PAGE = 500;
const THEMES = 300;
const TRIES = 5;
const LIMIT = 20;
const AT = '2027-01-01T00:00:00.000Z';
const QUESTIONS: [question: string, scope: Partial<SearchScope>][] = [
  ['zuke', {}],
  ['famora siselo', {}],
  ['"famora siselo" OR fame*', {}],
  ['the -of', { theme: 'theme-7' }],
  ['the', {}],
];

/** Milliseconds at the median of five tries, of the clock and of the processor: how many there are, and the nearest 20. */
interface Answered {
  question: string;
  posts: number;
  clock: number;
  processor: number;
}

export async function benchSearch(posts = 100_000): Promise<Answered[]> {
  return inTemporaryFolder(async (folder) => {
    const store = await openStore(SQLITE, folder, AT);
    try {
      await fill(store, posts);
      const answers: Answered[] = [];
      for (const [question, scope] of QUESTIONS) {
        answers.push(await ask(store, question, { ...EVERYWHERE, ...scope }));
        const { posts: found, clock, processor } = answers.at(-1)!;
        console.log(
          `  ${question.padEnd(28)} ${found} posts  ${clock.toFixed(1)} ms, processor ${processor.toFixed(1)} ms`,
        );
      }
      return answers;
    } finally {
      await store.close();
    }
  });
}

async function ask(store: Database, question: string, scope: SearchScope): Promise<Answered> {
  const clocks: number[] = [];
  const processors: number[] = [];
  let posts = 0;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const [clock, processor] = [performance.now(), process.cpuUsage()];
    const query = readQuery(question);
    posts = (await countFound(store, query, scope)).posts;
    for await (const _ of eachFound(store, query, scope, LIMIT));
    const used = process.cpuUsage(processor);
    clocks.push(performance.now() - clock);
    processors.push((used.user + used.system) / 1000);
  }
  return { question, posts, clock: median(clocks), processor: median(processors) };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function fill(store: Database, posts: number): Promise<void> {
  console.log(`Search: ${posts.toLocaleString('en-GB')} posts, ${TRIES} tries of each question`);
  await registerSource(store, 'bench', 'archive');
  for (let from = 0; from < posts; from += PAGE) {
    const page = Array.from({ length: PAGE }, (_, index) => postOf(from + index));
    await savePage(store, 'bench', null, { posts: page }, AT);
  }
  for (const block of await pendingBlocks(store, PAGE)) {
    const cleaned = (await readRawPosts(store, block, PAGE)).map(({ id, version }) => ({
      post: { ...EMPTY, postId: id, text: postAt(id - 1).text },
      ...{ version, sketch: null },
    }));
    await saveCleanPosts(store, cleaned);
  }
  await store.run("INSERT INTO chapters VALUES ('chapter-1', 'all')");
  for (let theme = 1; theme <= THEMES; theme += 1) {
    await store.run(
      "INSERT INTO themes (id, label, chapter_id, lane, state) VALUES (?, 'a theme', 'chapter-1', 'steady', 'live')",
      [`theme-${theme}`],
    );
  }
  await store.run(`INSERT INTO post_themes SELECT id, 'theme-' || (1 + id % ${THEMES}), 1 FROM posts`);
}

const EMPTY = { lang: 'en', tokens: [], mentions: [], hashtags: [], links: [], canonicalUrl: null };

function postOf(number: number): Post {
  const { id, text, created_at, author, place } = postAt(number);
  return {
    ...emptyPost(id, 'tweet', 'x'),
    ...{ text, createdAt: created_at, place: { name: place, url: null, kind: null, owner: null, area: null } },
    author: { id: author, handle: author, name: null, url: null, kind: 'unknown' },
  };
}
