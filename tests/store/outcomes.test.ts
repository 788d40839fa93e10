/** Decisions, remits, questions and the ledger of outcomes, on both stores. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isIndividualsPost } from '../../src/store/individual-post.js';
import { type Matter, type NewEntry, readMatters, readOverdue, recordOutcome } from '../../src/store/outcomes.js';
import { readQuestions, readRemits, recordQuestion, recordRemit, withdrawQuestion } from '../../src/store/remits.js';
import { type NewSelection, readSelections, recordSelection } from '../../src/store/selections.js';
import type { Database } from '../../src/store/store.js';
import { readHeard, readSourcesHeard } from '../../src/store/theme-heard.js';
import { readHeirs } from '../../src/store/theme-heirs.js';
import { type Said, seedConversation } from '../reports/conversation.js';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.js';
import { temporaryStore, testStore } from '../support/project.js';

const AT = '2026-03-02T21:00:00.000Z';
const AUTHOR = 'A. Shah';
const ASKED: NewEntry = {
  ...{ at: AT, matter: null, themeId: 'theme-2', status: 'raised', owner: 'NHS Leeds ICB' },
  ...{ due: '2026-04-01', reply: null, link: null, author: AUTHOR },
};
const RANKS = { voices: 2, cappedPosts: 2, posts: 1, firstTimeVoices: 3 };
const CHOSEN: NewSelection = {
  ...{ at: AT, themeId: 'theme-2', decision: 'forward', reason: 'Nobody owns it', author: AUTHOR },
  standing: { label: 'scans', lane: 'steady', voices: 2, posts: 3, ranks: RANKS, run: 1 },
};

const SAID: Said[] = [
  { id: '1', author: 'ann', text: 'no scan', themes: { 'theme-2': 1 }, at: '2026-02-03T09:00:00.000Z' },
  { id: '2', author: 'ann', text: 'still no scan', themes: { 'theme-2': 0.9, 'theme-1': 0.4 } },
  { id: '3', author: 'bob', text: 'a scan', themes: { 'theme-2': 1 }, source: 'notes', post: { kind: 'note' } },
  { id: '4', author: 'bob', text: 'the car park', themes: { 'theme-1': 1 } },
];

async function seeded(open: () => Promise<Database>): Promise<Database> {
  const store = await open();
  const labels = { 'theme-1': 'car park', 'theme-2': 'scans', 'theme-3': 'hospital scans' };
  await seedConversation(
    store,
    SAID,
    Object.entries(labels).map(([id, label]) => ({ id, label })),
  );
  return store;
}

const merge = (store: Database, id: string, into: string) =>
  store.run("UPDATE themes SET state = 'merged', merged_into = ? WHERE id = ?", [into, id]);
const undo = (store: Database, id: string) =>
  store.run("UPDATE themes SET state = 'live', merged_into = NULL WHERE id = ?", [id]);
const matters = async (store: Database): Promise<Matter[]> => readMatters(store, await readHeirs(store));
const overdue = async (store: Database, today: string) =>
  (await readOverdue(store, today)).map(({ number, daysOver }) => [number, daysOver]);

function itKeepsWhatIsWritten(open: () => Promise<Database>) {
  it('a reply is overdue from the day after it was due, until it comes', async () => {
    const store = await seeded(open);
    const number = await recordOutcome(store, ASKED);
    expect(await overdue(store, '2026-04-01')).toEqual([]);
    expect(await readOverdue(store, '2026-04-11')).toEqual([
      {
        ...{ number, themeId: 'theme-2', label: 'scans', owner: 'NHS Leeds ICB' },
        ...{ due: '2026-04-01', daysOver: 10, status: 'raised' },
      },
    ]);
    // It says that it is at work, which is no reply.
    await recordOutcome(store, { ...ASKED, matter: number, status: 'acting', due: null });
    expect(await overdue(store, '2026-04-11')).toEqual([[number, 10]]);
    await recordOutcome(store, { ...ASKED, matter: number, status: 'answered', due: null, reply: 'In May.' });
    expect(await overdue(store, '2026-04-11')).toEqual([]);
    expect(await matters(store)).toMatchObject([{ number, status: 'answered', due: null, reply: 'In May.' }]);
    expect((await matters(store))[0]!.entries).toHaveLength(3);
  });

  it('an answer may promise another by a day; a new question asks for one', async () => {
    const store = await seeded(open);
    const number = await recordOutcome(store, ASKED);
    const promise = {
      ...ASKED,
      matter: number,
      status: 'answered',
      reply: 'In May we know.',
      due: '2026-05-31',
    } as const;
    await recordOutcome(store, promise);
    expect(await overdue(store, '2026-05-31')).toEqual([]);
    expect(await overdue(store, '2026-06-01')).toEqual([[number, 1]]);
    await recordOutcome(store, { ...ASKED, matter: number, status: 'done', due: null, link: 'https://icb.example/' });
    const [matter] = await matters(store);
    expect(matter).toMatchObject({ status: 'done', due: null, reply: 'In May we know.', link: 'https://icb.example/' });
  });

  it('lists the longest overdue first, then by number', async () => {
    const store = await seeded(open);
    const [first, second] = [await recordOutcome(store, ASKED), await recordOutcome(store, ASKED)];
    const oldest = await recordOutcome(store, { ...ASKED, themeId: 'theme-1', due: '2026-01-01' });
    expect((await overdue(store, '2026-04-02')).map(([number]) => number)).toEqual([oldest, first, second]);
  });

  it('follows a theme into what it was merged into, and comes back when that is undone', async () => {
    const store = await seeded(open);
    await recordOutcome(store, ASKED);
    await recordSelection(store, CHOSEN);
    const remit = { at: AT, themeId: 'theme-2', body: 'NHS Leeds ICB', link: null, author: AUTHOR, holds: true };
    await recordRemit(store, remit);
    const question = await recordQuestion(store, {
      at: AT,
      themeId: 'theme-2',
      text: 'Who reads them?',
      author: AUTHOR,
    });
    const where = async () => {
      const heirOf = await readHeirs(store);
      return [
        (await readMatters(store, heirOf)).map(({ themeId, raisedAs, label }) => [themeId, raisedAs, label]),
        (await readSelections(store, heirOf)).map(({ themeId, decidedAs, label }) => [themeId, decidedAs, label]),
        [...(await readRemits(store, heirOf)).keys()],
        [...(await readQuestions(store, heirOf))].map(([theme, open]) => [theme, open.map(({ id }) => id)]),
      ];
    };
    const at = (theme: string, label: string) => [
      ...[[[theme, 'theme-2', label]], [[theme, 'theme-2', label]], [theme], [[theme, [question]]]],
    ];
    await merge(store, 'theme-2', 'theme-3');
    expect(await where()).toEqual(at('theme-3', 'hospital scans'));
    await merge(store, 'theme-3', 'theme-1');
    expect(await where()).toEqual(at('theme-1', 'car park'));
    await undo(store, 'theme-2');
    expect(await where()).toEqual(at('theme-2', 'scans'));
  });

  it('the latest decision on a theme stands, also where a merge brings two together', async () => {
    const store = await seeded(open);
    await recordSelection(store, CHOSEN);
    await recordSelection(store, { ...CHOSEN, themeId: 'theme-3', decision: 'no', reason: 'Local' });
    const standing = async () =>
      (await readSelections(store, await readHeirs(store))).map(({ decision, stands }) => [decision, stands]);
    expect(await standing()).toEqual([
      ['forward', true],
      ['no', true],
    ]);
    await merge(store, 'theme-3', 'theme-2');
    expect(await standing()).toEqual([
      ['forward', false],
      ['no', true],
    ]);
    const [first] = await readSelections(store, await readHeirs(store));
    expect(first).toMatchObject({ ...CHOSEN, standing: { ranks: RANKS, run: 1 } });
  });

  it('names each body once, whatever its letter case, and takes it away again', async () => {
    const store = await seeded(open);
    const say = (body: string, holds: boolean, link: string | null = null) =>
      recordRemit(store, { at: AT, themeId: 'theme-2', body, link, author: AUTHOR, holds });
    await say('NHS Leeds ICB', true);
    await say('nhs  leeds icb', true, 'https://icb.example/');
    await say('Leeds City Council', true);
    const bodies = async () =>
      ((await readRemits(store, await readHeirs(store))).get('theme-2') ?? []).map(({ body, link }) => [body, link]);
    expect(await bodies()).toEqual([
      ['nhs  leeds icb', 'https://icb.example/'],
      ['Leeds City Council', null],
    ]);
    await say('NHS LEEDS ICB', false);
    expect(await bodies()).toEqual([['Leeds City Council', null]]);
  });

  it('takes a question back once', async () => {
    const store = await seeded(open);
    const id = await recordQuestion(store, { at: AT, themeId: 'theme-2', text: 'Who reads them?', author: AUTHOR });
    expect(await withdrawQuestion(store, { id, author: AUTHOR, at: AT })).toBe(true);
    expect(await withdrawQuestion(store, { id, author: AUTHOR, at: AT })).toBe(false);
    expect(await readQuestions(store, await readHeirs(store))).toEqual(new Map());
  });

  it('counts a post for its strongest theme, and tells which sources said something', async () => {
    const store = await seeded(open);
    expect(await readHeard(store, 'theme-2')).toEqual({ posts: 3, voices: 2, firstSeen: '2026-02-03T09:00:00.000Z' });
    expect(await readHeard(store, 'theme-3')).toEqual({ posts: 0, voices: 0, firstSeen: null });
    const period = { since: null, until: null, theme: 'theme-2' };
    expect(await readSourcesHeard(store, period)).toEqual([
      { name: 'notes', posts: 1, offline: 1 },
      { name: 'tweets', posts: 2, offline: 0 },
    ]);
    expect(await readSourcesHeard(store, { ...period, until: '2026-02-04T00:00:00.000Z' })).toEqual([
      { name: 'tweets', posts: 1, offline: 0 },
    ]);
  });

  it('knows an address that leads to what an individual wrote, not that of an organisation or its site', async () => {
    const store = await open();
    const place = { name: 'The Trust', kind: 'organisation site' } as const;
    const said: Said[] = [
      { id: '1', author: 'ann', text: 'a' },
      { id: '2', author: null, text: 'b', post: { url: 'https://forum.example/t/2/' } },
      { id: '3', author: 'trust', kind: 'organisation', text: 'c' },
      { id: '4', author: null, text: 'd', place, post: { url: 'https://trust.example/news' } },
    ];
    await seedConversation(store, said, []);
    const addresses = [
      ...['https://x.com/ann/status/1', 'https://x.com/ann/status/1/', 'https://forum.example/t/2'],
      ...['https://x.com/trust/status/3', 'https://trust.example/news', 'https://nowhere.example/'],
    ];
    const found = await Promise.all(addresses.map((address) => isIndividualsPost(store, address)));
    expect(found).toEqual([true, true, true, false, false, false]);
  });

  it('finds the heir at the end of a chain, and says of themes what is left of them', async () => {
    const store = await seeded(open);
    await merge(store, 'theme-1', 'theme-2');
    await merge(store, 'theme-2', 'theme-3');
    await store.run("UPDATE themes SET state = 'gone', hidden = 1 WHERE id = 'theme-3'");
    const heirOf = await readHeirs(store);
    expect(heirOf('theme-1')).toEqual({ id: 'theme-3', label: 'hospital scans', state: 'gone', hidden: true });
    expect(heirOf('theme-9')).toBeNull();
  });
}

describe('on SQLite', () => itKeepsWhatIsWritten(() => temporaryStore()));

describe.skipIf(postgresMissing !== null)('on PostgreSQL', () => {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  }, 60_000);
  afterAll(() => server?.remove());
  itKeepsWhatIsWritten(() => testStore(server!.url()));
});
