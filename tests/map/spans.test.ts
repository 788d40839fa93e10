/** When nodes and edges are there, as GEXF says it. */
import { expect, test } from 'vitest';
import { writeMap } from '../../src/map/map.js';
import { spansOf } from '../../src/map/spans.js';
import { edgeOf, nodeOf } from './samples.js';

const held = { kind: 'funds', basis: 'asserted', lastSeen: null } as const;
const EDGES = [
  edgeOf('a', 'b', { firstSeen: '2026-02-03T08:00:00.000Z', lastSeen: '2026-02-05' }),
  edgeOf('b', 'c', { firstSeen: '2026-01-10', lastSeen: '2026-01-20' }),
  edgeOf('c', 'd', { ...held, firstSeen: '2024-01-01' }),
];

test('a node is there as long as any of its relations', () => {
  expect(Object.fromEntries(spansOf(EDGES))).toEqual({
    a: { start: '2026-02-03', end: '2026-02-05' },
    b: { start: '2026-01-10', end: '2026-02-05' },
    c: { start: '2024-01-01', end: null },
    d: { start: '2024-01-01', end: null },
  });
});

test('what begins nowhere, or holds still, has no start or no end in GEXF', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e'].map((id) => nodeOf(id));
  const { content } = writeMap({ nodes, edges: EDGES }, 'gexf')[0]!;
  const tag = (start: string) =>
    content
      .split('\n')
      .find((line) => line.startsWith(start))!
      .split('>')[0];
  expect(tag('<node id="b"')).toContain(' start="2026-01-10" end="2026-02-05"');
  expect(tag('<node id="c"')).toMatch(/ start="2024-01-01"$/);
  expect(tag('<node id="e"')).not.toMatch(/start|end=/);
  expect(tag('<edge id="c funds d asserted"')).toMatch(/ start="2024-01-01"$/);
});
