/** Which posts a map is drawn from. */
import type { Period } from './figures.js';

export interface MapScope extends Period {
  /** Only posts of which this is the strongest theme. */
  theme: string | null;
}

export const EVERYTHING: MapScope = { since: null, until: null, theme: null };

export function isEverything(scope: MapScope): boolean {
  return scope.since === null && scope.until === null && scope.theme === null;
}
