/** A theme on its card, on a page of its own, and in a copy to pass on. */
import { describe, expect, it } from 'vitest';
import { readPage, renderPage } from '../../src/reports/page.js';
import type { Scope } from '../../src/reports/report.js';
import { recordMapHand } from '../../src/store/asserted.js';
import { recordParaphrase } from '../../src/store/paraphrases.js';
import { startRun } from '../../src/store/runs.js';
import type { Database } from '../../src/store/store.js';
import { seedMatters, writeEverythingDown } from '../gather/matters.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';

const OPEN: Scope = { identify: false, since: null, until: null };
const FORUM = { name: 'A forum', url: 'https://forum.example.org/', kind: 'forum', owner: 'charity' } as const;

async function pageOf(store: Database, scope: Partial<Scope> = {}): Promise<string> {
  const figures = await readPage(store, { ...OPEN, ...scope });
  return renderPage({ figures, purpose: 'Hear people.', method: { version: '1', seed: 1, words: [] }, map: null });
}

/** What a reader reads. */
function plain(markup: string): string {
  return markup
    .replace(/<(style|title|desc)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}

function card(page: string, theme: string): string {
  return plain(page.split('<article').find((part) => part.includes(`id="card-${theme}"`)) ?? '');
}

function limits(page: string, theme: string): string {
  return / Limits of this theme (.*?) (?:Said in|Place among)/.exec(card(page, theme))?.[1] ?? '';
}

function said(theme: string, voices: number, more: Partial<Said> = {}): Said[] {
  return Array.from({ length: voices }, (_, index) => ({
    ...{ id: `${theme}-${index}`, author: `${theme}-${index}`, text: `about ${theme}`, themes: { [theme]: 1 } },
    ...{ place: { name: `Place ${index % 2}` }, source: `source-${index % 2}` },
    ...more,
  }));
}

const labelled = (...ids: string[]) => ids.map((id) => ({ id, label: `label of ${id}` }));

describe('the card of a theme', () => {
  it('has the words people found for it, or room to write them', async () => {
    const store = await temporaryStore();
    await seedConversation(store, [...said('theme-1', 5), ...said('theme-2', 5)], labelled('theme-1', 'theme-2'));
    const words = {
      themeId: 'theme-1',
      text: 'People <wait> long.',
      author: 'The team',
      at: '2026-03-02T09:00:00.000Z',
    };
    await recordParaphrase(store, words);
    const page = await pageOf(store);
    expect(card(page, 'theme-1')).toContain('In our words People &lt;wait&gt; long. The team , 2 March 2026');
    expect(card(page, 'theme-2')).toContain(
      'In our words not written yet. discover themes paraphrase theme-2 "…" --by NAME',
    );
    await recordParaphrase(store, { ...words, text: null });
    expect(card(await pageOf(store), 'theme-1')).toContain('not written yet.');
  });

  it('says who the voices are, where they speak and who runs that place, and where the theme stands by four rules', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [
        ...said('theme-1', 4, { place: FORUM }),
        { ...said('theme-1', 1)[0]!, id: 'o', author: 'The Trust', kind: 'organisation' },
        { ...said('theme-1', 1)[0]!, id: 'u', author: 'whoever', kind: 'unknown' },
        ...said('theme-2', 3),
      ],
      labelled('theme-1', 'theme-2'),
    );
    const words = card(await pageOf(store), 'theme-1');
    expect(words).toContain(
      'Of 6 voices, 4 are individuals, 1 is an organisation, 1 is not known to be either, 6 were first heard in the last four weeks.',
    );
    expect(words).toContain('Said in A forum forum, charity; 4 voices Place 0 2 voices');
    expect(words).toContain('Place among all themes, by voices 1 posts, 3 a voice 1 posts 1 first-time voices 1');
  });

  it('says how one joins a place where somebody said so, and names none that was taken off the map', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...said('theme-1', 4, { place: FORUM }), { ...said('theme-1', 1)[0]!, id: 'o', place: { name: 'Gone place' } }],
      labelled('theme-1'),
    );
    await store.run('UPDATE places SET how_to_join = ? WHERE name = ?', ['Register <here>', FORUM.name]);
    const wish = { action: 'withdraw', kind: 'place', name: 'Gone place', words: null } as const;
    await recordMapHand(store, wish, 'asked', '2026-03-02T09:00:00.000Z');
    expect(card(await pageOf(store), 'theme-1')).toContain(
      'Said in A forum forum, charity; 4 voices; to join: Register &lt;here&gt; Place among',
    );
  });

  it('says in one line what was decided and what came of it, and nothing where nothing was', async () => {
    const store = await temporaryStore();
    await seedMatters(store);
    expect(await pageOf(store)).not.toContain('class="done"');
    await writeEverythingDown(store);
    const words = async () => card(await pageOf(store), 'theme-1');
    expect(await words()).toContain(
      'Taken forward on 2 March 2026. NHS Leeds ICB was asked, with a reply due by 1 April 2026',
    );
    expect(await words()).not.toContain('overdue');
    await startRun(store, 'nightly', {}, '2026-04-03T01:00:00.000Z');
    expect(await words()).toContain('That reply is overdue.');
  });

  it('says in words, and in a table, what its small picture shows', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [
        ...said('theme-1', 3, { at: '2026-02-10T09:00:00.000Z' }),
        { ...said('theme-1', 1)[0]!, id: 'last' },
        ...said('theme-2', 3),
      ],
      labelled('theme-1', 'theme-2'),
    );
    const page = await pageOf(store);
    expect(card(page, 'theme-1')).toContain('Most in the week of 9 Feb: 3 posts. Last week: 1.');
    expect(card(page, 'theme-2')).toContain('Most in the week of 23 Feb: 3 posts, the last week.');
    expect(page).toContain('aria-label="Posts per week, 3 weeks. Most in the week of 9 Feb: 3 posts. Last week: 1."');
    expect(card(page, 'theme-1')).toContain('Week from Posts 9 February 2026 3 16 February 2026 0 23 February 2026 1');
  });

  it.each<[string, Said[], string]>([
    ['nothing particular', said('theme-1', 6), ''],
    ['few voices', said('theme-1', 3), 'Few voices: 3.'],
    [
      'one voice that writes most of it',
      [...said('theme-1', 6), ...said('theme-1', 6, { author: 'busy' }).map((one, at) => ({ ...one, id: `b${at}` }))],
      'One account wrote 50% of it.',
    ],
    ['copies', said('theme-1', 6, { campaign: 'c1' }), '100% of it are copies: 1 campaign, 6 posts.'],
    ['one place', said('theme-1', 6, { place: FORUM }), 'Heard in one place only.'],
    ['one source', said('theme-1', 6, { source: 'source-0' }), 'All of it comes from one source.'],
    [
      'posts without an author',
      [...said('theme-1', 6), ...said('theme-1', 2, { author: null }).map((one, at) => ({ ...one, id: `u${at}` }))],
      '2 of 8 posts name no author and add to no count of voices.',
    ],
    [
      'no author at all',
      said('theme-1', 6, { author: null }),
      'No author is named: nobody can tell how many people this is.',
    ],
    [
      'organisations alone',
      said('theme-1', 6, { kind: 'organisation' }),
      'Organisations only: no other voice speaks of it.',
    ],
    ['nobody known', said('theme-1', 6, { kind: 'unknown' }), 'Of no voice is it known that it is an individual.'],
    ['silence of late', said('theme-1', 6, { at: '2026-02-01T09:00:00.000Z' }), 'Not heard in the last week.'],
  ])('has a box for what weakens it: %s', async (_, posts, sentence) => {
    const store = await temporaryStore();
    await seedConversation(store, [...posts, ...said('theme-2', 9)], labelled('theme-1', 'theme-2'));
    expect(limits(await pageOf(store), 'theme-1')).toBe(sentence);
  });

  it('leaves what holds for the whole project to the box of the page', async () => {
    const store = await temporaryStore();
    const alike = { place: FORUM, source: 'source-0', kind: 'unknown' as const };
    await seedConversation(
      store,
      [...said('theme-1', 6, alike), ...said('theme-2', 6, alike)],
      labelled('theme-1', 'theme-2'),
    );
    const page = await pageOf(store);
    expect(limits(page, 'theme-1')).toBe('');
    expect(plain(page)).toContain('No source tells which voices are individuals');
  });
});

