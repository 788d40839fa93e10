/**
 * Who is talking about what, where. Read what points at what from the store, give everyone a public name, keep what was
 * asked for, find the communities, lay them out; the writers beside this file turn the map into files.
 */
import { fault } from '../effects.js';
import type { ConversationMap } from '../model.js';
import { EVERYTHING, type MapScope } from '../store/map-scope.js';
import type { Database } from '../store/store.js';
import { detectCommunities } from './communities.js';
import type { Standing } from './layout.js';
import { layOutApart } from './layout-apart.js';
import { fileFigures } from './measures/figures.js';
import { type PublicNetwork, publish } from './publish.js';
import { readNetwork } from './relations.js';
import { type Limits, omission, strengthGraph, strongestOf, thinned } from './strongest.js';
import { type MapView, VIEWS } from './views.js';
import { withheld } from './withheld.js';

export type { Standing } from './layout.js';
export { nameOnMap } from './naming.js';
export { writePage } from './page.js';
export type { MapDetails } from './page-data.js';
export { readPageEvidence } from './page-evidence.js';
export { keepMap } from './snapshot.js';
export { RUN_MAP } from './strongest.js';
export { describeMap } from './svg.js';
export { MAP_VIEWS, type MapView, VIEWS } from './views.js';
export { MAP_FORMATS, type MapFile, type MapFormat, writeMap } from './write.js';

export interface MapSettings extends Partial<Limits> {
  /** The same store and seed give the same map, to the byte. */
  seed: number;
  view: MapView;
  /** Names and handles of individuals instead of pseudonyms. Whoever sets it gives a reason and logs it. */
  identify: boolean;
  /** Which posts it is drawn from; default: all. */
  scope?: MapScope;
  /** Whether nodes get their figures, which cost time on large maps; default: no. */
  figures?: boolean;
  /** Weights that count fewer people than this are not told; default: all are. */
  fewest?: number;
  /** Where nodes stood before: they stay there or move a little. Default: laid out anew. */
  before?: Standing | null;
}

/** What a view shows, without filters, communities and positions. */
export async function readGraph(
  store: Database,
  { view, identify, scope = EVERYTHING }: Pick<MapSettings, 'view' | 'identify' | 'scope'>,
): Promise<PublicNetwork & { notes: string[] }> {
  const network = await readNetwork(store, VIEWS[view], scope);
  return { ...publish(network, { view: VIEWS[view], scope, identify }), notes: network.notes };
}

/**
 * Draws the map of what is in the store: nodes by id, edges by source, target and kind. An empty store, an empty map.
 * Communities are those of the whole graph, also where only its strongest part is kept.
 */
export async function drawMap(store: Database, settings: MapSettings): Promise<ConversationMap> {
  return (await drawMapFrom(store, settings)).map;
}

/** As `drawMap`, with the standing that the next night can start from. */
export async function drawMapFrom(
  store: Database,
  settings: MapSettings,
): Promise<{ map: ConversationMap; standing: Standing }> {
  const { minWeight = 1, backbone = null, most = null, before = null, seed } = settings;
  const whole = await readGraph(store, settings);
  const thin = thinned(whole, { minWeight, backbone, most });
  const communities = detectCommunities(strengthGraph(thin), seed);
  const kept = strongestOf(thin, most);
  const left = omission(whole, kept, [...whole.notes, ...thin.rules, ...kept.rules]);
  fault('layout');
  const standing = await layOutApart(strengthGraph(kept), communities, seed, before);
  const figures = settings.figures ? await fileFigures(store, { ...thin, communities, seed }) : null;
  const at = ({ id }: { id: string }) => standing.positions.get(id)!;
  const map = {
    nodes: kept.nodes.map((node) => ({
      ...{ ...node, community: communities.get(node.id)!, ...at(node) },
      ...(figures === null ? {} : { figures: figures.get(node.id)! }),
    })),
    edges: withheld(kept.edges, settings.fewest ?? 1),
    ...(left === undefined ? {} : { omitted: left }),
  };
  return { map, standing };
}
