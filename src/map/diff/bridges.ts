/** Who joins communities on a kept map: voices among voices, places and organisations among themselves. */
import type { EdgeKind } from '../../model.js';
import type { Snapshot } from '../../store/map-snapshots.js';
import { tieGraph } from '../graph.js';
import { betweenness } from '../measures/betweenness.js';
import { communitiesAround } from '../measures/figures.js';
import { bridgesAmong } from '../measures/roles.js';
import { VIEWS } from '../views.js';

const CONVERSATION: ReadonlySet<EdgeKind> = new Set(VIEWS.voices.edges);

export function isPlace(id: string): boolean {
  return id.startsWith('place:') || id.startsWith('organisation:');
}

/** Ids of voices and places that are bridges, by the rule of `measures/roles.ts`. */
export function bridgesOf(snapshot: Snapshot, seed: number): Set<string> {
  const voices = bridgesIn(snapshot, seed, (id) => id.startsWith('voice:'));
  return new Set([...voices, ...bridgesIn(snapshot, seed, isPlace)]);
}

function bridgesIn({ nodes, edges }: Snapshot, seed: number, isOne: (id: string) => boolean): string[] {
  const those = nodes.filter(({ id }) => isOne(id));
  const ties = edges.filter(
    ({ source, target, kind }) => isOne(source) && isOne(target) && (isPlace(source) || CONVERSATION.has(kind)),
  );
  const graph = tieGraph(
    those.map(({ id }) => id),
    ties,
  );
  const { values } = betweenness(graph, seed);
  const communityOf = (node: number) => those[node]!.community;
  const figures = those.map((_, node) => ({
    betweenness: values[node]!,
    communities: communitiesAround(graph, node, communityOf),
  }));
  return bridgesAmong(figures).flatMap((isBridge, node) => (isBridge ? [those[node]!.id] : []));
}
