/** `discover themes rename | merge | split | pin | hide | undo | log`: a person's hand on themes, always with a reason. */
import type { Command } from 'commander';
import { UsageError, UserError } from '../errors.js';
import type { Project } from '../project.js';
import { handClause } from '../reports/hand-words.js';
import type { HandEntry, HandVerb, HandWish } from '../store/theme-hand.js';
import type { ThemeDetail } from '../store/theme-list.js';
import { count, table } from '../terminal.js';
import { type Act, type Context, example, type Outcome } from './command.js';
import { LOGGED_REASON } from './disclose.js';
import { type Changed, changing } from './gather-common.js';

interface HandOptions {
  reason?: string;
  words?: string;
}

const LONGEST_LABEL = 80;
/** What changes more than a mark on the theme: who is in it, or what the chapter named after it is called. */
const CHANGES_GROUPING: ReadonlySet<HandVerb> = new Set(['rename', 'merge', 'split']);

/** What a verb needs to know before it is done, and what to say when it is. */
interface Wished {
  wish: HandWish;
  /** A sentence about what is so now, given the theme that a split made. */
  said(other: string | null): string;
}

export function declareHand(parent: Command, act: Act): void {
  const add = (
    verb: HandVerb,
    [words, summary]: [string, string],
    examples: readonly string[],
    read: (project: Project, options: HandOptions, names: readonly string[]) => Promise<Wished>,
  ) => {
    const command = parent
      .command(`${verb} ${words}`)
      .description(summary)
      .option(...LOGGED_REASON);
    if (verb === 'split') command.option('--words <list>', 'words and phrases with commas between them');
    command.addHelpText('after', example(...examples)).action(
      act<HandOptions>(async (context, options, ...names): Promise<Outcome> => {
        const reason = reasonOf(options, `themes ${verb}`);
        return changingThemes(context, `themes ${verb}`, async (project, runId) => {
          const { wish, said } = await read(project, options, names.map(String));
          const { recordHand } = await import('../store/theme-hand.js');
          const { isoNow } = await import('../effects.js');
          const { other } = await recordHand(project.store, wish, reason, isoNow(project.effects));
          if (CHANGES_GROUPING.has(verb)) await groupAgain(project, runId);
          return { json: { ...wish, otherId: other, reason }, text: said(other) };
        });
      }),
    );
  };

  add(
    'rename',
    ['<id> <label>', 'call a theme what people call it'],
    ['discover themes rename theme-3 "Waiting for a scan" --reason "asked for by the panel"'],
    async (project, _options, [id, label]) => {
      const theme = await live(project, id!);
      const name = label!.replace(/\s+/g, ' ').trim();
      if (name === '' || name.length > LONGEST_LABEL) {
        throw new UsageError(`A label has 1 to ${LONGEST_LABEL} characters; this one has ${name.length}.`);
      }
      return {
        wish: { action: 'rename', themeId: theme.id, label: name },
        said: () => `${theme.id}, "${theme.label}" until now, is called "${name}" from now on.`,
      };
    },
  );
  add(
    'merge',
    ['<id> <into>', 'make one theme part of another'],
    ['discover themes merge theme-7 theme-3 --reason "the same car park"'],
    async (project, _options, [id, into]) => {
      if (id === into) throw new UsageError('A theme cannot be merged into itself: name two.');
      const theme = await live(project, id!);
      const heir = await live(project, into!);
      return {
        wish: { action: 'merge', themeId: theme.id, otherId: heir.id },
        said: () => `${theme.id}, "${theme.label}", is part of ${heir.id}, "${heir.label}", from now on.`,
      };
    },
  );
  add(
    'split',
    ['<id>', 'make a theme of its own of the posts that say certain words'],
    ['discover themes split theme-3 --words "blue badge, disabled bay" --reason "another subject"'],
    async (project, { words }, [id]) => {
      if (words === undefined)
        throw new UsageError('Say with --words which posts are to go, such as --words "parking".');
      const theme = await live(project, id!);
      const { readTypedWords } = await import('../listen.js');
      const { countSaying } = await import('../store/theme-hand.js');
      const tokens = await readTypedWords(project, words);
      if (tokens.length === 0)
        throw new UsageError(`"${words}" says nothing to go by: give words that mean something.`);
      const { saying, posts } = await countSaying(project.store, theme.id, tokens);
      if (saying === 0 || saying === posts) {
        throw new UserError(
          `${saying === 0 ? 'No post' : `Every one of the ${count(posts, 'post')}`} of ${theme.id} says "${words}": there is nothing to part.`,
        );
      }
      return {
        wish: { action: 'split', themeId: theme.id, words, tokens },
        said: (other) =>
          `${count(saying, 'post')} of ${posts} in ${theme.id}, "${theme.label}", for the words "${words}": ${other} from now on.`,
      };
    },
  );
  add(
    'pin',
    ['<id>', 'list a theme first, however small'],
    ['discover themes pin theme-3 --reason "on the agenda in May"'],
    async (project, _options, [id]) => {
      const theme = await live(project, id!);
      if (theme.pinned) throw new UserError(`${theme.id} is pinned already.`);
      return {
        wish: { action: 'pin', themeId: theme.id },
        said: () => `${theme.id}, "${theme.label}", is listed first from now on.`,
      };
    },
  );
  add(
    'hide',
    ['<id>', 'leave a theme out of lists, reports and the map; its posts stay'],
    ['discover themes hide theme-3 --reason "adverts"'],
    async (project, _options, [id]) => {
      const theme = await live(project, id!);
      if (theme.hidden) throw new UserError(`${theme.id} is hidden already.`);
      return {
        wish: { action: 'hide', themeId: theme.id },
        said: () => `${theme.id}, "${theme.label}", is left out of lists, reports and the map from now on.`,
      };
    },
  );
  declareUndo(parent, act);
  declareLog(parent, act);
}

