/** Which posts a map is drawn from. */
import { type Period, STRONGEST_THEMES, within } from './figures.js';

export interface MapScope extends Period {
  /** Only posts of which this is the strongest theme. */
  theme: string | null;
}

export const EVERYTHING: MapScope = { since: null, until: null, theme: null };

export function isEverything(scope: MapScope): boolean {
  return scope.since === null && scope.until === null && scope.theme === null;
}

/** A condition on `posts` aliased as `p`, with its parameters. */
export function inScope(scope: MapScope): { sql: string; params: string[] } {
  const { sql, params } = within(scope);
  if (scope.theme === null) return { sql, params };
  const ofTheme = `p.id IN (SELECT pt.post_id FROM ${STRONGEST_THEMES} WHERE pt.theme_id = ?)`;
  return { sql: `${sql} AND ${ofTheme}`, params: [...params, scope.theme] };
}
