/** The map as it is, for programs. */
import type { ConversationMap } from '../model.js';

export function writeJson(map: ConversationMap): string {
  return `${JSON.stringify({ nodes: map.nodes, edges: map.edges, omitted: map.omitted }, null, 2)}\n`;
}
