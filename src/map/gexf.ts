/**
 * GEXF for Gephi and NetworkX (https://gexf.net/).
 *
 * - The vocabulary is that of GEXF 1.3, whose `kind` keeps parallel edges apart in Gephi (0.9 and later), in the
 *   namespace of 1.2: Gephi looks at local names only, while NetworkX refuses a namespace it does not know.
 * - Every edge is written as directed, because NetworkX refuses files that mix both sorts; `symmetric` marks those whose
 *   direction means nothing. Every edge has an id, which NetworkX uses to keep parallel edges apart.
 * - `kind` is written a second time as a declared attribute, since other readers know no `kind`; so are the
 *   dates, which besides move Gephi's timeline, in whole days.
 */
import type { ConversationMap, MapEdge, MapNode, NodeKind } from '../model.js';
import { channels, colourOf, paletteOf, radiusScale } from './appearance.js';
import { EDGE_FIELDS, edgeId, type Field, NODE_FIELDS } from './fields.js';
import { escapeMarkup } from './markup.js';

const SHAPES: Readonly<Record<NodeKind, string>> = {
  voice: 'disc',
  place: 'square',
  theme: 'diamond',
  organisation: 'triangle',
};
// Part of the elements themselves in GEXF.
const BUILT_IN = new Set(['label', 'weight', 'x', 'y']);

export function writeGexf(map: ConversationMap): string {
  const palette = paletteOf(map.nodes);
  const radiusOf = radiusScale(map.nodes);
  const isDated = map.edges.some((edge) => edge.firstSeen !== null);
  const mode = isDated ? 'mode="dynamic" timeformat="date" timerepresentation="interval"' : 'mode="static"';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.3">',
    `<graph defaultedgetype="directed" idtype="string" ${mode}>`,
    ...declarations('node', NODE_FIELDS),
    ...declarations('edge', EDGE_FIELDS),
    `<nodes count="${map.nodes.length}">`,
    ...map.nodes.map((node) => nodeElement(node, colourOf(node, palette), radiusOf(node.posts))),
    '</nodes>',
    `<edges count="${map.edges.length}">`,
    ...map.edges.map(edgeElement),
    '</edges>',
    '</graph>',
    '</gexf>',
    '',
  ].join('\n');
}

function declarations<Item>(element: string, fields: readonly Field<Item>[]): string[] {
  const declared = fields.filter((field) => !BUILT_IN.has(field.name));
  const lines = declared.map(({ name, type }) => `<attribute id="${name}" title="${name}" type="${type}"/>`);
  return [`<attributes class="${element}" mode="static">`, ...lines, '</attributes>'];
}

function values<Item>(item: Item, fields: readonly Field<Item>[]): string {
  const cells = fields
    .filter((field) => !BUILT_IN.has(field.name))
    .map((field) => ({ name: field.name, value: field.valueOf(item) }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `<attvalue for="${name}" value="${escapeMarkup(String(value))}"/>`);
  return `<attvalues>${cells.join('')}</attvalues>`;
}

function nodeElement(node: MapNode, colour: string, radius: number): string {
  const { r, g, b } = channels(colour);
  return [
    `<node id="${escapeMarkup(node.id)}" label="${escapeMarkup(node.label)}">`,
    values(node, NODE_FIELDS),
    `<viz:size value="${radius.toFixed(2)}"/>`,
    // The vertical axis of Gephi points up, ours down as on every screen.
    `<viz:position x="${node.x}" y="${-node.y + 0}" z="0"/>`,
    `<viz:color r="${r}" g="${g}" b="${b}"/>`,
    `<viz:shape value="${SHAPES[node.kind]}"/>`,
    '</node>',
  ].join('');
}

function edgeElement(edge: MapEdge): string {
  const span =
    edge.firstSeen === null ? '' : ` start="${day(edge.firstSeen)}" end="${day(edge.lastSeen ?? edge.firstSeen)}"`;
  const ends = `source="${escapeMarkup(edge.source)}" target="${escapeMarkup(edge.target)}"`;
  const attributes = `id="${escapeMarkup(edgeId(edge))}" ${ends} kind="${edge.kind}" weight="${edge.weight}"${span}`;
  return `<edge ${attributes}>${values(edge, EDGE_FIELDS)}</edge>`;
}

/** The date of an ISO moment. */
function day(moment: string): string {
  return escapeMarkup(moment.slice(0, 10));
}
