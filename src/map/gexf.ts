/**
 * GEXF for Gephi and NetworkX (https://gexf.net/).
 *
 * - The vocabulary is that of GEXF 1.3, whose `kind` keeps parallel edges apart in Gephi (0.9 and later), in the
 *   namespace of 1.2: Gephi looks at local names only, while NetworkX refuses a namespace it does not know.
 * - Every edge is written as directed, because NetworkX refuses files that mix both sorts; `symmetric` marks those whose
 *   direction means nothing. Every edge has an id, which NetworkX uses to keep parallel edges apart.
 * - `kind` is written a second time as a declared attribute, since other readers know no `kind`; so are the
 *   dates, which besides move Gephi's timeline, in whole days. A node is there from the first of its relations to the last.
 */
import type { ConversationMap, MapEdge, MapNode, NodeKind } from '../model.js';
import { channels, colourOf, paletteOf, radiusScale } from './appearance.js';
import { EDGE_FIELDS, edgeId, type Field, isWithheld, NODE_FIELDS } from './fields.js';
import { describedIn, escapeMarkup } from './markup.js';
import { type Span, spanOf, spansOf } from './spans.js';

const SHAPES: Readonly<Record<NodeKind, string>> = {
  voice: 'disc',
  place: 'square',
  theme: 'diamond',
  organisation: 'triangle',
};
// Part of the elements themselves in GEXF.
const BUILT_IN = new Set(['label', 'weight', 'x', 'y']);

export function* writeGexf(map: ConversationMap): Generator<string> {
  const palette = paletteOf(map.nodes);
  const radiusOf = radiusScale(map.nodes);
  const spans = spansOf(map.edges);
  const isDated = map.edges.some((edge) => edge.firstSeen !== null);
  const mode = isDated ? 'mode="dynamic" timeformat="date" timerepresentation="interval"' : 'mode="static"';
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.3">\n';
  yield `<meta><creator>Discover</creator><description>${escapeMarkup(describedIn(map))}</description></meta>\n`;
  yield `<graph defaultedgetype="directed" idtype="string" ${mode}>\n`;
  yield* declarations('node', NODE_FIELDS);
  yield* declarations('edge', EDGE_FIELDS);
  yield `<nodes count="${map.nodes.length}">\n`;
  for (const node of map.nodes) {
    yield nodeElement(node, {
      colour: colourOf(node, palette),
      radius: radiusOf(node.posts),
      span: spans.get(node.id),
    });
  }
  yield `</nodes>\n<edges count="${map.edges.length}">\n`;
  for (const edge of map.edges) yield edgeElement(edge);
  yield '</edges>\n</graph>\n</gexf>\n';
}

function* declarations<Item>(element: string, fields: readonly Field<Item>[]): Generator<string> {
  yield `<attributes class="${element}" mode="static">\n`;
  for (const { name, type } of fields) {
    if (!BUILT_IN.has(name)) yield `<attribute id="${name}" title="${name}" type="${type}"/>\n`;
  }
  yield '</attributes>\n';
}

function values<Item>(item: Item, fields: readonly Field<Item>[]): string {
  let cells = '';
  for (const field of fields) {
    const value = BUILT_IN.has(field.name) ? null : field.valueOf(item);
    if (value !== null) cells += `<attvalue for="${field.name}" value="${escapeMarkup(String(value))}"/>`;
  }
  return `<attvalues>${cells}</attvalues>`;
}

interface Look {
  colour: string;
  radius: number;
  span: Span | undefined;
}

function nodeElement(node: MapNode, { colour, radius, span }: Look): string {
  const { r, g, b } = channels(colour);
  return [
    `<node id="${escapeMarkup(node.id)}" label="${escapeMarkup(node.label)}"${during(span)}>`,
    values(node, NODE_FIELDS),
    `<viz:size value="${radius.toFixed(2)}"/>`,
    // The vertical axis of Gephi points up, ours down as on every screen.
    `<viz:position x="${node.x}" y="${-node.y + 0}" z="0"/>`,
    `<viz:color r="${r}" g="${g}" b="${b}"/>`,
    `<viz:shape value="${SHAPES[node.kind]}"/>`,
    '</node>\n',
  ].join('');
}

function edgeElement(edge: MapEdge): string {
  const weight = isWithheld(edge) ? '' : ` weight="${edge.weight}"`;
  const ends = `source="${escapeMarkup(edge.source)}" target="${escapeMarkup(edge.target)}"`;
  const attributes = `id="${escapeMarkup(edgeId(edge))}" ${ends} kind="${edge.kind}"${weight}${during(spanOf(edge))}`;
  return `<edge ${attributes}>${values(edge, EDGE_FIELDS)}</edge>\n`;
}

/** From when to when, as attributes; an end that is open is left out. */
function during(span: Span | undefined): string {
  const start = span?.start == null ? '' : ` start="${escapeMarkup(span.start)}"`;
  return span?.end == null ? start : `${start} end="${escapeMarkup(span.end)}"`;
}
