import { describe, expect, it } from 'vitest';
import { masked } from '../../src/reports/anonymous.js';
import { posts } from '../../src/reports/posts.js';
import type { Row, Scope } from '../../src/reports/report.js';
import { findReport } from '../../src/reports/reports.js';
import { REPORT_FORMATS, writeReport } from '../../src/reports/write.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation } from './conversation.js';
import { runsOfEight } from './privacy.js';
import { unzip } from './unzip.js';

const OPEN: Scope = { identify: false, since: null, until: null };
const NAMED: Scope = { ...OPEN, identify: true };
const THEMES = [{ id: 'theme-1', label: 'appointment waits' }];

const PRIVATE = 'I waited nine weeks for a letter and then nobody at the clinic knew my name';
const HEADLINE = 'Why my father was sent home three times before anybody listened to us';
const PEOPLE: Said[] = [
  { id: '9001', author: 'ann_of_leeds', text: PRIVATE, themes: { 'theme-1': 0.8 }, at: '2026-02-27T08:09:10.000Z' },
  { id: '9002', author: 'bob1967', kind: 'unknown', text: `${PRIVATE}!`, themes: { 'theme-1': 0.7 } },
  { id: '9003', author: 'cat.writes', text: 'short', post: { title: HEADLINE } },
];
const trust = (id: string, text: string, more: Partial<Said> = {}): Said => ({
  ...{ id, author: 'the_trust', kind: 'organisation', text, themes: { 'theme-1': 1 } },
  ...more,
});
const OFFICIAL: Said[] = [
  trust('101', 'We publish the new waiting times on Friday, see https://trust.example.org/waits'),
  trust(
    '102',
    'Thank you @ann_of_leeds and u/bob1967, write to ann@mail.example or see x.com/ann_of_leeds/status/9001',
  ),
  trust('103', `Somebody told us: "${PRIVATE.toUpperCase()}" We are sorry.`),
  trust('104', `Read "${HEADLINE}" by a carer`),
  trust('105', 'short', { post: { reposts: '9003' } }),
  trust('106', 'RT @cat.writes: short'),
];

async function rowsOf(store: Database, scope: Scope): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of posts.rows(store, scope)) rows.push(row);
  return rows;
}

async function csvOf(store: Database, scope: Scope): Promise<string> {
  let csv = '';
  for await (const piece of writeReport(findReport('posts'), 'csv', store, scope)) csv += piece;
  return csv;
}

describe('posts without names (case 6)', () => {
  it('carry no handle, no way to an individual post and no eight words in a row of one', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [...PEOPLE, ...OFFICIAL], THEMES);
    const csv = await csvOf(store, OPEN);
    for (const { id, author, text, post } of PEOPLE) {
      expect(csv).not.toContain(author);
      expect(csv).not.toContain(id);
      for (const words of [text, post?.title ?? '']) {
        for (const run of runsOfEight(words)) expect(csv.toLowerCase()).not.toContain(run);
      }
    }
    expect(csv).not.toMatch(/mail\.example|08:09:10/);
  });

  it.each(REPORT_FORMATS)('are the same in %s', async (format) => {
    const store = await temporaryStore();
    await seedConversation(store, [...PEOPLE, ...OFFICIAL], THEMES);
    const pieces: Uint8Array[] = [];
    for await (const piece of writeReport(findReport('posts'), format, store, OPEN)) pieces.push(Buffer.from(piece));
    const file = Buffer.concat(pieces);
    const text = format === 'xlsx' ? [...unzip(file).values()].join('\n') : file.toString('utf8');
    expect(text).toContain('We publish the new waiting times on Friday');
    for (const { id, author, text: words } of PEOPLE) {
      expect(text).not.toContain(author);
      expect(text).not.toContain(id);
      for (const run of runsOfEight(words)) expect(text.toLowerCase()).not.toContain(run);
    }
  });

  it('let organisations speak, but not with the words of somebody else', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [...PEOPLE, ...OFFICIAL], THEMES);
    const rows = new Map((await rowsOf(store, OPEN)).map((row) => [row.external_id, row]));
    expect(rows.get('101')).toEqual({
      ...{ source: 'tweets', external_id: '101', created_at: '2026-03-01T09:00:00.000Z', voice: 'the_trust' },
      ...{ place: null, chapter_id: 'chapter-1', chapter_label: 'Getting care', theme_id: 'theme-1' },
      ...{ theme_label: 'appointment waits', theme_weight: 1, campaign_id: null, conversation_id: null },
      ...{ url: 'https://x.com/the_trust/status/101' },
      text: 'We publish the new waiting times on Friday, see [link]',
    });
    expect(rows.get('102')?.text).toBe('Thank you @… and @…, write to @… or see [link]');
    expect(rows.get('103')).toMatchObject({ text: null, url: 'https://x.com/the_trust/status/103' });
    expect(rows.get('104')).toMatchObject({ text: null });
    expect(rows.has('105') || rows.has('106')).toBe(false);
  });

  it('give everybody else a number, a day and a theme, and nothing more', async () => {
    const store = await temporaryStore();
    await seedConversation(store, PEOPLE.slice(0, 1), THEMES);
    expect(await rowsOf(store, OPEN)).toEqual([
      {
        ...{ source: 'tweets', external_id: null, created_at: '2026-02-27', voice: 'voice 1', place: null },
        ...{ chapter_id: 'chapter-1', chapter_label: 'Getting care', theme_id: 'theme-1' },
        ...{
          theme_label: 'appointment waits',
          theme_weight: 0.8,
          campaign_id: null,
          conversation_id: null,
          url: null,
          text: null,
        },
      },
    ]);
  });
});

it('with names, everything is as it was said', async () => {
  const store = await temporaryStore();
  await seedConversation(store, [...PEOPLE, ...OFFICIAL], THEMES);
  const rows = await rowsOf(store, NAMED);
  const byId = new Map(rows.map((row) => [row.external_id, row]));
  for (const said of [...PEOPLE, ...OFFICIAL]) {
    expect(byId.get(said.id)).toMatchObject({
      ...{ voice: said.author, text: said.text, url: `https://x.com/${said.author}/status/${said.id}` },
      created_at: said.at ?? '2026-03-01T09:00:00.000Z',
    });
  }
  expect(rows[0]?.external_id).toBe('9001');
});

it('a post without theme, author or date has empty cells, not made-up ones', async () => {
  const store = await temporaryStore();
  await seedConversation(store, [{ id: '1', author: null, text: 'a postcard', at: null }], []);
  expect(await rowsOf(store, OPEN)).toMatchObject([
    {
      voice: null,
      created_at: null,
      theme_id: null,
      theme_label: null,
      theme_weight: null,
      chapter_id: null,
      text: null,
    },
  ]);
});

it('only posts of the period', async () => {
  const store = await temporaryStore();
  await seedConversation(store, PEOPLE, THEMES);
  const rows = await rowsOf(store, { ...NAMED, since: '2026-02-28T00:00:00.000Z' });
  expect(rows.map((row) => row.external_id)).toEqual(['9002', '9003']);
});

describe('masked', () => {
  it.each([
    ['hello @ann_of_leeds!', 'hello @…!'],
    ['＠ann', '@…'],
    ['@ann@social.example hello', '@… hello'],
    ['ann.b+c@mail.example', '@…'],
    ['/u/ann-b said', '@… said'],
    ['see (www.example.org/ann)', 'see ([link]'],
    ['https://x.com/ann/status/1', '[link]'],
    ['at eight @ the clinic', 'at eight @ the clinic'],
    ['you/them and and/or', 'you/them and and/or'],
  ])('%s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});
