import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../src/store/directory.js';
import { dayBefore, readAsOf, readFailing, readNews, readPeriodTotals } from '../../src/store/figures.js';
import { readPlaces } from '../../src/store/place-figures.js';
import { eachPost } from '../../src/store/post-figures.js';
import { recordFailure, registerSource } from '../../src/store/sources.js';
import { effectiveNumber, readEvidence, readThemes } from '../../src/store/theme-figures.js';
import { type Said, seedConversation, seedSnapshot } from '../reports/conversation.js';
import { temporaryStore } from '../support/project.js';

const ALWAYS = { since: null, until: null };
const FORUM = { name: 'A forum', url: 'https://forum.example.org/', kind: 'forum' as const };
const BLOG = { name: 'A blog', url: 'https://blog.example.org/', kind: 'blog' as const };

const WAITS: Said[] = [
  { id: '1', author: 'ann', text: 'one', at: '2026-01-05T08:00:00.000Z', themes: { 'theme-1': 1 }, place: FORUM },
  { id: '2', author: 'ann', text: 'two', at: '2026-02-27T08:00:00.000Z', themes: { 'theme-1': 0.6 }, place: FORUM },
  {
    id: '3',
    author: 'bob',
    text: 'three',
    at: '2026-03-01T08:00:00.000Z',
    themes: { 'theme-1': 0.9, 'theme-3': 0.1 },
    place: BLOG,
  },
  {
    id: '4',
    author: 'trust',
    kind: 'organisation',
    text: 'four',
    at: '2026-02-22T08:00:00.000Z',
    themes: { 'theme-1': 0.3, 'theme-2': 0.7 },
    place: BLOG,
  },
  { id: '5', author: null, text: 'five', at: null, themes: { 'theme-1': 1 }, place: BLOG },
];
const THEMES = [
  { id: 'theme-1', label: 'waits', lane: 'slow-burn' as const },
  { id: 'theme-2', label: 'parking' },
  { id: 'theme-3', label: 'gone', state: 'gone' },
];

/** Nobody is named: five posts, one, and a campaign of nine that counts once; labels and ids in the opposite order. */
const ANONYMOUS: Said[] = [
  ...Array.from({ length: 5 }, (_, index) => ({ ...unsigned(`many-${index}`), themes: { 'theme-10': 1 } })),
  { ...unsigned('one'), themes: { 'theme-2': 1 } },
  ...Array.from({ length: 9 }, (_, index) => ({
    ...{ ...unsigned(`copy-${index}`), campaign: 'c1', themes: { 'theme-9': 1 } },
  })),
];
const ANONYMOUS_THEMES = [
  { id: 'theme-2', label: 'middle' },
  { id: 'theme-9', label: 'first by the alphabet' },
  { id: 'theme-10', label: 'zebra crossings' },
];

function unsigned(id: string): Said {
  return { id, author: null, text: 'x', place: BLOG };
}

describe('effective number of voices', () => {
  it.each([
    ['nobody', [], 0],
    ['one voice', [{ posts: 74, voices: 1 }], 1],
    ['ten equal voices', [{ posts: 10, voices: 10 }], 10],
    [
      'one voice with 91 posts beside nine with one',
      [
        { posts: 1, voices: 9 },
        { posts: 91, voices: 1 },
      ],
      1.65,
    ],
  ])('%s', (_, shares, expected) => {
    expect(effectiveNumber(shares)).toBeCloseTo(expected, 2);
  });
});