describe('a page about one theme', () => {
  async function seeded(): Promise<Database> {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [...said('theme-1', 9), ...said('theme-2', 4, { place: FORUM }), ...said('theme-3', 1)],
      labelled('theme-1', 'theme-2', 'theme-3'),
    );
    return store;
  }

  it('has its card, its places and its numbers, and its rank among all', async () => {
    const page = await pageOf(await seeded(), { theme: 'theme-2' });
    const text = plain(page);
    expect(page).toContain('<title>label of theme-2</title>');
    expect(text).toContain('Only posts that are most about theme-2, one of 2 themes.');
    expect(text).toContain('4 voices wrote 4 posts in 1 place on 1 March 2026, about this theme.');
    expect(card(page, 'theme-2')).toContain('voices 2 posts, 3 a voice 2');
    expect(page).not.toContain('card-theme-1');
    expect(text).not.toMatch(/Place 0|label of theme-1|Urgent, and lasting|All themes, by/);
    expect(text).toContain('4 posts about this theme');
  });

  it('shows a small group in full as well, and of one that is not there says so', async () => {
    const store = await seeded();
    expect(card(await pageOf(store, { theme: 'theme-3' }), 'theme-3')).toContain('label of theme-3');
    await store.run("UPDATE themes SET hidden = 1 WHERE id = 'theme-2'");
    expect(plain(await pageOf(store, { theme: 'theme-2' }))).toContain(
      'This theme is in no list: somebody has hidden it',
    );
    const early = { theme: 'theme-1', until: '2026-01-01T00:00:00.000Z' };
    expect(plain(await pageOf(store, early))).toContain('Nothing was said about this theme in this period');
  });

  it('leads from every link to something that is there', async () => {
    const store = await seeded();
    await seedSnapshot(store, '2026-02-01T00:00:00.000Z', {});
    await seedSnapshot(store, '2026-03-01T00:00:00.000Z', { 'theme-2': { posts: 4, voices: 4 } });
    const page = await pageOf(store, { theme: 'theme-2' });
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
    const lost = [...page.matchAll(/href="#([^"]*)"/g)].filter(([, id]) => !ids.has(id));
    expect(lost).toEqual([]);
  });
});

