/** The map as it is, for programs: one node or edge a line. */
import type { ConversationMap, MapEdge } from '../model.js';
import { isWithheld } from './fields.js';

/** Rises when a program that read the last one would misread this one; new members alone do not raise it. */
export const JSON_VERSION = 1;

/** `{ format, version, nodes, edges, omitted? }`; weights that may not be told are `null`. */
export function* writeJson(map: ConversationMap): Generator<string> {
  yield `{\n"format": "discover-map",\n"version": ${JSON_VERSION},\n`;
  yield* list('nodes', map.nodes);
  yield ',\n';
  yield* list('edges', map.edges, told);
  if (map.omitted !== undefined) yield `,\n"omitted": ${JSON.stringify(map.omitted)}`;
  yield '\n}\n';
}

function* list<Item>(name: string, items: readonly Item[], shown: (item: Item) => unknown = (item) => item) {
  let before = `"${name}": [\n`;
  for (const item of items) {
    yield before + JSON.stringify(shown(item));
    before = ',\n';
  }
  yield items.length === 0 ? `"${name}": []` : '\n]';
}

function told(edge: MapEdge) {
  return isWithheld(edge) ? { ...edge, weight: null, strength: null } : edge;
}
