/** What people know of places and organisations: from their CSV to the map, and what their communities do to it by hand. */
import { describe, expect, test } from 'vitest';
import { readKnownFile } from '../../src/map/known-file.js';
import { drawMap, type MapSettings, nameOnMap, writeMap } from '../../src/map/map.js';
import { readMapHand, recordMapHand, saveAssertions, undoMapHand } from '../../src/store/asserted.js';
import type { Database } from '../../src/store/store.js';
import { temporaryStore } from '../support/project.js';
import { FORUM, HOSTILE_LABELS, seedConversation } from './samples.js';

const SETTINGS: MapSettings = { seed: 1, view: 'all', identify: false };
const AT = '2026-03-02T00:00:00.000Z';
const HEADER = 'type,name,kind,owner,url,area,description,relation,to,since,until,known_from';
const KNOWN = [{ kind: 'place', name: FORUM.name } as const];
const FILE = [
  `${HEADER}`,
  'relation,Ear Trust,,,,,,Member of,Leeds Council,2019,,a leaflet',
  'organisation,Leeds Council,council,,https://council.example.org/,Leeds,,,,,,',
  'organisation,Ear Trust,charity,,,,"Since 1911, for ""all"" ears",,,,,',
  'relation,Ear Trust,,,,,,funds,Hearing Forum,2020-05,2026-02-01,',
].join('\r\n');

async function withFile(text: string): Promise<Database> {
  const store = await temporaryStore();
  await seedConversation(store);
  const { nodes, edges, problems } = readKnownFile(text, KNOWN);
  expect(problems).toEqual([]);
  await saveAssertions(store, { nodes, edges }, AT);
  return store;
}

const assertedEdges = async (store: Database, more: Partial<MapSettings> = {}) =>
  (await drawMap(store, { ...SETTINGS, ...more })).edges.filter(({ basis }) => basis === 'asserted');

describe('the file', () => {
  test('is read, in whatever order its lines are, with spreadsheet habits', () => {
    const { nodes, edges, problems } = readKnownFile(`\ufeff${FILE}\r\n\r\n`, KNOWN);
    expect(problems).toEqual([]);
    expect(nodes).toMatchObject([
      { kind: 'organisation', name: 'Leeds Council', owner: 'council', placeKind: null, knownFrom: null },
      { kind: 'organisation', name: 'Ear Trust', owner: 'charity', description: 'Since 1911, for "all" ears' },
    ]);
    expect(edges).toMatchObject([
      { relation: 'member-of', target: { name: 'Leeds Council' }, since: '2019-01-01', until: null },
      { relation: 'funds', target: { kind: 'place' }, since: '2020-05-01', until: '2026-02-01' },
    ]);
  });

  test.each([
    ['name\nx', 'line 1: the column type is missing.'],
    ['type,name,colour\nplace,x,red', 'line 1: there is no column "colour"'],
    ['type,name\nperson,Ann', 'line 2: type is "person"; there are place, organisation, relation.'],
    ['type,name\nplace,', 'line 2: a line of type place needs a name.'],
    ['type,name\nplace,x\nplace,x', 'line 3: place "x" is on line 2 already.'],
    ['type,name,kind\nplace,x,pub', 'line 2: kind "pub" is no kind of place; there are community site'],
    ['type,name,kind\norganisation,Ann,individual', 'line 2: kind "individual" is no kind of organisation'],
    ['type,name,url\nplace,x,javascript:alert(1)', 'line 2: url "javascript:alert(1)" is no http or https address.'],
    ['type,name,join\nplace,x,Open file:///etc', 'line 2: join "Open file:///etc": only http and https addresses'],
    ['type,name,join\norganisation,x,Ring us', 'line 2: one joins the talk at a place, not at an organisation.'],
    ['type,name,relation,to\nrelation,Hearing Forum,funds,Nowhere', 'line 2: to is "Nowhere", and no place or organ'],
    ['type,name,relation,to\nrelation,Hearing Forum,funds,', 'line 2: a relation needs both ends: to is empty.'],
    [
      'type,name,relation,to\nrelation,Hearing Forum,likes,Hearing Forum',
      'line 2: relation is "likes"; there are funds',
    ],
    ['type,name,relation,to\nrelation,Hearing Forum,funds,Hearing Forum', 'cannot be related to itself'],
    ['type,name,since,relation,to\nplace,x,,,\nrelation,x,May,funds,Hearing Forum', 'line 3: "May" is no date'],
    [
      'type,name,since,until,relation,to\nplace,x,,,,\nrelation,x,2020,2019,funds,Hearing Forum',
      'line 3: until is before since.',
    ],
    [
      'type,name,relation,to\norganisation,Hearing Forum,,\nrelation,Hearing Forum,funds,Hearing Forum',
      'write "place: Hearing Forum" or "organisation: Hearing Forum"',
    ],
    ['type,name\n"place,x', 'this is no CSV'],
    ['', 'line 1: the column type is missing.'],
  ])('%j is refused: %s', (text, problem) => {
    const { problems } = readKnownFile(text, KNOWN);
    expect(problems.join('\n')).toContain(problem);
  });
});

