/** Two tables for spreadsheets, pandas and Gephi: nodes, and edges with the ids of their ends. */
import { csvLine } from '../csv.js';
import type { ConversationMap } from '../model.js';
import { EDGE_FIELDS, edgeId, isSymmetric, NODE_FIELDS } from './fields.js';

export function writeNodesCsv(map: ConversationMap): string {
  const header = csvLine(['id', ...NODE_FIELDS.map((field) => field.name)]);
  return (
    header + map.nodes.map((node) => csvLine([node.id, ...NODE_FIELDS.map((field) => field.valueOf(node))])).join('')
  );
}

/** `type` is the word Gephi's spreadsheet import looks for; `kind` keeps parallel edges apart there. */
export function writeEdgesCsv(map: ConversationMap): string {
  const fields = EDGE_FIELDS.filter((field) => field.name !== 'symmetric');
  const header = csvLine(['id', 'source', 'target', 'type', ...fields.map((field) => field.name)]);
  const lines = map.edges.map((edge) =>
    csvLine([
      ...[edgeId(edge), edge.source, edge.target, isSymmetric(edge) ? 'Undirected' : 'Directed'],
      ...fields.map((field) => field.valueOf(edge)),
    ]),
  );
  return header + lines.join('');
}
