import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { MAP_FORMATS, type MapFormat, writeMap } from '../../src/map/map.js';
import type { ConversationMap } from '../../src/model.js';
import { EMPTY_MAP, edgeOf, hostileMap, nodeOf, parallelMap } from './samples.js';

const contents = (map: ConversationMap, format: MapFormat) => writeMap(map, format).map(({ content }) => content);

describe('writeMap', () => {
  test.each(MAP_FORMATS)('%s of a hostile and of an empty map is written, and twice the same', (format) => {
    for (const map of [hostileMap(), EMPTY_MAP, parallelMap()]) {
      const files = writeMap(map, format);
      expect(files.every(({ content }) => content.length > 0)).toBe(true);
      expect(contents(map, format)).toEqual(contents(map, format));
      for (const file of files) expect([...file.pieces()].join('')).toBe(file.content);
    }
  });

  test('of a large map comes in pieces, none of them large', () => {
    const nodes = Array.from({ length: 2_000 }, (_, index) => nodeOf(`voice:${index}`));
    const edges = nodes.map(({ id }) => edgeOf(id, 'voice:0'));
    for (const format of ['gexf', 'graphml', 'csv', 'json'] as const) {
      const tables = writeMap({ nodes, edges }, format).filter(({ suffix }) => suffix !== 'dictionary.csv');
      for (const { suffix, pieces } of tables) {
        const sizes = [...pieces()].map((piece) => piece.length);
        expect(Math.max(...sizes), suffix).toBeLessThan(70_000);
        expect(sizes.length, suffix).toBeGreaterThan(1);
      }
    }
  });

  test('of XML says of how many names characters were left out', () => {
    const nodes = [nodeOf('a', { label: 'bell \u0007' }), nodeOf('b')];
    for (const format of ['gexf', 'graphml'] as const) {
      const { content } = writeMap({ nodes, edges: [] }, format)[0]!;
      expect(content).toContain('Names and descriptions of 1 node are without characters that XML cannot hold.');
      expect(writeMap({ nodes: nodes.slice(1), edges: [] }, format)[0]!.content).not.toContain('cannot hold');
    }
  });

  test('names its files by their suffix', () => {
    const suffixes = MAP_FORMATS.flatMap((format) => writeMap(EMPTY_MAP, format).map(({ suffix }) => suffix));
    expect(suffixes).toEqual(['gexf', 'graphml', 'nodes.csv', 'edges.csv', 'dictionary.csv', 'json', 'html', 'svg']);
  });
});

describe('CSV', () => {
  const read = (content: string) => parse(content, { columns: true }) as Array<Record<string, string>>;

  test('has a row for every node and edge, with numbers as numbers', () => {
    const [nodes, edges] = writeMap(parallelMap(), 'csv').map(({ content }) => read(content));
    expect(nodes![0]).toEqual({
      ...{ id: 'place:a', label: 'A & B', kind: 'place', posts: '1', community: '1' },
      ...{ basis: 'observed', role: '', degree: '', in_degree: '', out_degree: '', pagerank: '', betweenness: '' },
      ...{ place_kind: '', owner: '', area: '', description: '' },
      ...{ url: 'https://a.example/?x=1&y=2', x: '-3.5', y: '2' },
    });
    expect(edges).toHaveLength(3);
    expect(edges![0]).toEqual({
      ...{ id: 'voice:1 mention voice:2', source: 'voice:1', target: 'voice:2', type: 'Directed', kind: 'mention' },
      ...{ basis: 'observed', weight: '2', strength: '2', fewer_than: '', first_seen: '', last_seen: '' },
    });
  });

  test('has every row of a hostile map, and no cell a spreadsheet would run', () => {
    const map = hostileMap();
    const [nodes, edges] = writeMap(map, 'csv').map(({ content }) => read(content));
    expect([nodes!.length, edges!.length]).toEqual([map.nodes.length, map.edges.length]);
    const labels = nodes!.map(({ label }) => label!);
    expect(labels.filter((label) => /^[=+@\t\r\n-]/.test(label))).toEqual([]);
    expect(labels).toContain('\'=HYPERLINK("https://evil.example/","x")');
    expect(new Set(edges!.map(({ type }) => type))).toEqual(new Set(['Directed', 'Undirected']));
  });
});

test('the dictionary has every column of both tables', () => {
  const files = writeMap(parallelMap(), 'csv').map(({ content }) => content);
  const [nodes, edges] = files.map((content) => (parse(content) as string[][])[0]!);
  const described = parse(files[2]!, { columns: true }) as Record<string, string>[];
  const of = (table: string) => described.filter((line) => line.table === table).map(({ column }) => column);
  expect([of('nodes'), of('edges')]).toEqual([nodes, edges]);
  for (const { column, meaning } of described) expect(meaning, column).toMatch(/^\S.{8,}\.$/);
});

test('a weight that is not to be told is in no file, and the page says fewer', () => {
  const nodes = [nodeOf('place:a', { kind: 'place' }), nodeOf('place:b', { kind: 'place' })];
  const shared = edgeOf('place:a', 'place:b', { kind: 'shares-people', weight: 1, strength: 1, fewerThan: 5 });
  const [, edges] = writeMap({ nodes, edges: [shared] }, 'csv');
  expect(parse(edges!.content, { columns: true })).toMatchObject([{ weight: '', strength: '', fewer_than: '5' }]);
  for (const format of ['gexf', 'graphml'] as const) {
    expect(writeMap({ nodes, edges: [shared] }, format)[0]!.content).not.toMatch(/weight="1"|edge_weight">/);
  }
  expect(JSON.parse(writeMap({ nodes, edges: [shared] }, 'json')[0]!.content).edges).toMatchObject([
    { weight: null, strength: null, fewerThan: 5 },
  ]);
  for (const format of ['html', 'svg'] as const) {
    expect(writeMap({ nodes, edges: [shared] }, format)[0]!.content).toContain('fewer than 5');
  }
});

test('JSON is the map', () => {
  const { format, version, ...map } = JSON.parse(writeMap(hostileMap(), 'json')[0]!.content);
  expect([format, version]).toEqual(['discover-map', 1]);
  expect(map).toEqual(hostileMap());
});
