import { describe, expect, it } from 'vitest';
import { html, webAddress } from '../../src/html/markup.js';
import { count, day, percent, signed, span } from '../../src/html/words.js';
import { evenness } from '../../src/reports/page/card.js';
import { niceTop } from '../../src/reports/page/charts.js';
import { excerpt } from '../../src/reports/page/evidence.js';
import { CARDS } from '../../src/reports/page/figures.js';
import { PRESENCE_WEEKS } from '../../src/reports/page/presence.js';
import { OPEN_ROWS } from '../../src/reports/page/tables.js';
import { Calendar } from '../../src/reports/page/weeks.js';
import { type PageInput, readPage, renderPage } from '../../src/reports/page.js';
import type { Scope } from '../../src/reports/report.js';
import { TELL_ALL } from '../../src/reports/tell.js';
import { type AssertedNode, saveAssertions } from '../../src/store/asserted.js';
import { saveLanes } from '../../src/store/movement.js';
import { startRun } from '../../src/store/runs.js';
import { recordFailure, recordSuccess, registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { SLOW_BURN } from '../../src/themes/lanes.js';
import { SURGE } from '../../src/themes/surge.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';
import { runsOfEight } from './privacy.js';

const NOWHERE = { url: null, kind: null, owner: null, area: null };
const OPEN: Scope = { identify: false, since: null, until: null };

async function pageOf(store: Database, scope = OPEN, more: Partial<PageInput> = {}): Promise<string> {
  const method = { version: '9.8.7', seed: 42, words: ['#nhscitizen'] };
  return renderPage({ figures: await readPage(store, scope), purpose: 'Hear people.', method, map: null, ...more });
}

/** What a reader reads: the section with this heading, without markup. */
function section(page: string, heading: string): string {
  const found = page.split('<section').find((part) => part.includes(`>${heading}</h2>`));
  return plain(found ?? '');
}

/** What stands open of a section, and what is folded away. */
function halves(page: string, heading: string): [string, string] {
  const found = page.split('<section').find((part) => part.includes(`>${heading}</h2>`)) ?? '';
  const [open = '', folded = ''] = found.split('<details>');
  return [open, folded];
}

function plain(markup: string): string {
  const text = markup.replace(/<(style|title|desc)[^>]*>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');
  return text
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;)])/g, '$1');
}

function voicesOf(theme: string, voices: number, more: Partial<Said> = {}): Said[] {
  return Array.from({ length: voices }, (_, index) => ({
    ...{ id: `${theme}-${index}`, author: `${theme}-person-${index}`, text: `about ${theme}`, themes: { [theme]: 1 } },
    ...more,
  }));
}

function unsigned(theme: string, posts: number, more: Partial<Said> = {}): Said[] {
  return voicesOf(theme, posts, { ...more, author: null });
}

