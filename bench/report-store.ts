/** A store full of posts, put there past the crawl and the pipeline: for what only reads. */
import { openStore, SQLITE } from '../src/store/store.js';
import { madeUpPost } from './ingest.js';

const AT = '2026-03-02T21:00:00.000Z';
const VOICES = 50_000;
const PLACES = 300;
const THEMES = 900;
const CHAPTERS = 30;
const BLOCK = 10_000;
/** One voice in twenty is an organisation: these are compared with all others, word by word. */
const ORGANISATIONS = 20;

const VOICE = 'INSERT INTO voices (id, platform, author_id, handle, name, kind, number) VALUES (?, ?, ?, ?, ?, ?, ?)';
const PLACE = 'INSERT INTO places (id, name, url, kind) VALUES (?, ?, ?, ?)';
const CHAPTER = 'INSERT INTO chapters (id, label) VALUES (?, ?)';
const THEME = "INSERT INTO themes (id, label, chapter_id, lane, state) VALUES (?, ?, ?, 'steady', 'live')";
const POST = `
  INSERT INTO posts (id, source, external_id, kind, channel, platform, voice_id, place_id, created_at, collected_at, url, text,
    mentions, hashtags, links, content_hash)
  VALUES (?, 'bench', ?, 'tweet', 'online', 'x', ?, ?, ?, ?, ?, ?, '[]', '[]', '[]', '')`;
const CLEAN = `
  INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links) VALUES (?, ?, 'en', '[]', '[]', '[]', '[]')`;

/** So many posts, each of one theme, in the SQLite store of a project folder. */
export async function fillStore(folder: string, posts: number): Promise<void> {
  const store = await openStore(SQLITE, folder, AT);
  await store.transaction(async (tx) => {
    await tx.run("INSERT INTO sources (name, crawler) VALUES ('bench', 'archive')");
    const voice = (id: number) => [id, 'x', `a${id}`, `a${id}`, `A ${id}`, kindOf(id), id];
    await tx.many(VOICE, numbers(1, VOICES, voice));
    const place = (id: number) => [id, `Forum ${id}`, `https://f${id}.example/`, 'forum'];
    await tx.many(PLACE, numbers(1, PLACES, place));
    await tx.many(
      CHAPTER,
      numbers(1, CHAPTERS, (id) => [`chapter-${id}`, `Chapter ${id}`]),
    );
    const theme = (id: number) => [`theme-${id}`, `Theme ${id}`, `chapter-${1 + (id % CHAPTERS)}`];
    await tx.many(THEME, numbers(1, THEMES, theme));
  });
  for (let from = 1; from <= posts; from += BLOCK) {
    const to = Math.min(posts, from + BLOCK - 1);
    await store.transaction(async (tx) => {
      const made = numbers(from, to, madeUpPost);
      await tx.many(
        POST,
        made.map(({ createdAt, url, text }, at) => {
          const id = from + at;
          return [...[id, String(id), 1 + ((id * 7919) % VOICES), 1 + (id % PLACES)], createdAt!, AT, url!, text!];
        }),
      );
      await tx.many(
        CLEAN,
        made.map(({ text }, at) => [from + at, text!]),
      );
      const belongs = (id: number) => [id, `theme-${1 + ((id * 31) % THEMES)}`, 0.8];
      await tx.many('INSERT INTO post_themes VALUES (?, ?, ?)', numbers(from, to, belongs));
    });
  }
  await store.close();
}

function kindOf(voice: number): string {
  return voice % ORGANISATIONS === 0 ? 'organisation' : 'individual';
}

function numbers<T>(from: number, to: number, make: (number: number) => T): T[] {
  return Array.from({ length: to - from + 1 }, (_, at) => make(from + at));
}
