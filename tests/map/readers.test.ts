/** GEXF and GraphML as NetworkX and igraph read them. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drawMap, writeMap } from '../../src/map/map.js';
import type { ConversationMap } from '../../src/model.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { EMPTY_MAP, hostileMap, parallelMap, seedConversation } from './samples.js';

// Not the python3 of the path: the libraries are packages of the system.
const PYTHON = '/usr/bin/python3';
const REQUIRED = process.env.CI !== undefined;
const HAS_READERS = spawnSync(PYTHON, ['-c', 'import networkx, igraph']).status === 0;

const NETWORKX = `
import json, sys, networkx
path = sys.argv[1]
graph = networkx.read_gexf(path) if path.endswith('gexf') else networkx.read_graphml(path, force_multigraph=True)
print(json.dumps({
  'directed': graph.is_directed(),
  'nodes': [[node, data] for node, data in graph.nodes(data=True)],
  'edges': [[source, target, data] for source, target, data in graph.edges(data=True)],
}))`;

const IGRAPH = `
import json, math, sys, igraph
graph = igraph.Graph.Read_GraphML(sys.argv[1])
# What is not there is no number in igraph.
def plain(data): return {k: v for k, v in data.items() if k != 'id' and not (isinstance(v, float) and math.isnan(v))}
print(json.dumps({
  'directed': graph.is_directed(),
  'nodes': [[node['id'], plain(node.attributes())] for node in graph.vs],
  'edges': [[graph.vs[e.source]['id'], graph.vs[e.target]['id'], plain(e.attributes())] for e in graph.es],
}))`;

interface Reading {
  directed: boolean;
  nodes: Array<[string, Record<string, unknown>]>;
  edges: Array<[string, string, Record<string, unknown>]>;
}

async function read(map: ConversationMap, format: 'gexf' | 'graphml', script: string): Promise<Reading> {
  const { content, suffix } = writeMap(map, format)[0]!;
  const file = join(await temporaryFolder(), `map.${suffix}`);
  await writeFile(file, content);
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script, file], { encoding: 'utf8', maxBuffer: 1e9 });
  expect(`${status} ${stderr}`).toBe('0 ');
  return JSON.parse(stdout) as Reading;
}

const READERS = [
  { reader: 'NetworkX', format: 'gexf', script: NETWORKX },
  { reader: 'NetworkX', format: 'graphml', script: NETWORKX },
  { reader: 'igraph', format: 'graphml', script: IGRAPH },
] as const;

describe.skipIf(!HAS_READERS && !REQUIRED)('graph files (needs python3-networkx and python3-igraph)', () => {
  describe.each(READERS)('$reader on $format', ({ format, script }) => {
    test('finds the nodes and edges of a conversation, with their attributes', async () => {
      const store = await temporaryStore();
      await seedConversation(store);
      const map = await drawMap(store, { seed: 1, view: 'all', identify: false });
      const { directed, nodes, edges } = await read(map, format, script);
      expect(directed).toBe(true);
      expect(nodes).toHaveLength(map.nodes.length);
      const byId = new Map(nodes);
      for (const { id, label, kind, posts, community } of map.nodes) {
        expect(byId.get(id)).toMatchObject({ label, kind, posts, community });
      }
      const ends = (source: unknown, kind: unknown, target: unknown, weight: unknown) =>
        `${source} ${kind} ${target} ${weight}`;
      expect(edges.map(([source, target, data]) => ends(source, data.kind, target, data.weight)).sort()).toEqual(
        map.edges.map((edge) => ends(edge.source, edge.kind, edge.target, edge.weight)).sort(),
      );
    });

    test('keeps parallel edges apart and knows a missing date from a date', async () => {
      const { nodes, edges } = await read(parallelMap(), format, script);
      expect(nodes.map(([id]) => id).sort()).toEqual(['place:a', 'voice:1', 'voice:2']);
      const place = new Map(nodes).get('place:a');
      expect(place).toMatchObject({ label: 'A & B', kind: 'place', community: 1, url: 'https://a.example/?x=1&y=2' });
      expect(edges).toHaveLength(3);
      const reply = edges.find(([source, , data]) => source === 'voice:1' && data.kind === 'reply')!;
      expect(reply[2]).toMatchObject({
        ...{ weight: 1, basis: 'observed', symmetric: false },
        ...{ first_seen: '2026-02-01', last_seen: '2026-02-03' },
      });
      const mention = edges.find(([, , data]) => data.kind === 'mention')!;
      expect(mention[2].weight).toBe(2);
      expect(mention[2].first_seen ?? '').toBe('');
    });

    test('gives back hostile names, without what XML cannot hold', async () => {
      const map = hostileMap();
      const { nodes, edges } = await read(map, format, script);
      expect([nodes.length, edges.length]).toEqual([map.nodes.length, map.edges.length]);
      const byId = new Map(nodes);
      const allowed = (label: string) => label.replace(/[\u0000-\u0008\u000b\u001f\ufffe\uffff\ud800]/g, '');
      for (const node of map.nodes) expect(byId.get(node.id)!.label ?? '').toBe(allowed(node.label));
    });

    test('opens an empty map', async () => {
      expect(await read(EMPTY_MAP, format, script)).toMatchObject({ directed: true, nodes: [], edges: [] });
    });
  });

  test('NetworkX finds positions, colours, sizes and days in GEXF', async () => {
    const { nodes, edges } = await read(parallelMap(), 'gexf', NETWORKX);
    const { viz } = new Map(nodes).get('place:a') as { viz: Record<string, unknown> };
    expect(viz.position).toEqual({ x: -3.5, y: -2, z: 0 });
    expect(viz.color).toMatchObject({ r: 187, g: 187, b: 187 });
    expect(viz.size).toBeGreaterThan(0);
    const days = edges.filter(([, , data]) => data.start !== undefined);
    expect(days).toHaveLength(2);
    expect(days[0]![2]).toMatchObject({ start: '2026-02-01', end: '2026-02-03' });
  });

  test('NetworkX and igraph find positions in GraphML', async () => {
    for (const script of [NETWORKX, IGRAPH]) {
      const { nodes } = await read(parallelMap(), 'graphml', script);
      expect(new Map(nodes).get('place:a')).toMatchObject({ x: -3.5, y: 2 });
    }
  });
});