describe('readThemes', () => {
  it('counts voices, posts, places, dates and the last seven days, each post in its strongest theme', async () => {
    const store = await temporaryStore();
    await seedConversation(store, WAITS, THEMES);
    expect(await readThemes(store, ALWAYS)).toEqual([
      {
        id: 'theme-1',
        label: 'waits',
        chapterId: 'chapter-1',
        chapterLabel: 'Getting care',
        why: null,
        lane: 'slow-burn',
        surge: null,
        pinned: false,
        posts: 4,
        voices: 2,
        organisations: 0,
        individuals: 2,
        unsignedPosts: 1,
        firstTimeVoices: 1,
        places: 2,
        oneSource: true,
        onePlatform: true,
        campaigns: 0,
        campaignPosts: 0,
        firstSeen: '2026-01-05T08:00:00.000Z',
        lastSeen: '2026-03-01T08:00:00.000Z',
        recentPosts: 2,
        recentVoices: 2,
        topVoicePosts: 2,
        effectiveVoices: expect.closeTo(1.89, 2),
        cappedPosts: 4,
        change: null,
      },
      expect.objectContaining({ id: 'theme-2', posts: 1, voices: 1, organisations: 1, recentPosts: 0 }),
    ]);
  });

  it('counts only the period, its first moment included and its last not', async () => {
    const store = await temporaryStore();
    await seedConversation(store, WAITS, THEMES);
    const period = { since: '2026-02-22T08:00:00.000Z', until: '2026-03-01T08:00:00.000Z' };
    expect(await readThemes(store, period)).toMatchObject([
      { id: 'theme-1', posts: 1, voices: 1, lastSeen: '2026-02-27T08:00:00.000Z' },
      { id: 'theme-2', posts: 1, voices: 1, lastSeen: '2026-02-22T08:00:00.000Z' },
    ]);
  });

  it('breaks ties by posts with each campaign counted once, then by age, and never by the alphabet', async () => {
    const store = await temporaryStore();
    await seedConversation(store, ANONYMOUS, ANONYMOUS_THEMES);
    expect((await readThemes(store, ALWAYS)).map((theme) => theme.id)).toEqual(['theme-10', 'theme-2', 'theme-9']);
  });

  it('lets one voice stand above any number of posts without an author', async () => {
    const store = await temporaryStore();
    const voice = { id: 'v', author: 'ann', text: 'x', themes: { 'theme-9': 1 } };
    await seedConversation(store, [...ANONYMOUS, voice], ANONYMOUS_THEMES);
    expect((await readThemes(store, ALWAYS)).map((theme) => theme.id)).toEqual(['theme-9', 'theme-10', 'theme-2']);
  });

  it('has no change after the first run, then what was gained, and says what is new', async () => {
    const store = await temporaryStore();
    await seedConversation(store, WAITS, THEMES);
    await seedSnapshot(store, '2026-02-22T21:00:00.000Z', { 'theme-1': { posts: 2, voices: 3 } });
    expect((await readThemes(store, ALWAYS)).map((theme) => theme.change)).toEqual([null, null]);
    expect(await readNews(store)).toBeNull();

    await seedSnapshot(store, '2026-03-01T21:00:00.000Z', {
      'theme-1': { posts: 5, voices: 2 },
      'theme-2': { posts: 1, voices: 1 },
    });
    expect((await readThemes(store, ALWAYS)).map((theme) => theme.change)).toEqual([
      { posts: 3, voices: -1, born: false },
      { posts: 1, voices: 1, born: true },
    ]);
  });

  it('names the places of a theme, those with most voices first', async () => {
    const store = await temporaryStore();
    const again = { ...WAITS[0]!, id: '7' };
    await seedConversation(
      store,
      [...WAITS, again, { ...WAITS[2]!, id: '8', author: 'cat' }, { ...again, id: '9' }],
      THEMES,
    );
    const places = (await readDirectory(store, ALWAYS)).filter(({ themeId }) => themeId === 'theme-1');
    expect(places).toMatchObject([
      { place: 'A blog', url: BLOG.url, kind: 'blog', owner: null, posts: 3, voices: 2 },
      { place: 'A forum', url: FORUM.url, kind: 'forum', owner: null, posts: 4, voices: 1 },
    ]);
  });

  it('gives evidence in the order of its rank', async () => {
    const store = await temporaryStore();
    const evidence = [WAITS[2]!, WAITS[0]!].map((said) => ({ ...said, evidence: true }));
    await seedConversation(store, evidence, THEMES);
    expect((await readEvidence(store, ALWAYS, 'theme-1')).map((post) => post.text)).toEqual(['three', 'one']);
  });
});