describe('on the map', () => {
  test('what is asserted stands beside what is observed, marked apart, and meets the places posts come from', async () => {
    const store = await withFile(FILE);
    const map = await drawMap(store, SETTINGS);
    expect(await assertedEdges(store)).toMatchObject([
      {
        source: 'organisation:ear-trust',
        kind: 'member-of',
        target: 'organisation:leeds-council',
        firstSeen: '2019-01-01',
      },
      { source: 'organisation:ear-trust', kind: 'funds', target: 'place:hearing-forum', lastSeen: '2026-02-01' },
    ]);
    const nodes = new Map(map.nodes.map((node) => [node.id, node]));
    expect(nodes.get('organisation:leeds-council')).toMatchObject({
      basis: 'asserted',
      owner: 'council',
      area: 'Leeds',
    });
    expect(nodes.get('place:hearing-forum')).toMatchObject({ basis: 'observed', owner: 'charity', posts: 2 });
    expect(writeMap(map, 'svg')[0]!.content).toContain('funds, people say (1)');
  });

  test('is there in the period in which it held', async () => {
    const store = await withFile(FILE);
    const scope = { since: '2026-02-02T00:00:00.000Z', until: null, theme: null };
    expect(await assertedEdges(store, { scope })).toMatchObject([{ kind: 'member-of' }]);
  });

  test('the view of organisations has them, their places, and accounts that speak as organisations', async () => {
    const map = await drawMap(await withFile(FILE), { ...SETTINGS, view: 'organisations' });
    expect(map.nodes.map(({ id }) => id)).toEqual([
      ...['organisation:ear-trust', 'organisation:leeds-council', 'place:hearing-forum', 'voice:4'],
    ]);
  });

  test('hostile names are names', async () => {
    const names = HOSTILE_LABELS.filter((name) => name.length < 200 && name.trim() !== '');
    const lines = names.map((name) => `organisation,"${name.replaceAll('"', '""')}"`);
    const { nodes, problems } = readKnownFile(['type,name', ...lines].join('\n'), []);
    expect(problems).toEqual([]);
    const store = await temporaryStore();
    await saveAssertions(store, { nodes, edges: [] }, AT);
    const map = await drawMap(store, SETTINGS);
    expect(map.nodes).toHaveLength(names.length);
    for (const format of ['html', 'svg'] as const) {
      expect(writeMap(map, format)[0]!.content).not.toMatch(/<script>window|<img src=x/);
    }
  });
});

describe('by hand', () => {
  test('a new name and a withdrawal outlive another import, and can be undone', async () => {
    const store = await withFile(FILE);
    const [forum] = await nameOnMap(store, 'place:hearing-forum');
    await recordMapHand(store, { action: 'rename', ...forum!, words: 'Ears' }, 'asked', AT);
    await recordMapHand(store, { action: 'describe', ...forum!, words: 'For all ears' }, 'asked', AT);
    await recordMapHand(
      store,
      { action: 'withdraw', kind: 'organisation', name: 'Ear Trust', words: null },
      'asked',
      AT,
    );
    const { nodes, edges } = readKnownFile(FILE, KNOWN);
    await saveAssertions(store, { nodes, edges }, AT);
    const map = await drawMap(store, SETTINGS);
    const ids = new Map(map.nodes.map((node) => [node.id, node]));
    expect(ids.get('place:hearing-forum')).toMatchObject({ label: 'Ears', description: 'For all ears' });
    expect(ids.has('organisation:ear-trust')).toBe(false);
    expect(await assertedEdges(store)).toEqual([]);
    const log = await readMapHand(store);
    expect(await undoMapHand(store, log[2]!.id, 'back again', AT)).toBe(true);
    expect(await undoMapHand(store, log[2]!.id, 'twice', AT)).toBe(false);
    expect(await assertedEdges(store)).toHaveLength(2);
  });

  test('a place that was withdrawn takes what was observed of it along', async () => {
    const store = await withFile(FILE);
    await recordMapHand(store, { action: 'withdraw', ...KNOWN[0]!, words: null }, 'asked', AT);
    const map = await drawMap(store, SETTINGS);
    expect(JSON.stringify(map)).not.toContain('hearing-forum');
    expect(map.nodes.find(({ id }) => id === 'place:nhscitizen')).toBeDefined();
  });
});
