/**
 * Two tables for spreadsheets, pandas and Gephi (nodes, and edges with the ids of their ends), and a dictionary that says
 * what each column is. Numbers stay numbers; texts that a spreadsheet would run get an apostrophe in front.
 */
import { csvLine } from '../csv.js';
import type { ConversationMap } from '../model.js';
import { EDGE_FIELDS, edgeId, type Field, isSymmetric, NODE_FIELDS } from './fields.js';

// `type` says it in the words of Gephi.
const EDGE_COLUMNS = EDGE_FIELDS.filter((field) => field.name !== 'symmetric');

export function* writeNodesCsv(map: ConversationMap): Generator<string> {
  yield csvLine(['id', ...NODE_FIELDS.map((field) => field.name)]);
  for (const node of map.nodes) yield csvLine([node.id, ...NODE_FIELDS.map((field) => field.valueOf(node))]);
}

/** `type` is the word Gephi's spreadsheet import looks for; `kind` keeps parallel edges apart there. */
export function* writeEdgesCsv(map: ConversationMap): Generator<string> {
  yield csvLine(['id', 'source', 'target', 'type', ...EDGE_COLUMNS.map((field) => field.name)]);
  for (const edge of map.edges) {
    yield csvLine([
      ...[edgeId(edge), edge.source, edge.target, isSymmetric(edge) ? 'Undirected' : 'Directed'],
      ...EDGE_COLUMNS.map((field) => field.valueOf(edge)),
    ]);
  }
}

/** One line for each column of both tables. */
export function* writeMapDictionary(): Generator<string> {
  yield csvLine(['table', 'column', 'type', 'meaning']);
  yield csvLine([
    'nodes',
    'id',
    'string',
    'The same in every view, period and later run. Empty cells: not known, or not so.',
  ]);
  yield* described('nodes', NODE_FIELDS);
  yield csvLine(['edges', 'id', 'string', 'Of the edge: source, kind and target.']);
  yield csvLine(['edges', 'source', 'string', 'Id of the node at its beginning.']);
  yield csvLine(['edges', 'target', 'string', 'Id of the node at its end.']);
  yield csvLine([
    'edges',
    'type',
    'string',
    'Directed; or Undirected where source and target could as well be swapped.',
  ]);
  yield* described('edges', EDGE_COLUMNS);
}

function* described<Item>(table: string, fields: readonly Field<Item>[]): Generator<string> {
  for (const { name, type, meaning } of fields) yield csvLine([table, name, type, meaning]);
}