describe('the page', () => {
  it('says in short what, how many and where, apart from what changed', async () => {
    const store = await temporaryStore();
    const forum = { name: 'A forum' };
    const early = { at: '2026-01-03T09:00:00.000Z', place: forum, collectedAt: '2026-02-01T00:00:00.000Z' };
    await seedConversation(
      store,
      [...voicesOf('theme-1', 3, early), ...voicesOf('theme-2', 5, { place: { name: 'A blog' } })],
      [
        { id: 'theme-1', label: 'waits', lane: 'slow-burn' },
        { id: 'theme-2', label: 'parking', lane: 'surge' },
      ],
    );
    expect(section(await pageOf(store), 'What changed')).toContain(
      'This is the first reading: there is nothing to compare it with yet. ' +
        'Far above its own past: parking. Present week after week: waits.',
    );
    await seedSnapshot(store, '2026-02-01T00:00:00.000Z', { 'theme-1': { posts: 3, voices: 2 } });
    await seedSnapshot(store, '2026-03-02T00:00:00.000Z', {
      'theme-1': { posts: 3, voices: 3 },
      'theme-2': { posts: 5, voices: 5 },
    });
    const page = await pageOf(store);
    expect(section(page, 'What changed since 1 February 2026')).toContain(
      '5 posts have come in from 1 place. 5 voices spoke for the first time. Far above its own past: parking. ' +
        'Most voices came to waits (+1). Present week after week: waits.',
    );
    expect(section(page, 'In short')).toContain(
      '8 voices wrote 8 posts in 2 places from 3 January to 1 March 2026, about 2 themes. ' +
        'The themes with most voices are parking (5 voices) and waits (3 voices). ' +
        'The places with most voices are A blog (5 voices) and A forum (3 voices). ' +
        'voices 8',
    );
  });

  it('does not lay posts without an author at the door of those who are named', async () => {
    const store = await temporaryStore();
    const place = { name: 'A forum' };
    await seedConversation(
      store,
      [...voicesOf('theme-1', 4, { place }), ...unsigned('theme-2', 9, { place })],
      [
        { id: 'theme-1', label: 'waits' },
        { id: 'theme-2', label: 'parking', lane: 'surge' },
      ],
    );
    const page = await pageOf(store);
    const short = section(page, 'In short');
    expect(short).toContain(
      '4 named voices wrote 4 posts; another 9 posts name no author. ' +
        'In all, 13 posts in 1 place on 1 March 2026, about 2 themes. ' +
        'The theme with most voices is waits (4 voices).',
    );
    expect(short).toMatch(/named voices 4 posts; 9 without an author 13/);
    expect(section(page, 'Urgent, and lasting')).toContain('parking 9 posts, 9 of them in the last seven days');
    expect(section(page, 'How this was made')).toContain(
      'ranked by distinct voices; among equals, by posts with each campaign counted once; then the older comes first',
    );
  });

  it('speaks of posts where nobody is named at all', async () => {
    const store = await temporaryStore();
    const said = ['A forum', 'A blog'].flatMap((name) => unsigned('theme-1', 3, { place: { name }, source: name }));
    await seedConversation(store, said, [{ id: 'theme-1', label: 'waits' }]);
    const page = await pageOf(store);
    expect(section(page, 'In short')).toContain(
      '6 posts in 2 places on 1 March 2026, about 1 theme. No author is named. ' +
        'The theme with most posts is waits (6 posts). ' +
        'The places with most posts are A blog (3 posts) and A forum (3 posts).',
    );
    expect(section(page, 'The themes in full')).toContain('Said in A blog 3 posts A forum 3 posts');
  });

  it('counts groups of one or two posts in a line instead of calling them themes', async () => {
    const store = await temporaryStore();
    const labels = ['shared', 'pair', 'single'];
    const themes = labels.map((label, index) => ({ id: `theme-${index + 1}`, label, lane: 'surge' as const }));
    await seedConversation(
      store,
      [...voicesOf('theme-1', 3), ...voicesOf('theme-2', 2), ...voicesOf('theme-3', 1)],
      themes,
    );
    const page = await pageOf(store);
    expect(section(page, 'In short')).toContain('about 1 theme.');
    expect(section(page, 'In short')).toContain('themes; 2 small groups of one or two posts 1');
    expect(section(page, 'All themes, by number of voices')).toContain(
      'Not listed: 2 small groups of one or two posts, 3 posts in all.',
    );
    expect(section(page, 'How this was made')).toContain('3 posts in 1 theme; 3 posts in 2 small groups');
    expect(plain(page)).not.toMatch(/\b(?:pair|single)\b/);
  });

  it('of small groups alone does not say that nothing was grouped', async () => {
    const store = await temporaryStore();
    await seedConversation(store, voicesOf('theme-1', 2), [{ id: 'theme-1', label: 'pair' }]);
    const page = await pageOf(store);
    expect(section(page, 'In short')).toContain('in 1 small group of one or two posts.');
    expect(section(page, 'Themes')).toContain('Nothing has been said three times yet.');
    expect(page).not.toContain('not been grouped');
  });

  it('shows the largest themes and the failing sources, and folds the rest into a line each', async () => {
    const store = await temporaryStore();
    const ids = Array.from({ length: OPEN_ROWS + 5 }, (_, index) => `theme-${index + 1}`);
    await seedConversation(
      store,
      ids.flatMap((id, index) => voicesOf(id, index === 0 ? 4 : 3)),
      ids.map((id) => ({ id, label: `about ${id}` })),
    );
    await registerSource(store, 'dead-blog', 'blogs');
    await recordFailure(store, 'dead-blog', { slug: 'gone', message: '' }, '2026-03-01T21:00:00.000Z');
    const page = await pageOf(store);
    const [open, folded] = halves(page, 'All themes, by number of voices');
    expect(open).toContain(`The ${OPEN_ROWS} largest of ${ids.length} themes`);
    expect(open.match(/<tr id="row-/g)).toHaveLength(OPEN_ROWS);
    expect(folded.match(/<tr id="row-/g)).toHaveLength(5);
    expect(folded).toContain('<summary>5 smaller themes</summary>');

    const [failing, healthy] = halves(page, 'What was listened to');
    expect(failing).toContain('dead-blog');
    expect(failing).not.toContain('tweets');
    expect(healthy).toContain('<summary>1 source that could be read</summary>');
    expect(healthy).toContain('tweets');
  });

  it('says of each theme why it is called so, where that is known', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...voicesOf('theme-1', 4), ...voicesOf('theme-2', 3)],
      [
        { id: 'theme-1', label: 'car park', why: '“car park” in 3 of 4 posts read <b>' },
        { id: 'theme-2', label: 'waiting list' },
      ],
    );
    const page = await pageOf(store);
    expect(section(page, 'The themes in full').match(/Why this name/g)).toHaveLength(1);
    expect(page).toContain('“car park” in 3 of 4 posts read &lt;b&gt;');
  });

  it('keeps the urgent and the lasting in two lists', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...voicesOf('theme-1', 3), ...voicesOf('theme-2', 4), ...voicesOf('theme-3', 5)],
      [
        { id: 'theme-1', label: 'sudden', lane: 'surge' },
        { id: 'theme-2', label: 'lasting', lane: 'slow-burn' },
        { id: 'theme-3', label: 'neither', lane: 'steady' },
      ],
    );
    const lanes = section(await pageOf(store), 'Urgent, and lasting');
    const [surge, slow] = lanes.split('Slow-burn') as [string, string];
    expect(surge).toContain('sudden');
    expect(surge).not.toContain('lasting 3');
    expect(slow).toContain('lasting heard in 1 of the last 1 week');
    expect(slow).not.toContain('sudden 2');
    expect(lanes).not.toContain('neither');
  });

  it('keeps a place for a small theme by first-time voices, below any number of loud ones (case 4)', async () => {
    const store = await temporaryStore();
    const loud = Array.from({ length: CARDS + 2 }, (_, index) => `theme-${index + 1}`);
    const said = loud.flatMap((theme) => voicesOf(theme, 6, { at: '2026-01-05T09:00:00.000Z' }));
    // The same people as in theme-1, so they are not new, though their theme is as small as the new one.
    const old = voicesOf('theme-1', 3).map((one) => ({ ...one, id: `old-${one.id}`, themes: { 'theme-98': 1 } }));
    await seedConversation(
      store,
      [...said, ...old, ...voicesOf('theme-99', 3)],
      [
        ...loud.map((id) => ({ id, label: `loud ${id}` })),
        { id: 'theme-98', label: 'old and small' },
        { id: 'theme-99', label: 'new and tiny' },
      ],
    );
    const page = await pageOf(store);
    expect(section(page, `The ${CARDS} themes with most voices`)).not.toContain('new and tiny');
    expect(section(page, 'New and small')).toContain('new and tiny');
    expect(section(page, 'New and small')).not.toContain('old and small');
  });

  it('keeps it in the open part of the table of all themes too, and says why', async () => {
    const store = await temporaryStore();
    const loud = Array.from({ length: OPEN_ROWS + 3 }, (_, index) => `theme-${index + 1}`);
    const said = loud.flatMap((theme) => voicesOf(theme, 4, { at: '2026-01-05T09:00:00.000Z' }));
    await seedConversation(
      store,
      [...said, ...voicesOf('theme-99', 3)],
      [...loud.map((id) => ({ id, label: `loud ${id}` })), { id: 'theme-99', label: 'new and tiny' }],
    );
    const [open, folded] = halves(await pageOf(store), 'All themes, by number of voices');
    expect(open).toContain(`The ${OPEN_ROWS} largest of ${OPEN_ROWS + 4} themes, and 1 small one in places kept`);
    expect(open.match(/<tr id="row-/g)).toHaveLength(OPEN_ROWS + 1);
    expect(plain(open)).toContain('new and tiny kept for new voices: all 3 voices are new');
    expect(folded.match(/<tr id="row-/g)).toHaveLength(3);
    expect(folded).not.toContain('new and tiny');
  });

  it('says why a theme is a surge, and by which rules, with the numbers of the program', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...voicesOf('theme-1', 3), ...voicesOf('theme-2', 9, { campaign: 'c1' })],
      ['sudden', 'petition'].map((label, index) => ({ id: `theme-${index + 1}`, label })),
    );
    await saveLanes(store, [
      { id: 'theme-1', lane: 'surge', surge: { hours: 48, voices: 14, expected: 2.04 } },
      { id: 'theme-2', lane: 'surge', surge: { hours: 168, voices: 9, expected: 0.04 } },
    ]);
    const lanes = section(await pageOf(store), 'Urgent, and lasting');
    expect(lanes).toContain('14 voices in the last 48 hours, 2.0 expected 3 voices');
    expect(lanes).toContain(
      '9 voices in the last 7 days, hardly one expected; mostly near-identical copies, 1 post instead of 9',
    );
    const { lastHours, voices, times, lookBack, rate } = SURGE;
    expect(lanes).toContain(
      `in the last ${lastHours} hours, or in the last 7 days, at least ${voices} voices speak of it, at least ${times} times`,
    );
    expect(lanes).toContain(`of up to ${lookBack} weeks before`);
    expect(lanes).toContain(`a false discovery rate of ${rate * 100}%`);
    const { weeks, voices: present, lookBack: last, peak } = SLOW_BURN;
    expect(PRESENCE_WEEKS).toBe(last);
    expect(lanes).toContain(
      `at least ${present} voices in at least ${weeks} of the last ${last} weeks, none of them above ${peak} times`,
    );
  });

  it('folds every measure of a theme below its card, with the rank by it', async () => {
    const store = await temporaryStore();
    const busy = Array.from({ length: 7 }, (_, index) => ({
      ...{ id: `b${index}`, author: 'busy', text: `mine ${index}`, themes: { 'theme-1': 1 } },
    }));
    await seedConversation(
      store,
      [...busy, ...unsigned('theme-1', 2), ...voicesOf('theme-2', 4, { kind: 'organisation' })],
      [
        { id: 'theme-1', label: 'one man' },
        { id: 'theme-2', label: 'four' },
      ],
    );
    const cards = section(await pageOf(store), 'The themes in full');
    expect(cards).toContain('with 3 of each voice at most 5 1');
    expect(cards).toContain('known to be organisations 4');
    expect(cards).toContain('Share of the busiest voice 78%');
    expect(cards).toContain('without an author 2');
  });

  it('shows both counts of a campaign (case 2), and who wrote most', async () => {
    const store = await temporaryStore();
    const copies = voicesOf('theme-1', 30, { campaign: 'c1' });
    const busy = Array.from({ length: 61 }, (_, index) => ({
      ...{ id: `b${index}`, author: 'busy', text: `mine ${index}`, themes: { 'theme-2': 1 } },
    }));
    await seedConversation(
      store,
      [...copies, ...busy, ...voicesOf('theme-2', 13)],
      [
        { id: 'theme-1', label: 'petition' },
        { id: 'theme-2', label: 'one man' },
      ],
    );
    const cards = section(await pageOf(store), 'The themes in full');
    expect(cards).toContain('100% (30 posts) are near-identical copies in 1 campaign');
    expect(cards).toContain('the theme has 1 post instead of 30');
    expect(cards).toContain('One account wrote 61 of 74 posts (82%). Together they weigh as 2.5 equally busy voices.');
  });

  it('quotes individuals by seven words at most, without a link, and organisations openly (case 6)', async () => {
    const store = await temporaryStore();
    const long = 'I waited nine long weeks for my first appointment at the eye clinic and then it was cancelled';
    const said: Said[] = [
      { id: '9001', author: 'ann_of_leeds', text: long, themes: { 'theme-1': 1 }, evidence: true },
      { id: '9002', author: 'cat', text: 'Eye clinic: ask @bob1967', themes: { 'theme-1': 1 }, evidence: true },
      {
        ...{ id: '101', author: 'The Trust', kind: 'organisation', themes: { 'theme-1': 1 }, evidence: true },
        ...{ text: 'We are sorry that the eye clinic cancelled so many people last week.' },
        post: { url: 'https://trust.example.org/sorry' },
      },
    ];
    await seedConversation(store, said, [{ id: 'theme-1', label: 'eye clinic' }]);
    const page = await pageOf(store);
    const text = plain(page).toLowerCase();
    for (const run of runsOfEight(long)) expect(text).not.toContain(run);
    expect(text).toContain('eye clinic and');
    expect(text).toContain('eye clinic: ask @…');
    expect(page).not.toMatch(/ann_of_leeds|bob1967|9001/);
    expect(page).toContain('We are sorry that the eye clinic cancelled so many people last week.');
    expect(page).toContain('href="https://trust.example.org/sorry"');

    const named = await pageOf(store, { ...OPEN, identify: true });
    expect(plain(named)).toContain(long);
    expect(named).toContain('href="https://x.com/ann_of_leeds/status/9001"');
    expect(named).toContain('This copy names people.');
    expect(page).not.toContain('This copy names people.');
  });

  it('links out to places by http and https only', async () => {
    const store = await temporaryStore();
    const place = (name: string, url: string) => ({ place: { name, url } });
    await seedConversation(
      store,
      [
        ...voicesOf('theme-1', 1, place('Good', 'https://forum.example.org/')),
        ...voicesOf('theme-2', 1, place('Script', 'javascript:alert(1)')),
        ...voicesOf('theme-3', 1, place('File', 'file:///etc/passwd')),
      ],
      ['theme-1', 'theme-2', 'theme-3'].map((id) => ({ id, label: id })),
    );
    const page = await pageOf(store);
    expect(page).toContain('<a href="https://forum.example.org/" rel="noopener noreferrer nofollow">');
    expect(page).not.toMatch(/(?:javascript|file):/);
  });

  it('names the sources that failed, in words and by slug, and does not read silence as content', async () => {
    const store = await temporaryStore();
    await seedConversation(store, voicesOf('theme-1', 1), [{ id: 'theme-1', label: 'waits' }]);
    await registerSource(store, 'dead-blog', 'blogs');
    await recordFailure(store, 'dead-blog', { slug: 'gone', message: 'HTTP 410' }, '2026-03-01T21:00:00.000Z');
    const page = await pageOf(store);
    const listened = section(page, 'What was listened to');
    expect(listened).toContain('Failed: the site says this address is gone for good (gone)');
    expect(listened).toContain('does not mean that nobody there has a concern');
    expect(section(page, 'What this cannot tell')).toContain('Not a poll.');
    expect(section(page, 'What this cannot tell')).toContain('1 source could not be read in full');
  });

  it('says who is not heard, why and what that means, a few names of each and the number of the others', async () => {
    const store = await temporaryStore();
    const at = '2026-03-01T21:00:00.000Z';
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}-blog`);
    const sources = names.map((name) => ({ name, crawler: 'blogs', place: { ...NOWHERE, name: `The ${name}` } }));
    await startRun(store, 'run', { sources, quietDays: 30 }, at);
    await seedConversation(store, voicesOf('theme-1', 1), [{ id: 'theme-1', label: 'waits' }]);
    for (const name of names) {
      await registerSource(store, name, 'blogs');
      await recordFailure(store, name, { slug: 'gone', message: 'HTTP 410' }, at);
    }
    const club = { ...NOWHERE, kind: 'place', name: 'Deaf Club', placeKind: null, description: null, knownFrom: null };
    await saveAssertions(store, { nodes: [{ ...club, url: 'https://club.example/' } as AssertedNode], edges: [] }, at);
    const page = await pageOf(store);
    const words = section(page, 'Not heard from');
    expect(words).toContain('Not to be heard is not to be content');
    expect(words).toContain(
      'Could not be read: The a-blog, The b-blog, The c-blog, The d-blog and 2 others. It could not be read at the last try.',
    );
    expect(words).toContain('Nobody listens there: Deaf Club. No source of this project listens there.');
    expect(words).toContain('discover report silence, or silence.csv');
    expect(page).toContain('<a href="https://club.example/"');
    expect(page).toContain('<a href="#silence">Who is not heard.</a>');
  });

  it('has no room for silence where everybody is heard, and says of a collection that has ended when it did', async () => {
    const store = await temporaryStore();
    await seedConversation(store, voicesOf('theme-1', 1), [{ id: 'theme-1', label: 'waits' }]);
    await recordSuccess(store, 'tweets', '2026-03-02T21:00:00.000Z');
    expect(await pageOf(store)).not.toContain('id="silence"');
    await recordSuccess(store, 'tweets', '2026-09-02T21:00:00.000Z');
    expect(section(await pageOf(store), 'Not heard from')).toContain('Nothing new has come from any source since ');
  });

  it('says how it was made', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...voicesOf('theme-1', 3), { id: 'x', author: 'x', text: 'x' }],
      [{ id: 'theme-1', label: 'waits' }],
    );
    const method = section(await pageOf(store), 'How this was made');
    expect(method).toContain('discover 9.8.7, seed 42');
    expect(method).toContain('#nhscitizen');
    expect(method).toContain('4 posts from 1 source');
    expect(method).toContain('3 posts in 1 theme; 1 post in none');
  });

  it('is the same to the byte after a night in which nothing came in', async () => {
    const store = await temporaryStore();
    await seedConversation(store, voicesOf('theme-1', 3), [{ id: 'theme-1', label: 'waits' }]);
    await registerSource(store, 'dead-blog', 'blogs');
    await recordFailure(store, 'dead-blog', { slug: 'gone', message: 'HTTP 410' }, '2026-03-01T21:00:00.000Z');
    await seedSnapshot(store, '2026-03-01T21:00:00.000Z', { 'theme-1': { posts: 3, voices: 3 } });
    const once = await pageOf(store);
    await seedSnapshot(store, '2026-03-02T21:00:00.000Z', {});
    await recordFailure(store, 'dead-blog', { slug: 'gone', message: 'HTTP 410' }, '2026-03-02T21:00:00.000Z');
    await recordSuccess(store, 'tweets', '2026-03-02T21:00:00.000Z');
    expect(await pageOf(store)).toBe(once);
  });

  it('asks for nothing, runs nothing, and has one heading after the other', async () => {
    const store = await temporaryStore();
    await seedConversation(store, voicesOf('theme-1', 3, { evidence: true }), [{ id: 'theme-1', label: 'waits' }]);
    const page = await pageOf(store);
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|\son\w+=/);
    const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it('draws the map as an image of its own, with its table beside it', async () => {
    const store = await temporaryStore();
    await seedConversation(store, voicesOf('theme-1', 1), [{ id: 'theme-1', label: 'waits' }]);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const page = await pageOf(store, OPEN, { map: { svg, description: 'Who "links" whom', table: 'map.csv' } });
    expect(page).toContain(`<img src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}"`);
    expect(page).toContain('alt="Who &quot;links&quot; whom"');
    expect(page).toContain('<a href="map.csv">The same as a table</a>');
    const lost = await pageOf(store, OPEN, { map: { svg, description: 'x', table: 'javascript:alert(1)' } });
    expect(lost).not.toContain('The same as a table</a>. ');
    expect(lost).not.toContain('javascript:');
  });

  it('of an empty store says what to do, and still names a source that failed', async () => {
    const store = await temporaryStore();
    expect(plain(await pageOf(store))).toContain('Nothing has been collected yet. Run discover crawl.');
    await registerSource(store, 'dead-blog', 'blogs');
    await recordFailure(store, 'dead-blog', { slug: 'timeout', message: '' }, '2026-03-01T21:00:00.000Z');
    expect(plain(await pageOf(store))).toContain('Failed: the site took too long (timeout)');
  });

  it('of posts without themes says what to do next', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [{ id: '1', author: 'ann', text: 'x', at: null }], []);
    const text = plain(await pageOf(store));
    expect(text).toContain('These posts have not been grouped yet. Run discover process');
    expect(text).toContain('No post carries a date.');
  });
});

