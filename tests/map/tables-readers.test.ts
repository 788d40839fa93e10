/** The CSV and JSON of the map as NetworkX and igraph take them in, and all formats side by side. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type MapFormat, writeMap } from '../../src/map/map.js';
import type { ConversationMap } from '../../src/model.js';
import { temporaryFolder } from '../support/project.js';
import { edgeOf, hostileMap, nodeOf } from './samples.js';

const PYTHON = '/usr/bin/python3';
const REQUIRED = process.env.CI !== undefined;
const HAS_READERS = spawnSync(PYTHON, ['-c', 'import networkx, igraph']).status === 0;

// Every reading as nodes and edges with their attributes; numbers, booleans and what is missing made alike.
const SCRIPT = `
import csv, json, math, sys, networkx, igraph
folder = sys.argv[1]
csv.field_size_limit(10 ** 8)
NUMBERS = {'posts', 'community', 'degree', 'in_degree', 'out_degree', 'pagerank', 'betweenness', 'x', 'y', 'weight', 'strength', 'fewer_than'}
def rows(name):
    with open(f'{folder}/map.{name}.csv', encoding='utf-8', newline='') as file: return list(csv.DictReader(file))
def value(key, cell):
    if cell == '' or cell is None or (isinstance(cell, float) and math.isnan(cell)): return None
    return float(cell) if key in NUMBERS else cell
def plain(data): return {k: value(k, v) for k, v in data.items() if k not in ('id', 'viz', 'start', 'end', 'source', 'target') and value(k, v) is not None}
def of_networkx(graph):
    return {'nodes': sorted([n, plain(d)] for n, d in graph.nodes(data=True)),
            'edges': sorted(([a, b, plain(d)] for a, b, d in graph.edges(data=True)), key=str)}
def of_igraph(graph, name):
    return {'nodes': sorted([v[name], plain({k: x for k, x in v.attributes().items() if k != name})] for v in graph.vs),
            'edges': sorted(([graph.vs[e.source][name], graph.vs[e.target][name], plain(e.attributes())] for e in graph.es), key=str)}
nodes, edges = rows('nodes'), rows('edges')
table = networkx.MultiDiGraph()
for node in nodes: table.add_node(node['id'], **node)
for edge in edges: table.add_edge(edge['source'], edge['target'], key=edge['id'], **{k: v for k, v in edge.items() if k != 'id'})
with open(f'{folder}/map.json', encoding='utf-8') as file: whole = json.load(file)
print(json.dumps({
  'csv networkx': of_networkx(table),
  'csv igraph': of_igraph(igraph.Graph.DictList([{**n, 'name': n['id']} for n in nodes], edges, directed=True), 'name'),
  'gexf networkx': of_networkx(networkx.read_gexf(f'{folder}/map.gexf')),
  'graphml networkx': of_networkx(networkx.read_graphml(f'{folder}/map.graphml', force_multigraph=True)),
  'graphml igraph': of_igraph(igraph.Graph.Read_GraphML(f'{folder}/map.graphml'), 'id'),
  'json': [len(whole['nodes']), len(whole['edges']), whole['format'], whole['version']],
}))`;

type Item = [...string[], Record<string, unknown>];
interface Reading {
  nodes: Item[];
  edges: Item[];
}

async function readAll(map: ConversationMap): Promise<Record<string, Reading>> {
  const folder = await temporaryFolder();
  for (const format of ['gexf', 'graphml', 'csv', 'json'] satisfies MapFormat[]) {
    for (const { suffix, content } of writeMap(map, format)) await writeFile(join(folder, `map.${suffix}`), content);
  }
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', SCRIPT, folder], { encoding: 'utf8', maxBuffer: 1e9 });
  expect(`${status} ${stderr}`).toBe('0 ');
  return JSON.parse(stdout) as Record<string, Reading>;
}

/** Every attribute there is, several kinds of relations between the same two, one with itself, one not to be told. */
function fullMap(): ConversationMap {
  const figures = { degree: 3, inDegree: 2, outDegree: 1, pageRank: 0.25, betweenness: 1.5, roles: ['hub', 'bridge'] };
  const place = { kind: 'place', placeKind: 'forum', owner: 'charity', area: 'Leeds', description: 'For all' } as const;
  return {
    nodes: [
      nodeOf('place:a', {
        ...place,
        label: 'A \u202eforum\u202c "x" 👩‍⚕️',
        url: 'https://a.example/?x=1&y=2',
        posts: 7,
      }),
      nodeOf('place:b', { ...place, label: '</script> & line\nbreak', basis: 'asserted', community: 1 }),
      nodeOf('voice:1', { label: 'voice 1', figures, x: -3.5, y: 2.25 }),
    ],
    edges: [
      edgeOf('place:a', 'place:b', { kind: 'funds', basis: 'asserted', firstSeen: '2024-01-01', lastSeen: null }),
      edgeOf('place:a', 'place:b', { kind: 'link', weight: 4 }),
      edgeOf('place:a', 'place:b', { kind: 'shares-people', weight: 1, strength: 1, fewerThan: 5 }),
      edgeOf('voice:1', 'voice:1', { kind: 'reply', weight: 2, strength: 2 }),
    ],
  };
}

