import { describe, expect, test } from 'vitest';
import { diffMaps, without } from '../../../src/map/diff/diff.js';
import { tellDiff } from '../../../src/map/diff/told.js';
import type { EdgeKind } from '../../../src/model.js';
import type { Snapshot } from '../../../src/store/map-snapshots.js';

/** Nodes are in the community of their line; relations as `source kind target weight`. */
function mapOf(communities: string[], relations: string[]): Snapshot {
  const nodes = communities.flatMap((ids, community) => ids.split(' ').map((id) => ({ id, community, posts: 1 })));
  const edges = relations.map((relation) => {
    const [source, kind, target, weight = '1'] = relation.split(' ') as [string, EdgeKind, string, string?];
    return { source, kind, target, weight: Number(weight) };
  });
  return { nodes, edges };
}

const BEFORE = mapOf(
  ['voice:1 voice:2 theme:a', 'place:x place:y voice:3'],
  ['voice:1 reply voice:2 3', 'voice:2 reply voice:1 2', 'voice:2 mention voice:1', 'voice:3 reply voice:1 5'],
);
const AFTER = mapOf(
  ['voice:1 voice:2 theme:a', 'place:x place:y voice:4'],
  ['voice:1 reply voice:2 4', 'voice:2 reply voice:1 1', 'voice:4 reply voice:1'],
);

describe('diffMaps', () => {
  test('tells nodes and relations that came, went, and changed', () => {
    const { nodes, edges } = diffMaps(BEFORE, AFTER, 1);
    expect(nodes.new.map(({ id }) => id)).toEqual(['voice:4']);
    expect(nodes.gone.map(({ id }) => id)).toEqual(['voice:3']);
    const words = (those: typeof edges.new) =>
      those.map(({ source, kind, target, before, after }) => `${source} ${kind} ${target} ${before}>${after}`);
    expect(words(edges.new)).toEqual(['voice:4 reply voice:1 null>1']);
    expect(words(edges.gone)).toEqual(['voice:2 mention voice:1 1>null', 'voice:3 reply voice:1 5>null']);
    expect(words(edges.stronger)).toEqual(['voice:1 reply voice:2 3>4']);
    expect(words(edges.weaker)).toEqual(['voice:2 reply voice:1 2>1']);
  });

  test('of the same map twice is empty, but for what stayed', () => {
    const same = diffMaps(BEFORE, BEFORE, 1);
    expect(same.nodes).toEqual({ new: [], gone: [] });
    expect(same.edges).toEqual({ new: [], gone: [], stronger: [], weaker: [] });
    expect(same.changes.map(({ fate }) => fate)).toEqual(['stayed', 'stayed']);
    expect([same.moved, same.bridges, same.met]).toEqual([[], { gained: [], lost: [] }, []]);
  });

  test('tells who became a bridge, and who is one no more', () => {
    const circles = ['voice:1 voice:2 voice:3', 'voice:4 voice:5 voice:6'];
    const within = ['1 2', '2 3', '1 3', '4 5', '5 6', '4 6'].map((pair) =>
      pair.replace(/(\d) (\d)/, 'voice:$1 reply voice:$2'),
    );
    const [early, late] = ['voice:1 reply voice:4', 'voice:2 reply voice:5'].map((bridge) =>
      mapOf(circles, [...within, bridge]),
    ) as [Snapshot, Snapshot];
    expect(diffMaps(early, late, 1).bridges).toEqual({
      gained: ['voice:2', 'voice:5'],
      lost: ['voice:1', 'voice:4'],
    });
  });

  test('tells which places met that had talked about the same without a relation', () => {
    const talk = ['x', 'y', 'z'].map((place) => `place:${place} talks-about theme:a`);
    const nodes = ['place:x place:y place:z place:q theme:a'];
    const before = mapOf(nodes, [...talk, 'place:x link place:z']);
    const after = mapOf(nodes, [
      ...[
        ...talk,
        'place:x link place:y',
        'place:x link place:z',
        'place:x shares-people place:y',
        'place:q link place:x',
      ],
    ]);
    expect(diffMaps(before, after, 1).met).toEqual([
      { one: 'place:x', other: 'place:y', kinds: ['link', 'shares-people'], themes: ['theme:a'] },
    ]);
  });

  test('says nothing of what was withdrawn since', () => {
    const shown = JSON.stringify(diffMaps(without(BEFORE, new Set(['voice:3'])), AFTER, 1));
    expect(shown).toContain('voice:4');
    expect(shown).not.toContain('voice:3');
  });
});

test('counts of few people are not told, of posts they are', () => {
  const places = ['place:x place:y place:z'];
  const before = mapOf(places, ['place:x shares-people place:y 4', 'place:x link place:y 1']);
  const after = mapOf(places, ['place:x shares-people place:y 6', 'place:x link place:y 2']);
  const names = { labelOf: (id: string) => id.slice(6), withdrawn: new Set<string>() };
  const told = tellDiff(diffMaps(before, after, 1), { before, after }, { names, fewest: 5 });
  expect(told.relations.stronger).toMatchObject([
    { kind: 'shares-people', source: { label: 'x' }, before: null, after: 6 },
    { kind: 'link', before: 1, after: 2 },
  ]);
  expect(told.communities).toMatchObject([{ fate: 'stayed', membersBefore: null, membersAfter: null, share: 1 }]);
});
