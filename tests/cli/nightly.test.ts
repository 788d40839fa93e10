/** `discover run`, night after night: only what changed is new, and themes are the ones they were. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it, vi } from 'vitest';
import { answerOf, ask, contentOf, filesIn, projectFolder } from '../support/cli.js';
import { testServer } from '../support/server.js';
import { atom, type Entry } from './feeds.js';

vi.setConfig({ testTimeout: 90_000 });

const PARKING = 'Parking at the hospital costs too much: the car park machine by the gate swallows coins';
const DENTIST = 'Not one dentist here takes new patients, the dental practice list is closed for children';
const CARERS = 'Carers need respite: the day centre closed and no sitting service gives carers a break';

/** Twelve people on each matter, a post each hour. */
function conversation(): Entry[] {
  const turns = [' again', ' today', ' this winter', ' says my neighbour', ' and nobody answers', ' once more'];
  return Array.from({ length: 36 }, (_, index) => ({
    id: `post-${index}`,
    text: `${[PARKING, DENTIST, CARERS][index % 3]}${turns[index % turns.length]} ${index}`,
    author: `person ${index}`,
    at: new Date(Date.parse('2026-03-01T00:00:00Z') + index * 3_600_000).toISOString(),
  }));
}

interface Run {
  crawl: { new: number; sources: object[] };
  process: { processed: number };
  themes: { posts: number; born: number; merged: number; split: number; gone: number };
}

it('an edited post and a new one are found, the rest is known, every theme keeps its id', async () => {
  const entries = conversation();
  const server = await testServer({ '/feed': atom('blog.example', entries) });
  const data = await projectFolder({
    sources: [{ name: 'blog', crawler: 'blogs', options: { feed: `${server.origin}/feed` } }],
    http: { allow_private: [server.host], delay_s: 0 },
  });
  const night = () => answerOf<Run>(['run', '--data', data]);
  const first = await night();
  expect(first).toMatchObject({ code: 0, json: { crawl: { new: 36 }, process: { processed: 36 } } });
  const themes = themesOf(data);
  expect(themes.size).toBe(3);
  expect([...themes.values()].map((posts) => posts.length)).toEqual([12, 12, 12]);
  expect(first.json.themes).toMatchObject({ posts: 36, born: 3 });
  expect(await changesOf(data)).toEqual(['', '', '']);

  entries[4] = { ...entries[4]!, text: `${DENTIST}, and I have now called nine of them` };
  entries.push({ id: 'post-36', text: `${CARERS}, not one`, author: 'a newcomer', at: '2026-03-03T00:00:00Z' });
  server.handlers['/feed'] = atom('blog.example', entries);
  const second = await night();
  const counts = { new: 1, changed: 1, duplicate: 35, refused: 0, state: 'done' };
  expect(second).toMatchObject({ code: 0, json: { crawl: { new: 1, sources: [counts] }, process: { processed: 2 } } });
  expect(second.json.themes).toMatchObject({ posts: 2, born: 0, merged: 0, split: 0, gone: 0 });
  expect(ask(data, "SELECT text FROM clean_posts WHERE text LIKE '%nine of them%'")).toHaveLength(1);
  const carers = idOf(themes, 'post-2');
  const grown = new Map([...themes].map(([id, posts]) => [id, id === carers ? [...posts, 'post-36'].sort() : posts]));
  expect(themesOf(data)).toEqual(grown);
  expect((await changesOf(data)).sort()).toEqual(['0', '0', '1']);

  const before = [contentOf(data), await filesIn(join(data, 'reports'))] as const;
  const third = await night();
  expect(third).toMatchObject({
    code: 0,
    json: { crawl: { new: 0 }, process: { processed: 0 }, themes: { posts: 0 } },
  });
  expect(server.requests).toHaveLength(3);
  const { sources: _before, ...content } = before[0];
  const { sources: _after, ...still } = contentOf(data);
  expect(still).toEqual(content);
  expect(await filesIn(join(data, 'reports'))).toEqual(before[1]);
});

/** The posts of each theme, by its id. */
function themesOf(data: string): Map<string, string[]> {
  const rows = ask<{ theme: string; post: string }>(
    data,
    `SELECT t.theme_id AS theme, p.external_id AS post FROM post_themes t JOIN posts p ON p.id = t.post_id
     WHERE t.weight = (SELECT max(weight) FROM post_themes o WHERE o.post_id = t.post_id) ORDER BY theme, post`,
  );
  const themes = new Map<string, string[]>();
  for (const { theme, post } of rows) themes.set(theme, [...(themes.get(theme) ?? []), post.split('/').at(-1)!]);
  return new Map([...themes].map(([id, posts]) => [id, posts.sort()]));
}

function idOf(themes: Map<string, string[]>, post: string): string | undefined {
  return [...themes].find(([, posts]) => posts.includes(post))?.[0];
}

async function changesOf(data: string): Promise<(string | undefined)[]> {
  const csv = await readFile(join(data, 'reports/themes.csv'), 'utf8');
  return (parse(csv, { columns: true }) as Record<string, string>[]).map((row) => row.change_posts);
}
