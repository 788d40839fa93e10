/** What is handed on: all that is known of a theme, none of it leading to an individual, in each form. */
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { briefsOf } from '../../src/commands/gather-export.js';
import type { Brief, BriefScope } from '../../src/gather/brief.js';
import { briefMarkdown } from '../../src/gather/markdown.js';
import { briefText, saveBriefs, saveBriefsIn } from '../../src/gather/save.js';
import { briefDictionary, briefTable } from '../../src/gather/table.js';
import { recordMapHand } from '../../src/store/asserted.js';
import { startRun } from '../../src/store/runs.js';
import { recordFailure, recordSuccess, registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { seedConversation } from '../reports/conversation.js';
import { runsOfEight } from '../reports/privacy.js';
import { temporaryFolder, temporaryStore, testEffects } from '../support/project.js';
import { ANNS, AUTHOR, FORUM, seedMatters, writeEverythingDown } from './matters.js';

const ALWAYS: BriefScope = { since: null, until: null, fewest: 1 };
const STYLE = { purpose: 'To hear & be heard', fewest: 1 };
const briefs = (store: Database, ids: readonly string[], scope: Partial<BriefScope> = {}) =>
  briefsOf({ store, effects: testEffects() }, ids, { ...ALWAYS, ...scope });
const numbersOf = ({ counts }: Brief) => Object.fromEntries(counts.map(({ name, number }) => [name, number]));

async function written(): Promise<Brief> {
  const store = await temporaryStore();
  await seedMatters(store);
  await writeEverythingDown(store);
  return (await briefs(store, ['theme-1']))[0]!;
}

describe('a brief', () => {
  it('has what is known, and what people wrote down', async () => {
    const brief = await written();
    expect(brief).toMatchObject({
      ...{ id: 'theme-1', title: 'late scans', chapter: 'Getting care', lane: 'steady', asOf: '2026-03-01' },
      summary: { text: 'People wait a long time for scans.', author: AUTHOR },
      facts: '6 voices in 2 places wrote 6 posts, from 11 February to 1 March 2026, most of it in #NHSCitizen.',
      places: [
        { name: '#NHSCitizen', kind: 'hashtag', owner: null, voices: 3, posts: 3 },
        { name: FORUM.name, kind: 'forum', owner: 'charity', url: FORUM.url, voices: 3, posts: 3 },
      ],
      bodies: [{ body: 'NHS Leeds ICB', link: 'https://icb.example/' }],
      decision: { decision: 'forward', reason: 'Nobody owns *it*', author: AUTHOR },
      outcomes: [{ owner: 'NHS Leeds ICB', status: 'raised', due: '2026-04-01' }],
      questions: { asked: [{ text: '1. Who reads the scans?', author: AUTHOR }] },
    });
    expect(numbersOf(brief)).toMatchObject({ voices: 6, organisation_voices: 1, individual_voices: 5, posts: 6 });
    expect(brief.counts.filter(({ rank }) => rank !== null).map(({ name, rank }) => [name, rank])).toEqual([
      ['voices', 1],
      ['first_time_voices', 1],
      ['posts', 1],
      ['capped_posts', 1],
    ]);
  });

  it('links to what organisations wrote; of individuals it has a few words, and nothing that leads to them', async () => {
    const brief = await written();
    expect(brief.evidence).toEqual([
      {
        organisation: null,
        words: 'I waited nine weeks for a scan…',
        url: null,
        place: FORUM.name,
        date: '2026-03-01',
      },
      expect.objectContaining({ organisation: 'trust', url: 'https://x.com/trust/status/trust', date: '2026-02-11' }),
    ]);
    for (const format of ['md', 'html', 'json', 'csv'] as const) {
      const text = briefText([brief], format, STYLE).toLowerCase();
      expect(text).not.toMatch(/ann_lee|drjones|status\/1\b|t09:00/);
      for (const run of runsOfEight(ANNS)) expect(text).not.toContain(run);
    }
  });

  it('has no summary where nobody wrote one, and says how to write one', async () => {
    const store = await temporaryStore();
    await seedMatters(store);
    const [brief] = await briefs(store, ['theme-2']);
    expect(brief!.summary).toBeNull();
    const page = briefMarkdown(brief!, 1);
    expect(page).toContain('No neutral summary has been written yet');
    expect(page).toContain('discover themes paraphrase theme-2');
    expect(page).toContain('From the numbers: 1 voice in 1 place wrote 2 posts, on 1 March 2026');
  });

  it('leaves out counts of few people, and what would give them away', async () => {
    const store = await temporaryStore();
    await seedMatters(store);
    const [scans, parking] = await briefs(store, ['theme-1', 'theme-2'], { fewest: 4 });
    expect(numbersOf(parking!)).toMatchObject({ voices: null, unknown_voices: null, top_voice_share: null, posts: 2 });
    // So many posts with three of a voice at most: that tells how many voices there are.
    expect(numbersOf(parking!)).toMatchObject({ capped_posts: null });
    expect(parking!.facts).toContain('Fewer than 4 voices in 1 place');
    expect(parking!.places).toMatchObject([{ voices: null, posts: 2 }]);
    expect(JSON.stringify(parking!.questions.gaps)).not.toContain('One voice');
    expect(numbersOf(scans!)).toMatchObject({ voices: 6, individual_voices: 5, unknown_voices: 0 });
    expect(scans!.places.map(({ voices }) => voices)).toEqual([null, null]);
    expect(briefMarkdown(parking!, 4)).toMatch(/\| Voices \| too few to tell \|/);
    expect(briefTable([parking!])).not.toContain(',1,');
  });

  it('is of the period asked for; themes that nobody spoke of then are left out', async () => {
    const store = await temporaryStore();
    await seedMatters(store);
    const until = '2026-02-12T00:00:00.000Z';
    const found = await briefs(store, ['theme-2', 'theme-1'], { until });
    expect(found).toMatchObject([{ id: 'theme-1', until, facts: expect.stringContaining('1 voice in 1 place') }]);
    await expect(briefs(store, ['theme-2'], { until })).rejects.toThrow('Nobody wrote about theme-2 in that period.');
  });
});

describe('open questions', () => {
  const gapsOf = async (store: Database, id: string) => (await briefs(store, [id]))[0]!.questions.gaps;

  it('ask who can act, who is missing, and who does not meet', async () => {
    const store = await temporaryStore();
    await seedMatters(store);
    const at = '2026-03-02T21:00:00.000Z';
    const names = { 'a-blog': 'The Night Nurse', 'the-forum': FORUM.name, dead: 'York blog' } as Record<string, string>;
    const sources = ['tweets', 'a-blog', 'the-forum', 'elsewhere', 'dead'].map((name) => ({
      ...{ name, crawler: 'blogs' },
      place: { name: names[name] ?? name, url: null, kind: null, owner: null, area: null },
    }));
    await startRun(store, 'run', { sources }, at);
    for (const { name } of sources) await registerSource(store, name, 'blogs');
    for (const { name } of sources.slice(0, 4)) await recordSuccess(store, name, at);
    await recordFailure(store, 'dead', { slug: 'gone', message: '' }, at);
    expect(await gapsOf(store, 'theme-1')).toEqual([
      'Who is able to act on this? No body has been named yet.',
      'Whose voices are missing? Nothing about this was heard in 2 places that are listened to: The Night Nurse, elsewhere.',
      'What would be said where we cannot listen? Their silence is ours: York blog (could not be read).',
      'What do people say who are not online? Nothing here was said in a room.',
      `Do people in #NHSCitizen and in ${FORUM.name} know of each other? Both talk about this; no link leads from one to the other, and no account writes in both.`,
    ]);
    const parking = await gapsOf(store, 'theme-2');
    expect(parking).toContain('Is it a concern of others too? One voice wrote 100% of the posts.');
    expect(parking.join()).not.toContain('know of each other');
  });

  it('do not ask what is known', async () => {
    const store = await temporaryStore();
    const said = ['a', 'b'].map((id) => ({ id, author: id, text: id, themes: { 'theme-1': 1 }, campaign: 'c' }));
    const note = { ...said[0]!, id: 'c', author: null, post: { kind: 'note' as const } };
    await seedConversation(store, [...said, note], [{ id: 'theme-1', label: 'copies' }]);
    await writeEverythingDown(store);
    expect(await gapsOf(store, 'theme-1')).toEqual([
      'What do people say in their own words? 100% of the posts are near-identical copies.',
    ]);
  });
});

it('leads to places by the words of people who know how one joins, and to none that was taken off the map', async () => {
  const store = await temporaryStore();
  await seedMatters(store);
  await store.run('UPDATE places SET how_to_join = ? WHERE name = ?', ['Ask at the desk; Mondays', FORUM.name]);
  const [brief] = await briefs(store, ['theme-1']);
  expect(brief!.places.map(({ name, howToJoin }) => [name, howToJoin])).toEqual([
    ['#NHSCitizen', null],
    [FORUM.name, 'Ask at the desk; Mondays'],
  ]);
  expect(briefMarkdown(brief!, 1)).toContain('3 voices, 3 posts; to join: Ask at the desk; Mondays)');
  const wish = { action: 'withdraw', kind: 'place', name: '#NHSCitizen', words: null } as const;
  await recordMapHand(store, wish, 'asked', '2026-03-03T09:00:00.000Z');
  expect((await briefs(store, ['theme-1']))[0]!.places.map(({ name }) => name)).toEqual([FORUM.name]);
});

describe('as Markdown', () => {
  it("lets nobody's words become a link, a heading, a cell or HTML", async () => {
    const page = briefMarkdown(await written(), 1);
    expect(page).toContain('[Carers \\[Forum\\]](<https://carers.example/(all)>) (forum; owner: charity;');
    expect(page).toContain('Nobody owns \\*it\\*');
    expect(page).toContain('- 1\\. Who reads the scans?');
    expect(page).toContain('\\<b\\>Write\\</b\\> to us \\|');
    expect(page.split('\n').filter((line) => line.startsWith('# '))).toEqual(['# late scans']);
    expect(page).toContain('| Effective number of voices | 6.0 |');
  });

  it('leaves alone what Markdown would not act on, such as A&E and #NHSCitizen', async () => {
    const brief = { ...(await written()), title: 'A&E & #NHSCitizen &amp; &#38; # ##', facts: '# no heading' };
    const page = briefMarkdown(brief, 1);
    expect(page.split('\n')[0]).toBe('# A&E & #NHSCitizen \\&amp; \\&#38; \\# \\#\\#');
    expect(page).toContain('From the numbers: \\# no heading');
  });
});

describe('as a page', () => {
  it('shows words as words, links to places and organisations only, and runs nothing', async () => {
    const { document } = parseHTML(briefText([await written()], 'html', STYLE));
    expect(document.querySelector('h1')!.textContent).toBe('late scans');
    expect(document.querySelector('.purpose')!.textContent).toBe('To hear & be heard');
    expect(document.querySelectorAll('script, b')).toHaveLength(0);
    const links = [...document.querySelectorAll('main a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual([
      ...['https://x.com/hashtag/NHSCitizen', FORUM.url, 'https://x.com/trust/status/trust', 'https://icb.example/'],
    ]);
  });
});

describe('as files', () => {
  it('the table has one row a theme, every column explained, and no formula', async () => {
    const brief = await written();
    const [row] = parse(briefTable([{ ...brief, title: '=1+1' }]), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      ...{ theme_id: 'theme-1', title: "'=1+1", voices: '6', rank_by_posts: '1', bodies: 'NHS Leeds ICB' },
      ...{ decision: 'taken forward', evidence_links: 'https://x.com/trust/status/trust' },
      outcomes: 'NHS Leeds ICB was asked, with a reply due by 1 April 2026.',
    });
    const explained = parse(briefDictionary(), { columns: true }) as Record<string, string>[];
    expect(explained.map(({ column }) => column)).toEqual(Object.keys(row!));
    expect(explained.every(({ meaning }) => meaning!.length > 3)).toBe(true);
  });

  it('are one a theme for reading, and one of all for machines; --out has all in one', async () => {
    const store = await temporaryStore();
    await seedMatters(store);
    const both = await briefs(store, ['theme-2', 'theme-1']);
    const folder = await temporaryFolder();
    const names = async (format: 'md' | 'html' | 'json' | 'csv') =>
      (await saveBriefsIn(folder, both, format, STYLE)).map((file) => file.slice(folder.length + 1));
    expect(await names('md')).toEqual(['theme-2.md', 'theme-1.md']);
    expect(await names('html')).toEqual(['theme-2.html', 'theme-1.html']);
    expect(await names('json')).toEqual(['themes.json']);
    expect(await names('csv')).toEqual(['themes.csv', 'themes.dictionary.csv']);
    expect(await saveBriefs(`${folder}/all.md`, both, 'md', STYLE)).toEqual([`${folder}/all.md`]);
    expect(JSON.parse(briefText(both, 'json', STYLE))).toEqual(both);
    expect(briefText(both, 'md', STYLE).match(/^# .*/gm)).toEqual(['# car park', '# late scans']);
  });
});
