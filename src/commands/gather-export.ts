/** `discover gather export`: themes as they are handed on. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError, UserError } from '../errors.js';
import type { Brief, Excerpt } from '../gather/brief.js';
import type { Project } from '../project.js';
import type { EvidencePost } from '../store/theme-figures.js';
import { type Act, ALREADY_WRITTEN, example, type Outcome } from './command.js';
import { parsePeriod } from './dates.js';
import { fewestTold, SHAREABLE } from './disclose.js';
import { liveTheme, standingsOf } from './gather-common.js';
import { oneOf, SCOPE } from './scope.js';

interface Options {
  selected?: true;
  since?: string;
  until?: string;
  format?: string;
  out?: string;
  shareable?: boolean;
}

export function declareExport(parent: Command, act: Act): void {
  parent
    .command('export [themes...]')
    .description('themes with what is known of them: summary, places, voices, evidence, open questions')
    .option('--selected', 'those taken forward (what is exported when no theme is named)')
    .option(...SCOPE.since)
    .option(...SCOPE.until)
    .option('--format <name>', 'md (default), html, json or csv', 'md')
    .option(
      '--out <file>',
      'all in one file; - for standard output (default: in gather/ in the data folder, md and html a file a theme)',
    )
    .option(...SHAREABLE)
    .addHelpText(
      'after',
      example(
        'discover gather export theme-3 theme-9',
        'discover gather export --selected --format html',
        'discover gather export theme-3 --out -',
      ),
    )
    .action(
      act<Options>(async (context, options, themes): Promise<Outcome> => {
        const { BRIEF_FORMATS, briefText, saveBriefs, saveBriefsIn } = await import('../gather/save.js');
        const { withExistingProject } = await import('../project.js');
        const format = oneOf(BRIEF_FORMATS, options.format ?? 'md', '--format');
        const named = (themes ?? []) as string[];
        if (options.selected && named.length > 0) throw new UsageError('Name themes, or say --selected: not both.');
        const period = parsePeriod(options, context.effects.now());
        return withExistingProject(context, async (project) => {
          const style = { purpose: project.config.purpose, fewest: fewestTold(project, options) };
          const ids = named.length > 0 ? await namedThemes(project, named) : await takenForward(project);
          const briefs = await briefsOf(project, ids, { ...period, fewest: style.fewest });
          if (options.out === '-') {
            await context.write(briefText(briefs, format, style));
            return ALREADY_WRITTEN;
          }
          const folder = join(project.data, 'gather');
          if (options.out === undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
          const files =
            options.out === undefined
              ? await saveBriefsIn(folder, briefs, format, style)
              : await saveBriefs(resolve(options.out), briefs, format, style);
          return {
            json: { themes: briefs.map(({ id }) => id), format, files },
            text: files.map((file) => `Wrote ${file}`).join('\n'),
          };
        });
      }),
    );
}

/** What the themes named are now, each once. */
async function namedThemes(project: Project, named: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const name of named) {
    const { heir, note } = await liveTheme(project, name);
    if (note !== '') project.effects.log.info(note.trimEnd());
    if (heir.hidden) throw new UserError(`${heir.id} is hidden by hand: \`discover themes log\`.`);
    ids.add(heir.id);
  }
  return [...ids];
}

async function takenForward({ store }: Project): Promise<string[]> {
  const { readSelections } = await import('../store/selections.js');
  const { readHeirs } = await import('../store/theme-heirs.js');
  const heirOf = await readHeirs(store);
  const chosen = (await readSelections(store, heirOf)).filter(
    ({ stands, decision }) => stands && decision === 'forward',
  );
  const ids = chosen.map(({ themeId }) => themeId).filter((id) => heirOf(id)?.state === 'live' && !heirOf(id)?.hidden);
  if (ids.length > 0) return ids;
  throw new UserError(
    'No theme was taken forward yet. Name themes (`discover gather export theme-3`), or choose with `discover gather select`.',
  );
}

/** The briefs of these themes, without those of which nobody spoke in the period. */
export async function briefsOf(
  project: Pick<Project, 'store' | 'effects'>,
  ids: readonly string[],
  scope: { since: string | null; until: string | null; fewest: number },
): Promise<Brief[]> {
  const { readBriefs } = await import('../gather/brief.js');
  const { remembering } = await import('../store/remembering.js');
  const store = remembering(project.store);
  const standings = await standingsOf({ store }, scope);
  const wanted = standings.filter(({ theme }) => ids.includes(theme.id));
  wanted.sort((one, other) => ids.indexOf(one.theme.id) - ids.indexOf(other.theme.id));
  const silent = ids.filter((id) => !wanted.some(({ theme }) => theme.id === id));
  if (wanted.length === 0) throw new UserError(`Nobody wrote about ${silent.join(', ')} in that period.`);
  if (silent.length > 0) project.effects.log.warn(`Nobody wrote about ${silent.join(', ')} in that period: left out.`);
  const shown = await excerptsFrom(store);
  return readBriefs(store, wanted, scope, shown);
}

/** Only organisations are named and linked to, and only in their own words. */
async function excerptsFrom(store: Project['store']): Promise<(posts: readonly EvidencePost[]) => Promise<Excerpt[]>> {
  const { readExcerpts } = await import('../reports/excerpt.js');
  return async (posts) => {
    const excerptOf = await readExcerpts(store, posts, []);
    return posts.map((post) => {
      const { voice, excerpt, url } = excerptOf(post);
      return { organisation: post.voiceKind === 'organisation' ? voice : null, words: excerpt, url };
    });
  };
}