describe('readPeriodTotals', () => {
  it('counts what came in, and what is missing from it', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [...WAITS, { id: '6', author: 'cat', text: 'no theme' }], THEMES);
    expect(await readPeriodTotals(store, ALWAYS)).toMatchObject({
      ...{ posts: 6, voices: 4, organisations: 1, places: 2, undated: 1, ahead: 0, withoutVoice: 1, offline: 0 },
      ...{ unprocessed: 0, unthemed: 1, campaigns: 0, campaignPosts: 0 },
      ...{ firstSeen: '2026-01-05T08:00:00.000Z', asOf: '2026-03-01T09:00:00.000Z' },
      ...{ platforms: [{ name: 'x', posts: 6 }], languages: [{ name: 'en', posts: 6 }] },
    });
  });

  it('is not led into the future by a post dated ahead of its collection', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...WAITS, { id: '6', author: 'cat', text: 'x', at: '2031-01-01T00:00:00.000Z' }],
      THEMES,
    );
    expect(await readAsOf(store, ALWAYS)).toBe('2026-03-01T08:00:00.000Z');
    expect(await readPeriodTotals(store, ALWAYS)).toMatchObject({ posts: 6, ahead: 1 });
  });

  it('knows an empty store', async () => {
    const store = await temporaryStore();
    expect(await readPeriodTotals(store, ALWAYS)).toMatchObject({ posts: 0, voices: 0, asOf: null, firstSeen: null });
    expect(await readThemes(store, ALWAYS)).toEqual([]);
    expect(await readPlaces(store, ALWAYS)).toEqual([]);
  });

  it('counts news since the run before the last change', async () => {
    const store = await temporaryStore();
    const early = WAITS.slice(0, 2).map((said) => ({ ...said, collectedAt: '2026-02-28T21:00:00.000Z' }));
    await seedConversation(store, [...early, ...WAITS.slice(2)], THEMES);
    await seedSnapshot(store, '2026-02-28T21:10:00.000Z', { 'theme-1': { posts: 2, voices: 1 } });
    await seedSnapshot(store, '2026-03-02T21:10:00.000Z', { 'theme-1': { posts: 5, voices: 3 } });
    expect(await readNews(store)).toEqual({ posts: 3, voices: 2 });
    expect((await readPlaces(store, ALWAYS)).map(({ name, newPosts }) => [name, newPosts])).toEqual([
      ['A blog', 3],
      ['A forum', 0],
    ]);
  });
});

describe('readPlaces', () => {
  it('counts voices, replies and themes, and knows rooms from the web', async () => {
    const store = await temporaryStore();
    const note = {
      id: '7',
      author: 'dee',
      text: 'x',
      themes: { 'theme-2': 1 },
      place: BLOG,
      post: { kind: 'note' as const },
    };
    const reply = { ...WAITS[1]!, post: { inReplyTo: '1' } };
    await seedConversation(store, [WAITS[0]!, reply, WAITS[2]!, WAITS[3]!, note], THEMES);
    expect(await readPlaces(store, ALWAYS)).toMatchObject([
      { name: 'A blog', voices: 3, posts: 3, replies: 0, channels: ['offline', 'online'], themes: 2 },
      { name: 'A forum', voices: 1, posts: 2, replies: 1, channels: ['online'], themes: 1, topThemes: ['waits'] },
    ]);
  });
});

it('the top themes of a place stand in the order of all themes', async () => {
  const store = await temporaryStore();
  await seedConversation(store, ANONYMOUS, ANONYMOUS_THEMES);
  expect((await readPlaces(store, ALWAYS))[0]!.topThemes).toEqual([
    ...['zebra crossings', 'middle', 'first by the alphabet'],
  ]);
});

describe('eachPost', () => {
  it('gives every post once with its strongest live theme, in the order of writing', async () => {
    const store = await temporaryStore();
    const split = { ...WAITS[0]!, themes: { 'theme-1': 0.4, 'theme-2': 0.35, 'theme-3': 0.9 } };
    await seedConversation(store, [WAITS[3]!, WAITS[4]!, split], THEMES);
    const found: [string, string | null, number | null][] = [];
    for await (const post of eachPost(store, ALWAYS)) found.push([post.externalId, post.themeId, post.weight]);
    expect(found).toEqual([
      ['1', 'theme-1', 0.4],
      ['4', 'theme-2', 0.7],
      ['5', 'theme-1', 1],
    ]);
  });
});

describe('readFailing', () => {
  it('names sources that fail now, and those that failed in part in the last run that crawled', async () => {
    const store = await temporaryStore();
    for (const name of ['fine', 'dead', 'partly']) await registerSource(store, name, 'blogs');
    await recordFailure(store, 'dead', { slug: 'gone', message: 'HTTP 410' }, '2026-03-01T21:00:00.000Z');
    const run =
      "INSERT INTO runs (command, started_at, status, method) VALUES (?, '2026-03-01T21:00:00.000Z', 'done', '{}')";
    const fail =
      "INSERT INTO failures (run_id, source, slug, message, at) VALUES ((SELECT max(id) FROM runs), ?, ?, '', '')";
    await store.run(run, ['crawl']);
    await store.run(fail, ['fine', 'timeout']);
    await store.run(run, ['nightly']);
    await store.run(fail, ['partly', 'server-error']);
    await store.run(run, ['themes']);
    expect(await readFailing(store)).toEqual([
      { source: 'dead', slug: 'gone' },
      { source: 'partly', slug: 'server-error' },
    ]);
  });
});

it('seven days up to a moment begin six days earlier', () => {
  expect(dayBefore('2026-03-01T08:00:00.000Z', 7)).toBe('2026-02-23');
});
