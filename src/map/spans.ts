/** When edges are there, and with them the nodes at their ends. */
import type { MapEdge } from '../model.js';

/** Days; `null`: not known, or open. */
export interface Span {
  start: string | null;
  end: string | null;
}

/** Of an observed edge from its first post to its last; of an asserted one as long as it is said to hold. */
export function spanOf({ firstSeen, lastSeen }: MapEdge): Span {
  return { start: firstSeen?.slice(0, 10) ?? null, end: lastSeen?.slice(0, 10) ?? null };
}

/** Of each end of an edge the span in which all its edges lie: open where one of them is. */
export function spansOf(edges: Iterable<MapEdge>): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const edge of edges) {
    const span = spanOf(edge);
    for (const end of [edge.source, edge.target]) {
      const known = spans.get(end);
      if (known === undefined) spans.set(end, { ...span });
      else widen(known, span);
    }
  }
  return spans;
}

function widen(known: Span, { start, end }: Span): void {
  if (start === null || (known.start !== null && start < known.start)) known.start = start;
  if (end === null || (known.end !== null && end > known.end)) known.end = end;
}
