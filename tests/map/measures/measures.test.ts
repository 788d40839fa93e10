/** The map in figures: communities beside each other, the parts of voices, and what is shown of them. */
import { describe, expect, test } from 'vitest';
import { unbridgedCommunities } from '../../../src/map/measures/between.js';
import { measureMap } from '../../../src/map/measures/measures.js';
import { rolesOf, type VoiceFigures } from '../../../src/map/measures/roles.js';
import { MEASURE_TABLES } from '../../../src/map/measures/tables.js';
import type { Post } from '../../../src/model.js';
import type { Database } from '../../../src/store/store.js';
import { seed, temporaryStore, tweet } from '../../support/project.js';
import { addTheme, clean } from '../samples.js';

const SETTINGS = { seed: 1, view: 'voices', identify: false } as const;

/** Two circles of voices, each answering one another, all on one theme; `bridge` answers one of the other circle. */
async function twoCircles(size: number, bridge: boolean): Promise<Database> {
  const store = await temporaryStore();
  await addTheme(store, 'theme-1', 'hearing aids');
  const posts: Post[] = [];
  for (const circle of ['a', 'b']) {
    for (let member = 0; member < size; member += 1) {
      const id = `${circle}${member}`;
      posts.push(tweet(id, `voice-${id}`, 'words'));
      for (let other = 0; other < member; other += 1) {
        posts.push(tweet(`${id}-${other}`, `voice-${id}`, 'words', { inReplyTo: `${circle}${other}` }));
      }
    }
  }
  if (bridge) posts.push(tweet('bridge', 'voice-a0', 'words', { inReplyTo: 'b0' }));
  await seed(store, 'x', posts);
  await clean(store, Object.fromEntries(posts.map(({ externalId }) => [externalId, { themes: [['theme-1', 1]] }])));
  return store;
}

describe('communities that talk about the same theme', () => {
  test('and have no tie between them are named', async () => {
    const { unbridged, communities, summary } = await measureMap(await twoCircles(6, false), SETTINGS);
    expect(summary).toMatchObject({ nodes: 12, edges: 30, communities: 2, pivots: null });
    expect(communities).toMatchObject([
      { voices: 6, inwardShare: 1, themes: ['hearing aids'] },
      { voices: 6, inwardShare: 1 },
    ]);
    expect(unbridged).toEqual([{ theme: 'hearing aids', one: 0, other: 1, voicesOfOne: 6, voicesOfOther: 6 }]);
  });

  test('are not when one tie joins them, which the overlap shows', async () => {
    const { unbridged, joined } = await measureMap(await twoCircles(6, true), SETTINGS);
    expect(unbridged).toEqual([]);
    expect(joined).toEqual([{ one: 0, other: 1, ties: 1, strength: 1 }]);
  });

  test('count from three voices on', () => {
    const talk = [
      { community: 0, theme: 'x', voices: 9 },
      { community: 1, theme: 'x', voices: 2 },
      { community: 2, theme: 'x', voices: 3 },
    ];
    expect(unbridgedCommunities(talk, [])).toMatchObject([{ one: 0, other: 2 }]);
  });
});

describe('parts', () => {
  const voice = (more: Partial<VoiceFigures> = {}): VoiceFigures => ({
    ...{ degree: 0, inDegree: 0, outDegree: 0, mutual: 0, betweenness: 0, posts: 1, communities: 1, isNew: false },
    ...more,
  });

  test.each([
    [voice({ inDegree: 9 }), ['hub']],
    [voice({ inDegree: 4 }), []],
    [voice({ betweenness: 7, communities: 2, outDegree: 1 }), ['bridge']],
    [voice({ betweenness: 7, communities: 1 }), []],
    [voice({ posts: 5 }), ['broadcaster']],
    [voice({ posts: 5, outDegree: 1 }), []],
    [voice({ mutual: 2, outDegree: 2 }), ['conversation partner']],
    [voice({ isNew: true }), ['newcomer']],
  ])('%j: %j', (one, roles) => {
    expect(rolesOf([one, ...Array.from({ length: 19 }, () => voice())])[0]).toEqual(roles);
  });

  test('go to a twentieth of all at most, where a rule says so', () => {
    const many = Array.from({ length: 100 }, (_, index) => voice({ inDegree: 10 + index }));
    expect(rolesOf(many).filter((roles) => roles.includes('hub'))).toHaveLength(5);
  });
});

describe('tables', () => {
  test('have a row for every column they describe, and name nobody', async () => {
    const measures = await measureMap(await twoCircles(6, true), SETTINGS);
    for (const table of MEASURE_TABLES) {
      for (const row of table.rows(measures)) {
        expect(Object.keys(row).sort()).toEqual(table.columns.map(({ name }) => name).sort());
        expect(JSON.stringify(row)).not.toContain('voice-');
      }
    }
    const named = await measureMap(await twoCircles(6, true), { ...SETTINGS, identify: true });
    expect(JSON.stringify(MEASURE_TABLES[0]!.rows(named))).toContain('voice-a0');
  });

  test('leave counts of fewer than five people empty', async () => {
    const measures = await measureMap(await twoCircles(4, false), SETTINGS);
    const rows = (name: string) => MEASURE_TABLES.find((table) => table.name === name)!.rows(measures);
    expect(rows('communities')).toMatchObject([
      { nodes: null, voices: null },
      { nodes: null, voices: null },
    ]);
    expect(rows('unbridged')).toMatchObject([{ theme: 'hearing aids', voices: null, other_voices: null }]);
  });

  test('of an empty store are empty', async () => {
    const measures = await measureMap(await temporaryStore(), SETTINGS);
    for (const table of MEASURE_TABLES) expect(table.rows(measures)).toEqual([]);
    expect(measures.summary).toMatchObject({ nodes: 0, edges: 0, modularity: 0, reciprocity: 0 });
  });
});
