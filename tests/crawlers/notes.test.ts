import { expect, test } from 'vitest';
import { notes } from '../../crawlers/notes.js';
import { crawlFile, folderOf } from '../support/crawls.js';
import { testEffects } from '../support/project.js';

const HEADER = 'date,meeting,area,table,voice,note\n';

async function crawlNotes(content: string, more: Record<string, unknown> = {}) {
  return crawlFile(notes, await folderOf({ 'notes.csv': content }), { file: 'notes.csv', ...more });
}

test('a remark is a note said at a meeting', async () => {
  const { posts, refused } = await crawlNotes(`${HEADER}30/09/2021 18:30,Town hall,Leeds,3,,"More, please"\r\n`);
  expect(refused).toEqual([]);
  expect(posts).toEqual([
    expect.objectContaining({
      kind: 'note',
      text: 'More, please',
      createdAt: '2021-09-30T18:30:00.000Z',
      author: null,
      area: 'Leeds',
      thread: 'Town hall, 3',
      place: { name: 'Town hall', url: null, kind: 'offline meeting', owner: null, area: 'Leeds' },
    }),
  ]);
});

test('a pseudonym is a voice of its own meeting, not of the next one', async () => {
  const { posts } = await crawlNotes(`${HEADER},First,,,nurse 2,a\n,First,,,nurse 2,b\n,Second,,,nurse 2,c\n`);
  expect(posts.map(({ author }) => author?.id)).toEqual(['nurse 2 (First)', 'nurse 2 (First)', 'nurse 2 (Second)']);
  expect(posts[0]!.author).toMatchObject({ name: 'nurse 2', handle: null, url: null });
});

test('columns may have other names, and the meeting may be that of the whole file', async () => {
  const { posts } = await crawlNotes('what;when\nShorter waits;2021-09-30\n', {
    map: { note: 'what', date: 'when' },
    meeting: 'Market day',
  });
  expect(posts[0]).toMatchObject({
    text: 'Shorter waits',
    createdAt: '2021-09-30T00:00:00.000Z',
    place: { name: 'Market day' },
  });
});

test('without a meeting the place is that of the source', async () => {
  const { posts } = await crawlNotes('note\nMore\n');
  expect(posts[0]).toMatchObject({ place: null, thread: null, createdAt: null });
});

test('rows keep their identity from one reading to the next', async () => {
  const rows = `${HEADER}2021-09-30,Town hall,,1,,More\n2021-09-30,Town hall,,2,,More\n`;
  const ids = async (content: string) => (await crawlNotes(content)).posts.map(({ externalId }) => externalId);
  const first = await ids(rows);
  expect(new Set(first).size).toBe(2);
  expect((await ids(`${rows}2021-10-01,Town hall,,1,,Less\n`)).slice(0, 2)).toEqual(first);
});

test('rows without words are refused by line', async () => {
  const { posts, refused } = await crawlNotes(`${HEADER}2021-09-30,,,,,\n,,,,,b\n`);
  expect(posts.map(({ text }) => text)).toEqual(['b']);
  expect(refused).toEqual([{ reason: 'no note', item: 'line 2' }]);
});

test('a remark whose date cannot be read is kept without it, and told', async () => {
  const { now, env, log, lines } = testEffects();
  const folder = await folderOf({ f: `${HEADER}30/09/2021,,,,,a\nsoon,,,,,b\n` });
  const fetch = () => Promise.reject(new Error('a file needs no network'));
  const options = notes.options.parse({ file: 'f' });
  const dates: (string | null)[] = [];
  for await (const page of notes.crawl({ source: 'meetings', options, cursor: null, fetch, env, folder, now, log })) {
    expect(page.refused).toEqual([]);
    dates.push(...page.posts.map(({ createdAt }) => createdAt));
  }
  expect(dates).toEqual(['2021-09-30T00:00:00.000Z', null]);
  expect(lines).toEqual([expect.stringMatching(/^warning: meetings: 1 post is kept .*\(first: line 3\)/)]);
});

test('a table without notes says which columns it has', async () => {
  await expect(crawlNotes('date,remark\n2021-09-30,a\n')).rejects.toMatchObject({
    slug: 'bad-options',
    message: expect.stringContaining('no column "note"; say which one it is with map. Its columns are: date, remark'),
  });
});
