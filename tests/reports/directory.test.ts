/** D-LINK: every theme leads to where the talk is; who runs the place, and how one joins. */
import { describe, expect, it } from 'vitest';
import { readKnownFile } from '../../src/map/known-file.js';
import { directory } from '../../src/reports/directory.js';
import type { Row, Scope } from '../../src/reports/report.js';
import { withheld } from '../../src/reports/small-counts.js';
import { placeNames, recordMapHand, saveAssertions } from '../../src/store/asserted.js';
import { declarePlaces } from '../../src/store/declared-places.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { seedConversation } from './conversation.js';

const AT = '2026-03-02T00:00:00.000Z';
const EVERYTHING: Scope = { since: null, until: null, identify: false };
const FORUM = { name: 'A forum', url: 'https://forum.example.org/', kind: 'forum' as const, area: 'Leeds' };
const BLOG = { name: 'A blog', url: 'https://blog.example.org/' };
const MEETING = { name: 'The library' };

async function conversation(): Promise<Database> {
  const store = await temporaryStore();
  const post = (id: string, author: string | null, place: typeof MEETING, theme: string, more: object = {}) => ({
    ...{ id, author, place, text: 'x', themes: { [theme]: 1 } },
    ...more,
  });
  await seedConversation(
    store,
    [
      post('1', 'ann', FORUM, 'theme-2'),
      post('2', 'bob', FORUM, 'theme-2', { post: { inReplyTo: '1' }, at: '2026-03-02T10:00:00.000Z' }),
      post('3', 'cat', BLOG, 'theme-2'),
      post('4', 'ann', BLOG, 'theme-2'),
      post('5', 'ann', BLOG, 'theme-2'),
      post('6', 'dan', BLOG, 'theme-1'),
      post('7', null, MEETING, 'theme-2', { post: { kind: 'note' } }),
      post('8', 'eve', FORUM, 'theme-3'),
    ],
    [
      { id: 'theme-1', label: 'parking' },
      { id: 'theme-2', label: 'waits' },
      { id: 'theme-3', label: 'gone', state: 'gone' },
    ],
  );
  return store;
}

async function know(store: Database, ...lines: string[]): Promise<void> {
  const names = (await placeNames(store)).map((name) => ({ kind: 'place' as const, name }));
  const header = 'type,name,kind,owner,url,join,relation,to,until';
  const { problems, ...known } = readKnownFile([header, ...lines].join('\n'), names);
  expect(problems).toEqual([]);
  await saveAssertions(store, known, AT);
}

async function rowsOf(store: Database, scope: Partial<Scope> = {}): Promise<Row[]> {
  const rows: Row[] = [];
  const asked = { ...EVERYTHING, ...scope };
  for await (const row of withheld(directory, directory.rows(store, asked), asked)) rows.push(row);
  return rows;
}

const place = async (store: Database, name: string) => (await rowsOf(store)).find((row) => row.place === name);

describe('the directory', () => {
  it('names for each theme in the order of every list its places, most voices first', async () => {
    expect(await rowsOf(await conversation())).toMatchObject([
      {
        ...{ theme_id: 'theme-2', theme_label: 'waits', place: 'A blog', voices: 2, posts: 3, other_themes: 1 },
        ...{ kind: null, owner: null, url: 'https://blog.example.org/', share_of_theme: 0.6667, answers_share: 0 },
      },
      {
        ...{ theme_id: 'theme-2', place: 'A forum', voices: 2, posts: 2, answers_share: 0.5, other_themes: 0 },
        ...{ kind: 'forum', area: 'Leeds', last_seen: '2026-03-02', channels: 'online', basis: 'observed' },
      },
      { theme_id: 'theme-2', place: 'The library', voices: 0, posts: 1, channels: 'offline', share_of_theme: 0 },
      { theme_id: 'theme-1', place: 'A blog', voices: 1, share_of_theme: 1, other_themes: 1 },
    ]);
  });

  it('of one theme and one period tells that alone, and still what else is talked about there', async () => {
    const store = await conversation();
    expect(await rowsOf(store, { theme: 'theme-1' })).toMatchObject([{ place: 'A blog', other_themes: 1 }]);
    expect(await rowsOf(store, { since: '2026-03-02' })).toMatchObject([{ place: 'A forum', posts: 1 }]);
  });

  it('invents no way to join: it says open the link, or nothing', async () => {
    const store = await conversation();
    expect(await place(store, 'A forum')).toMatchObject({ how_to_join: 'Open the link.', join_url: null });
    expect(await place(store, 'The library')).toMatchObject({ how_to_join: null, join_url: null });
  });

  it('tells how to join as the project file says, and forgets what it no longer says', async () => {
    const store = await conversation();
    const declared = { name: 'A forum', url: null, kind: null, owner: 'charity', area: null } as const;
    await declarePlaces(store, [
      { ...declared, join: 'Register at https://forum.example.org/join?x=1.' },
      { ...declared, owner: null },
      { ...declared, name: 'Nowhere yet' },
    ]);
    expect(await place(store, 'A forum')).toMatchObject({
      ...{ how_to_join: 'Register at https://forum.example.org/join?x=1.', owner: 'charity', kind: 'forum' },
      join_url: 'https://forum.example.org/join?x=1',
    });
    expect(await placeNames(store)).not.toContain('Nowhere yet');
    await declarePlaces(store, [declared]);
    expect(await place(store, 'A forum')).toMatchObject({ how_to_join: 'Open the link.', owner: 'charity' });
  });

  it('adds what people know: its owner, how to join, and who stands behind it', async () => {
    const store = await conversation();
    await know(
      store,
      'organisation,A trust,charity,,,,,,',
      'organisation,A council,council,,,,,,',
      'place,The library,offline meeting,council,,"Mondays at six, no need to book",,,',
      'relation,A trust,,,,,funds,The library,2025',
      'relation,The library,,,,,reports to,A council,',
    );
    expect(await place(store, 'The library')).toMatchObject({
      ...{ kind: 'offline meeting', owner: 'council', basis: 'observed; asserted' },
      how_to_join: 'Mondays at six, no need to book',
      relations: 'funded by A trust (until 2025-01-01); reports to A council',
    });
    // What the project declares itself goes before what a file says.
    await declarePlaces(store, [
      { name: 'The library', url: null, kind: null, owner: null, area: null, join: 'Come in' },
    ]);
    expect(await place(store, 'The library')).toMatchObject({ how_to_join: 'Come in' });
  });

  it('calls places as they wish to be called, and leaves out those that wish not to be on the map', async () => {
    const store = await conversation();
    const hand = (action: 'rename' | 'describe' | 'withdraw', name: string, words: string | null) =>
      recordMapHand(store, { action, kind: 'place', name, words }, 'they asked', AT);
    await hand('rename', 'A forum', 'The Hearing Forum');
    await hand('describe', 'A forum', 'Run by patients');
    await hand('withdraw', 'A blog', null);
    expect(await rowsOf(store)).toMatchObject([
      { place: 'The Hearing Forum', description: 'Run by patients' },
      { place: 'The library' },
    ]);
  });

  it('when it is to be shared leaves few people uncounted, and the share that would tell them', async () => {
    const [first] = await rowsOf(await conversation(), { fewest: 5 });
    expect(first).toMatchObject({ place: 'A blog', voices: null, share_of_theme: null, posts: 3 });
  });
});