function declareUndo(parent: Command, act: Act): void {
  parent
    .command('undo [number]')
    .description('take back what was done last, or what has this number in `discover themes log`')
    .option(...LOGGED_REASON)
    .addHelpText('after', example('discover themes undo --reason "wrong theme"', 'discover themes undo 4 --reason "…"'))
    .action(
      act<HandOptions>(async (context, options, number): Promise<Outcome> => {
        const reason = reasonOf(options, 'themes undo');
        return changingThemes(context, 'themes undo', async (project, runId) => {
          const { readHandLog, undoHand } = await import('../store/theme-hand.js');
          const { isoNow } = await import('../effects.js');
          const entry = toUndo(await readHandLog(project.store), number as string | undefined);
          await undoHand(project.store, entry.id, reason, isoNow(project.effects));
          if (CHANGES_GROUPING.has(entry.action)) await groupAgain(project, runId);
          return { json: { undone: entry.id, reason }, text: `Undone: ${handClause(entry)}.` };
        });
      }),
    );
}

/** @throws UserError when there is nothing to undo */
function toUndo(log: readonly HandEntry[], number: string | undefined): HandEntry {
  const holding = log.filter(({ undoneAt }) => undoneAt === null);
  if (number === undefined) {
    const last = holding.at(-1);
    if (last === undefined) throw new UserError('There is nothing to undo: no theme was changed by hand.');
    return last;
  }
  const entry = holding.find(({ id }) => String(id) === number);
  if (entry === undefined) {
    throw new UserError(`There is nothing to undo under ${number}. \`discover themes log\` lists what was done.`);
  }
  return entry;
}

function declareLog(parent: Command, act: Act): void {
  parent
    .command('log')
    .description('what was done to themes by hand, and why')
    .addHelpText('after', example('discover themes log'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readHandLog } = await import('../store/theme-hand.js');
        return withExistingProject(context, async ({ store }) => {
          const log = await readHandLog(store);
          return { json: log, text: log.length === 0 ? 'No theme was changed by hand.' : logTable(log) };
        });
      }),
    );
}

function logTable(log: readonly HandEntry[]): string {
  return table(
    [{ title: 'no.', align: 'right' }, { title: 'date' }, { title: 'what' }, { title: 'why' }, { title: 'undone' }],
    log.map((entry) => [
      entry.id,
      entry.at.slice(0, 10),
      handClause(entry),
      entry.reason,
      entry.undoneAt === null ? '' : `${entry.undoneAt.slice(0, 10)}: ${entry.undoneReason}`,
    ]),
  );
}

function reasonOf({ reason }: HandOptions, command: string): string {
  const words = reason?.trim();
  if (!words) throw new UsageError(`\`discover ${command}\` changes what others see: say why with --reason "…".`);
  return words;
}

/**
 * A theme that is there to be changed.
 * @throws UserError saying what became of one that is not
 */
export async function live(project: Project, id: string): Promise<ThemeDetail> {
  const { themeDetail } = await import('../store/theme-list.js');
  const theme = await themeDetail(project.store, id);
  if (theme === null) throw new UserError(`There is no theme ${id}. \`discover themes\` lists them.`);
  if (theme.mergedInto !== null) throw new UserError(`${id} was merged into ${theme.mergedInto}: name that one.`);
  if (theme.state !== 'live')
    throw new UserError(
      `${id} is no more: all its posts are gone. \`discover themes show ${id}\` tells what became of it.`,
    );
  return theme;
}

/** What is published of a theme may not outlive the change, least of all one that was hidden. */
async function changingThemes(
  context: Context,
  command: string,
  work: (project: Project, runId: number) => Promise<Changed>,
): Promise<Outcome> {
  const { inRun } = await import('../project.js');
  return changing(context, (project) => inRun(project, command, (runId) => work(project, runId)));
}

async function groupAgain(project: Project, runId: number): Promise<void> {
  const { groupPosts } = await import('../listen.js');
  await groupPosts(project, runId, { again: true });
}
