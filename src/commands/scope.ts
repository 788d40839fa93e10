/** Options that say which posts something is made from. */
import { UsageError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { MapScope } from '../store/map-scope.js';
import { parsePeriod } from './dates.js';

export interface ScopeOptions {
  since?: string;
  until?: string;
  theme?: string;
}

export const SCOPE = {
  since: ['--since <when>', 'only posts from then on: 2026-03-01, 7d, 4w'],
  until: ['--until <when>', 'only posts before then'],
  theme: ['--theme <id>', 'only posts that are most about this theme, such as theme-3'],
} as const;

/** @throws UserError when there is no such theme */
export async function scopeOf(project: Project, options: ScopeOptions): Promise<MapScope> {
  const period = parsePeriod(options, project.effects.now());
  if (options.theme === undefined) return { ...period, theme: null };
  const { themeDetail } = await import('../store/theme-list.js');
  const theme = await themeDetail(project.store, options.theme);
  if (theme === null) throw new UserError(`There is no theme ${options.theme}. \`discover themes\` lists them.`);
  if (theme.mergedInto !== null) {
    throw new UserError(`${theme.id} was merged into ${theme.mergedInto}: name that one.`);
  }
  return { ...period, theme: theme.id };
}

/** @throws UsageError listing what there is */
export function oneOf<const Name extends string>(names: readonly Name[], name: string, option: string): Name {
  const found = names.find((candidate) => candidate === name);
  if (found === undefined) throw new UsageError(`${option} ${name}: there are ${names.join(', ')}.`);
  return found;
}