describe('words', () => {
  it.each([
    [count(0, 'voice'), 'no voices'],
    [count(1, 'voice'), '1 voice'],
    [count(1234567, 'voice'), '1,234,567 voices'],
    [signed(-1200), '−1,200'],
    [signed(3), '+3'],
    [signed(0), '0'],
    [percent(1, 1000), 'under 1%'],
    [percent(999, 1000), 'over 99%'],
    [percent(0, 10), '0%'],
    [percent(10, 10), '100%'],
    [day('2026-03-01T23:59:59.000Z'), '1 March 2026'],
    [span('2025-12-31T00:00:00.000Z', '2026-01-01T00:00:00.000Z'), 'from 31 December 2025 to 1 January 2026'],
    [span('2026-01-01T00:00:00.000Z', '2026-01-01T09:00:00.000Z'), 'on 1 January 2026'],
    [html`<b title="${'"'}">${'<i>&\u202e\u0000'}</b>`.text, '<b title="&quot;">&lt;i&gt;&amp;</b>'],
  ])('%s', (made, expected) => {
    expect(made).toBe(expected);
  });

  it.each([
    [[74, 14, 61, 2.46], 'One account wrote 61 of 74 posts (82%). Together they weigh as 2.5 equally busy voices.'],
    [
      [40, 14, 10, 9],
      'The busiest account wrote 10 of 40 posts (25%). Together they weigh as 9.0 equally busy voices.',
    ],
    [
      [40, 30, 3, 28.21],
      'Evenly spoken: nobody wrote more than 3 of 40 posts (8%). Together they weigh as 28.2 equally busy voices.',
    ],
    [[2, 2, 1, 2], 'Every voice spoke once.'],
    [[9, 1, 9, 1], 'One account wrote all of it.'],
    [[9, 0, 0, 0], 'Nobody is named as the author.'],
  ])('evenness of %o', ([posts, voices, topVoicePosts, effectiveVoices], expected) => {
    const theme = { posts: posts!, voices: voices!, topVoicePosts: topVoicePosts!, effectiveVoices: effectiveVoices! };
    expect(evenness(theme, TELL_ALL)).toBe(expected);
  });
});

