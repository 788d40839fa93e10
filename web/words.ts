/** What things are called on the page. */
import { EDGE_WORDS } from '../src/map/summary.js';
import type { EdgeInfo, MapData } from './data.js';
import { count } from './dom.js';

/** What the weight of an edge counts. */
export function weightWords({ kind, weight, asserted }: EdgeInfo): string {
  if (asserted) return 'asserted: people say so, and no post shows it';
  if (kind === 'shares-people') return count(weight, 'voice in both', 'voices in both');
  if (kind === 'shares-themes') return count(weight, 'theme in common', 'themes in common');
  return count(weight, 'post');
}

/** `voice 3 replies to voice 9`. */
export function sentence({ source, kind, target }: EdgeInfo): string {
  return `${source.label} ${EDGE_WORDS[kind]} ${target.label}`;
}

/** `2026-02-01 – 2026-02-09`; empty where nothing is known. */
export function spanWords({ first, last }: Pick<EdgeInfo, 'first' | 'last'>, data: MapData): string {
  if (first === -1 && last === -1) return '';
  const [from, to] = [first === -1 ? null : data.dateOf(first), last === -1 ? null : data.dateOf(last)];
  if (from === to || to === null) return from ?? '';
  return from === null ? `until ${to}` : `${from} – ${to}`;
}

/** Communities count from 1 for people. */
export function communityWords(number: number, data: MapData): string {
  const known = data.communities.find((community) => community.number === number);
  return known === undefined ? 'on its own' : `${number + 1}: ${known.name}`;
}