const READINGS = ['csv networkx', 'csv igraph', 'gexf networkx', 'graphml networkx', 'graphml igraph'];
/** What a format says in its own way and not as an attribute. */
const OWN_WAYS: Record<string, string[]> = { csv: ['symmetric', 'type'], gexf: ['x', 'y'], graphml: [] };
/** NetworkX makes a weight of 1 of one that is not given in GEXF. */
const withoutWeight = ({ weight: _, ...rest }: Record<string, unknown>) => rest;

describe.skipIf(!HAS_READERS && !REQUIRED)('map files side by side (needs python3-networkx and python3-igraph)', () => {
  test('every reader of every format finds the same nodes, edges and attributes', async () => {
    const readings = await readAll(fullMap());
    const [first] = readings['graphml igraph']!.nodes;
    expect(first).toEqual([
      'place:a',
      {
        ...{ label: 'A \u202eforum\u202c "x" 👩‍⚕️', kind: 'place', posts: 7, community: 0, basis: 'observed' },
        ...{ place_kind: 'forum', owner: 'charity', area: 'Leeds', description: 'For all' },
        ...{ url: 'https://a.example/?x=1&y=2', x: 0, y: 0 },
      },
    ]);
    expect(readings['graphml igraph']!.nodes[2]![1]).toMatchObject({
      ...{ role: 'hub; bridge', degree: 3, in_degree: 2, out_degree: 1, pagerank: 0.25, betweenness: 1.5 },
    });
    const plain = (name: string, data: Record<string, unknown>) => {
      const left = OWN_WAYS[name.split(' ')[0]!]!;
      const hidden = [...left, 'symmetric', 'x', 'y'];
      return Object.fromEntries(Object.entries(data).filter(([key]) => !hidden.includes(key)));
    };
    const alike = (name: string) => {
      const { nodes, edges } = readings[name]!;
      const sorted = edges.map(([source, target, data]) => [
        source,
        target,
        plain(name, data as Record<string, unknown>),
      ]);
      return {
        nodes: nodes.map(([id, data]) => [id, plain(name, data as unknown as Record<string, unknown>)]),
        edges: sorted.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
      };
    };
    const keyOf = ([source, target, data]: unknown[]) => `${source} ${target} ${(data as { kind: string }).kind}`;
    const expected = alike('graphml igraph');
    expect(expected.edges).toHaveLength(4);
    expect(expected.edges.map(([, , data]) => (data as { weight?: number }).weight)).toEqual([1, 4, undefined, 2]);
    for (const name of READINGS.filter((one) => !one.startsWith('gexf'))) {
      expect(alike(name), name).toEqual(expected);
    }
    const bare = ({ nodes, edges }: ReturnType<typeof alike>) => ({
      nodes,
      edges: edges.map(([source, target, data]) => [source, target, withoutWeight(data as Record<string, unknown>)]),
    });
    expect(bare(alike('gexf networkx'))).toEqual(bare(expected));
    expect(readings.json).toEqual([3, 4, 'discover-map', 1]);
  });

  test('hostile names take no node and no edge from anybody', async () => {
    const map = hostileMap();
    const readings = await readAll(map);
    for (const name of READINGS) {
      expect([readings[name]!.nodes.length, readings[name]!.edges.length], name).toEqual([
        map.nodes.length,
        map.edges.length,
      ]);
    }
    expect(readings.json).toEqual([map.nodes.length, map.edges.length, 'discover-map', 1]);
  });
});