it.each([
  ['https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
  ['http://a.example', 'http://a.example/'],
  ['javascript:alert(1)', null],
  [' JaVaScRiPt:alert(1)', null],
  ['data:text/html,x', null],
  ['//a.example', null],
  ['https://user:secret@a.example/', null],
  [null, null],
])('the address %s leads to %s', (address, expected) => {
  expect(webAddress(address)).toBe(expected);
});

describe('excerpt', () => {
  it.each([
    ['all of a short text', 'one two three', 'x', 'one two three'],
    ['the words about the theme, framed', 'a b c d e eye clinic f g h i j', 'eye clinic', '… c d e eye clinic f g …'],
    ['the beginning where nothing fits', 'a b c d e f g h i', 'x', 'a b c d e f g …'],
    ['no more than seven signs of a script without spaces', '我在诊所等了九个星期', '', '我在诊所等了九 …'],
    ['nothing of nothing', '!!!', '', ''],
  ])('%s', (_, text, about, expected) => {
    expect(excerpt(text, about, 7)).toBe(expected);
  });
});

it.each([
  [0, 2],
  [3, 4],
  [11, 12],
  [113, 120],
  [1001, 1200],
  [17, 20],
])('an axis for %i ends at %i', (value, expected) => {
  expect(niceTop(value)).toBe(expected);
});

describe('Calendar', () => {
  it('has whole weeks that end with the newest post', () => {
    const calendar = new Calendar('2026-02-01T00:00:00.000Z', '2026-03-01T23:00:00.000Z');
    expect(calendar.empty().map((week) => `${week.from} ${week.to}`)).toEqual([
      '2026-01-26 2026-02-01',
      '2026-02-02 2026-02-08',
      '2026-02-09 2026-02-15',
      '2026-02-16 2026-02-22',
      '2026-02-23 2026-03-01',
    ]);
    expect(calendar.indexOf('2026-02-23')).toBe(4);
    expect(calendar.indexOf('2026-02-22')).toBe(3);
    expect(calendar.indexOf('2026-01-25')).toBe(-1);
  });

  it('draws a year at most, however old the oldest post', () => {
    expect(new Calendar('1970-01-01T00:00:00.000Z', '2026-03-01T23:00:00.000Z').length).toBe(52);
  });
});
