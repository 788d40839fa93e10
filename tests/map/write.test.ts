import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { MAP_FORMATS, writeMap } from '../../src/map/map.js';
import { EMPTY_MAP, hostileMap, parallelMap } from './samples.js';

describe('writeMap', () => {
  test.each(MAP_FORMATS)('%s of a hostile and of an empty map is written, and twice the same', (format) => {
    for (const map of [hostileMap(), EMPTY_MAP, parallelMap()]) {
      const files = writeMap(map, format);
      expect(files.every(({ content }) => content.length > 0)).toBe(true);
      expect(writeMap(map, format)).toEqual(files);
    }
  });

  test('names its files by their suffix', () => {
    const suffixes = MAP_FORMATS.flatMap((format) => writeMap(EMPTY_MAP, format).map(({ suffix }) => suffix));
    expect(suffixes).toEqual(['gexf', 'graphml', 'nodes.csv', 'edges.csv', 'json', 'html', 'svg']);
  });
});

describe('CSV', () => {
  const read = (content: string) => parse(content, { columns: true }) as Array<Record<string, string>>;

  test('has a row for every node and edge, with numbers as numbers', () => {
    const [nodes, edges] = writeMap(parallelMap(), 'csv').map(({ content }) => read(content));
    expect(nodes![0]).toEqual({
      ...{ id: 'place:a', label: 'A & B', kind: 'place', posts: '1', community: '1' },
      ...{ basis: 'observed', place_kind: '', owner: '', area: '', description: '' },
      ...{ url: 'https://a.example/?x=1&y=2', x: '-3.5', y: '2' },
    });
    expect(edges).toHaveLength(3);
    expect(edges![0]).toEqual({
      ...{ id: 'voice:1 mention voice:2', source: 'voice:1', target: 'voice:2', type: 'Directed', kind: 'mention' },
      ...{ basis: 'observed', weight: '2', strength: '2', first_seen: '', last_seen: '' },
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

test('JSON is the map', () => {
  expect(JSON.parse(writeMap(hostileMap(), 'json')[0]!.content)).toEqual(hostileMap());
});
