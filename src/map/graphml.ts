/**
 * GraphML for igraph, NetworkX, yEd and Cytoscape (http://graphml.graphdrawing.org/specification.html): typed keys, one
 * edge element per edge. All edges are directed, as NetworkX demands and igraph assumes; `symmetric` marks those whose
 * direction means nothing. Edge ids keep parallel edges apart in NetworkX; igraph keeps every edge as it is. (Gephi adds
 * parallel edges of GraphML files together: GEXF is the better way there.)
 */
import type { ConversationMap } from '../model.js';
import { EDGE_FIELDS, edgeId, type Field, NODE_FIELDS } from './fields.js';
import { escapeMarkup } from './markup.js';

const TYPES: Readonly<Record<Field<unknown>['type'], string>> = {
  string: 'string',
  integer: 'int',
  double: 'double',
  boolean: 'boolean',
};

export function writeGraphml(map: ConversationMap): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys('node', NODE_FIELDS),
    ...keys('edge', EDGE_FIELDS),
    '<graph id="conversation-map" edgedefault="directed">',
    ...map.nodes.map((node) => `<node id="${escapeMarkup(node.id)}">${data('node', node, NODE_FIELDS)}</node>`),
    ...map.edges.map((edge) => {
      const ends = `source="${escapeMarkup(edge.source)}" target="${escapeMarkup(edge.target)}"`;
      return `<edge id="${escapeMarkup(edgeId(edge))}" ${ends}>${data('edge', edge, EDGE_FIELDS)}</edge>`;
    }),
    '</graph>',
    '</graphml>',
    '',
  ].join('\n');
}

// Keys of nodes and edges share one space of ids, names (`kind`) may be the same.
function keys<Item>(element: string, fields: readonly Field<Item>[]): string[] {
  return fields.map(
    ({ name, type }) =>
      `<key id="${element}_${name}" for="${element}" attr.name="${name}" attr.type="${TYPES[type]}"/>`,
  );
}

function data<Item>(element: string, item: Item, fields: readonly Field<Item>[]): string {
  return fields
    .map((field) => ({ name: field.name, value: field.valueOf(item) }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `<data key="${element}_${name}">${escapeMarkup(String(value))}</data>`)
    .join('');
}