describe('a copy to pass on', () => {
  it('counts out no group of fewer than five people, and quotes nobody', async () => {
    const store = await temporaryStore();
    await seedConversation(
      store,
      [
        ...said('theme-1', 12, { evidence: true, place: FORUM }),
        ...said('theme-2', 3, { evidence: true, place: { name: 'A small place' }, at: '2026-02-10T09:00:00.000Z' }),
      ],
      labelled('theme-1', 'theme-2'),
    );
    await seedSnapshot(store, '2026-02-01T00:00:00.000Z', { 'theme-1': { posts: 10, voices: 10 } });
    await seedSnapshot(store, '2026-03-01T00:00:00.000Z', {
      'theme-1': { posts: 12, voices: 12 },
      'theme-2': { posts: 3, voices: 3 },
    });
    const page = await pageOf(store, { fewest: 5 });
    const text = plain(page);
    expect(text).toContain('This copy may be passed on. Of fewer than 5 people it says only that they are few');
    expect(text).toContain('Nobody is quoted in this copy');
    expect(page).not.toContain('<blockquote>');
    expect(page).not.toContain('not written yet');
    // The rules of the lanes name numbers too.
    expect(text).not.toMatch(/(?<!at least )\b[1-4] (?:new |named |more )?(?:voices?|of them)\b/);
    const small = card(page, 'theme-2');
    expect(small).toContain('fewer than 5 voices 3 posts');
    expect(small).toContain('Few voices: fewer than 5.');
    expect(small).toContain('Voices under 5 2');
    expect(small).toContain('Effective voices not told Share of the busiest voice not told');
    expect(small).not.toContain('Every voice spoke once');
    // Neither the table of weeks, nor the place, nor the bar and the change of the theme give the number away.
    expect(text).toMatch(/9 February 2026 to 15 February 2026 3 under 5/);
    expect(text).toMatch(/A small place under 5 3/);
    const row = page.split('<tr id="row-theme-2">')[1]!.split('</tr>')[0]!;
    expect(row).toContain('<td class="num">under 5</td><td class="bar"></td>');
    expect(plain(row)).not.toMatch(/33%|3\.0/);
    // What many say is told.
    expect(card(page, 'theme-1')).toContain('12 voices 12 posts');
  });
});
