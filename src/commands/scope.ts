/** Options that say which posts something is made from. */
import { UsageError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import type { MapScope } from '../store/map-scope.js';
import type { ThemeFate } from '../store/theme-fate.js';
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

/** @throws UserError when the theme is not there to be asked about */
export async function scopeOf(project: Project, options: ScopeOptions): Promise<MapScope> {
  const period = parsePeriod(options, project.effects.now());
  return { ...period, theme: options.theme === undefined ? null : await themeAsked(project, options.theme) };
}

/**
 * The id of a theme that is there and shown.
 * @throws UserError telling what became of one that is not, and what to ask for instead
 */
export async function themeAsked({ store }: Pick<Project, 'store'>, id: string): Promise<string> {
  const { themeFate } = await import('../store/theme-fate.js');
  const fate = await themeFate(store, id);
  if (fate === null) throw new UserError(`There never was a theme ${id}. \`discover themes\` lists those there are.`);
  if (fate.state !== 'live') throw new UserError(fateWords(fate));
  return fate.id;
}

/** Why a theme cannot be asked about, and what to do. */
function fateWords({ id, label, state, heir, when }: ThemeFate): string {
  const theme = `${id}, "${label}",`;
  const at = `${when.run === null ? '' : ` by run ${when.run}`}${when.hand === null ? '' : ' by hand'}${when.at === null ? '' : ` on ${when.at.slice(0, 10)}`}`;
  const why = when.hand === null ? '' : ` ("${when.hand.reason}")`;
  if (state === 'hidden') {
    const undo = when.hand === null ? 'undo' : `undo ${when.hand.id}`;
    return `${theme} was hidden${at}${why}. To show it again: \`discover themes ${undo} --reason "…"\`.`;
  }
  if (state === 'gone') {
    return `${theme} is gone${at === '' ? '' : `: it ended${at}`}; no post is about it now. \`discover themes\` lists those there are.`;
  }
  if (heir === null) {
    return `${theme} was merged${at}${why} into a theme that is gone too. \`discover themes\` lists those there are.`;
  }
  const today = `${theme} was merged${at}${why}, and is part of ${heir.id}, "${heir.label}", today`;
  return heir.hidden ? `${today}, which is hidden: \`discover themes log\`.` : `${today}. Ask with --theme ${heir.id}.`;
}

/** @throws UsageError listing what there is */
export function oneOf<const Name extends string>(names: readonly Name[], name: string, option: string): Name {
  const found = names.find((candidate) => candidate === name);
  if (found === undefined) throw new UsageError(`${option} ${name}: there are ${names.join(', ')}.`);
  return found;
}
