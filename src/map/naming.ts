/** From what a person types to the node that is meant. */
import type { NodeName } from '../store/asserted.js';
import { EVERYTHING } from '../store/map-scope.js';
import type { Database } from '../store/store.js';
import { describeNodes } from './publish.js';
import { readNetwork } from './relations.js';

/** Places and organisations with this id (`place:a-forum`) or name; those withdrawn or renamed by hand as well. */
export async function nameOnMap(store: Database, asked: string): Promise<NodeName[]> {
  const network = await readNetwork(store, { summary: '', nodes: ['place', 'organisation'], edges: [] }, EVERYTHING);
  return [...describeNodes(network, false).values()].flatMap(({ id, kind, label }) =>
    (kind === 'place' || kind === 'organisation') && (id === asked || label === asked) ? [{ kind, name: label }] : [],
  );
}
