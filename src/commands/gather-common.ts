/** What the commands of Gather and of the ledger have in common: which theme is meant, what may be published, who says so. */
import { UsageError, UserError } from '../errors.js';
import type { Standing } from '../gather/counts.js';
import type { Project } from '../project.js';
import type { Heir } from '../store/theme-heirs.js';
import { inert } from '../terminal.js';
import type { Context, Outcome } from './command.js';

export const BY = ['--by <name>', 'who stands by it; kept in the log'] as const;

/** A theme as it was named, and as it is now. */
export interface Meant {
  named: string;
  heir: Heir;
  /** A line for people where the two differ, else empty. */
  note: string;
}

/** @throws UserError when there never was such a theme */
export async function themeMeant({ store }: Pick<Project, 'store'>, named: string): Promise<Meant> {
  const { readHeirs } = await import('../store/theme-heirs.js');
  const heir = (await readHeirs(store))(named);
  if (heir === null) throw new UserError(`There is no theme ${named}. \`discover themes\` lists them.`);
  const note = heir.id === named ? '' : `${named} is part of ${heir.id}, "${heir.label}", now.\n`;
  return { named, heir, note };
}

/** @throws UserError when there is no such theme, or nothing is left of it */
export async function liveTheme(project: Pick<Project, 'store'>, named: string): Promise<Meant> {
  const meant = await themeMeant(project, named);
  if (meant.heir.state === 'gone') throw new UserError(`${meant.heir.id} is no more: all its posts are gone.`);
  return meant;
}

/** Every live theme that is not hidden, most voices first, with how it stands among them. */
export async function standingsOf(
  { store }: Pick<Project, 'store'>,
  period: { since: string | null; until: string | null } = { since: null, until: null },
): Promise<Standing[]> {
  const { readThemes } = await import('../store/theme-figures.js');
  const { measuresOf } = await import('../reports/measures.js');
  const themes = await readThemes(store, period);
  const measured = measuresOf(themes);
  return themes.map((theme) => ({ theme, measures: measured.get(theme.id)! }));
}

/**
 * Words that are published: nobody's eight words in a row may be among them, for a search engine finds the post by these.
 * @param whose `ours`: written for the occasion; `body`: what a body said stays its own, though people repeat it
 * @throws UsageError naming the option and the words
 */
export async function refuseQuotes(
  { store }: Pick<Project, 'store'>,
  text: string,
  { option, whose }: { option: string; whose: 'ours' | 'body' },
): Promise<void> {
  const { eachWords } = await import('../store/post-figures.js');
  const theirs = await runsIn(eachWords(store, 'everybody else'), text);
  if (theirs.size === 0) return;
  const official = whose === 'body' ? await runsIn(eachWords(store, 'organisations'), text) : new Set<string>();
  const found = [...theirs].find((words) => !official.has(words));
  if (found === undefined) return;
  const instead = whose === 'body' ? 'Leave it out, or name the page with --link instead.' : 'Say it in other words.';
  throw new UsageError(
    `${option} repeats what somebody wrote, word for word ("${found}"): it is published, and a search engine finds the post by it. ${instead}`,
  );
}

/**
 * A page that is published.
 * @throws UsageError when it leads to what an individual wrote
 */
export async function refuseIndividualsPost({ store }: Pick<Project, 'store'>, link: string | null): Promise<void> {
  if (link === null) return;
  const { isIndividualsPost } = await import('../store/individual-post.js');
  if (!(await isIndividualsPost(store, link))) return;
  throw new UsageError(`--link ${link} leads to what an individual wrote: it is published. Name a page of the body.`);
}

/** Eight words in a row of this text that are in one of the posts too. */
async function runsIn(
  posts: AsyncIterable<{ title: string | null; text: string | null }>,
  text: string,
): Promise<Set<string>> {
  const { VERBATIM_WORDS, wordsOf } = await import('../reports/verbatim.js');
  const runsOf = (words: string) => {
    const said = wordsOf(words);
    return said.slice(VERBATIM_WORDS - 1).map((_, start) => said.slice(start, start + VERBATIM_WORDS).join(' '));
  };
  const wanted = new Set(runsOf(text));
  const found = new Set<string>();
  if (wanted.size === 0) return found;
  for await (const { title, text: said } of posts) {
    for (const run of [...runsOf(title ?? ''), ...runsOf(said ?? '')]) if (wanted.has(run)) found.add(run);
  }
  return found;
}

/** What a command did, before it is published. */
export interface Changed {
  json: object;
  text: string;
}

/** Writes something down, and publishes what is so now. */
export async function changing(context: Context, work: (project: Project) => Promise<Changed>): Promise<Outcome> {
  const { withExistingProject } = await import('../project.js');
  const { publishHappened } = await import('../publish.js');
  return withExistingProject(context, async (project) => {
    const { json, text } = await work(project);
    const files = await publishHappened(project);
    return {
      json: { ...json, files },
      text: [...text.split('\n').map(inert), ...files.map((file) => `Published ${file}`)].join('\n'),
    };
  });
}
