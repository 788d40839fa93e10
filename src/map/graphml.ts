/**
 * GraphML for igraph, NetworkX, yEd and Cytoscape (http://graphml.graphdrawing.org/specification.html): typed keys, one
 * edge element per edge. All edges are directed, as NetworkX demands and igraph assumes; `symmetric` marks those whose
 * direction means nothing. Edge ids keep parallel edges apart in NetworkX; igraph keeps every edge as it is. (Gephi adds
 * parallel edges of GraphML files together: GEXF is the better way there.)
 */
import type { ConversationMap } from '../model.js';
import { EDGE_FIELDS, edgeId, type Field, NODE_FIELDS } from './fields.js';
import { describedIn, escapeMarkup } from './markup.js';

const TYPES: Readonly<Record<Field<unknown>['type'], string>> = {
  string: 'string',
  integer: 'int',
  double: 'double',
  boolean: 'boolean',
};

export function* writeGraphml(map: ConversationMap): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  yield `<desc>${escapeMarkup(describedIn(map))}</desc>\n`;
  yield* keys('node', NODE_FIELDS);
  yield* keys('edge', EDGE_FIELDS);
  yield '<graph id="conversation-map" edgedefault="directed">\n';
  for (const node of map.nodes) {
    yield `<node id="${escapeMarkup(node.id)}">${data('node', node, NODE_FIELDS)}</node>\n`;
  }
  for (const edge of map.edges) {
    const ends = `source="${escapeMarkup(edge.source)}" target="${escapeMarkup(edge.target)}"`;
    yield `<edge id="${escapeMarkup(edgeId(edge))}" ${ends}>${data('edge', edge, EDGE_FIELDS)}</edge>\n`;
  }
  yield '</graph>\n</graphml>\n';
}

// Keys of nodes and edges share one space of ids, names (`kind`) may be the same.
function* keys<Item>(element: string, fields: readonly Field<Item>[]): Generator<string> {
  for (const { name, type } of fields) {
    yield `<key id="${element}_${name}" for="${element}" attr.name="${name}" attr.type="${TYPES[type]}"/>\n`;
  }
}

function data<Item>(element: string, item: Item, fields: readonly Field<Item>[]): string {
  let cells = '';
  for (const field of fields) {
    const value = field.valueOf(item);
    if (value !== null) cells += `<data key="${element}_${field.name}">${escapeMarkup(String(value))}</data>`;
  }
  return cells;
}
