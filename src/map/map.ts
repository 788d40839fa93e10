/**
 * Who is talking about what, where. Read what points at what from the store, give everyone a public name, find the
 * communities, lay them out; the writers beside this file turn the map into files.
 */
import { fault } from '../effects.js';
import type { ConversationMap } from '../model.js';
import type { Database } from '../store/store.js';
import { detectCommunities, tieGraph } from './communities.js';
import { layOut } from './layout.js';
import { publish } from './publish.js';
import { readNetwork } from './relations.js';
import { type MapView, VIEWS } from './views.js';

export { describeMap } from './svg.js';
export { MAP_VIEWS, type MapView, VIEWS } from './views.js';
export { MAP_FORMATS, type MapFile, type MapFormat, writeMap } from './write.js';

export interface MapSettings {
  /** The same store and seed give the same map, to the byte. */
  seed: number;
  view: MapView;
  /** Names and handles of individuals instead of pseudonyms. Whoever sets it gives a reason and logs it. */
  identify: boolean;
}

/** Draws the map of what is in the store: nodes by id, edges by source, target and kind. An empty store, an empty map. */
export async function drawMap(store: Database, settings: MapSettings): Promise<ConversationMap> {
  const network = await readNetwork(store, VIEWS[settings.view]);
  const { nodes, edges } = publish(network, settings.identify);
  const graph = tieGraph(
    nodes.map((node) => node.id),
    edges,
  );
  const communities = detectCommunities(graph, settings.seed);
  fault('layout');
  const positions = layOut(graph, communities, settings.seed);
  return {
    nodes: nodes.map((node) => ({ ...node, community: communities.get(node.id)!, ...positions.get(node.id)! })),
    edges,
  };
}
