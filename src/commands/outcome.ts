/** `discover outcome`: the ledger of who was asked what, what they said, and what is overdue. */
import type { Command } from 'commander';
import { isoNow } from '../effects.js';
import type { Entry } from '../gather/ledger.js';
import type { Matter, Overdue, Status } from '../store/outcomes.js';
import { count, section, table } from '../terminal.js';
import { type Act, type Declare, example, type Outcome } from './command.js';
import { BY, changing, liveTheme, refuseIndividualsPost, refuseQuotes, themeMeant } from './gather-common.js';
import { oneOf } from './scope.js';

interface Options {
  status?: string;
  owner?: string;
  due?: string;
  reply?: string;
  link?: string;
  by?: string;
  theme?: string;
}

export const outcome: Declare = (program, act) => {
  const parent = program
    .command('outcome')
    .description('say what happened: who was asked, what they said, what is overdue')
    .addHelpText('after', example('discover outcome list', 'discover outcome overdue'));
  declareAdd(parent, act);
  declareList(parent, act);
  declareOverdue(parent, act);
  declarePublish(parent, act);
};

function declareAdd(parent: Command, act: Act): void {
  parent
    .command('add <theme>')
    .description('write down what a body was asked about a theme, or what came of it; it is published')
    .option('--status <what>', 'raised, answered, acting, done or declined')
    .option('--owner <body>', 'who was asked; a later entry on the same theme and body goes on with the matter')
    .option('--due <day>', 'by when a reply is to come, such as 2026-12-01')
    .option('--reply <text>', 'what the body said, in its own words')
    .option('--link <url>', 'the page that has it')
    .option(...BY)
    .addHelpText(
      'after',
      example(
        'discover outcome add theme-3 --status raised --owner "NHS Leeds ICB" --due 2026-12-01 --by "A. Shah"',
        'discover outcome add theme-3 --status answered --owner "NHS Leeds ICB" --reply "Beds reopen in May." --by "A. Shah"',
      ),
    )
    .action(
      act<Options>(async (context, options, named): Promise<Outcome> => {
        const { checkEntry, continued, refuseRepetition } = await import('../gather/ledger.js');
        const { dayOf, linkOf, nameOf, textOf } = await import('../gather/public-text.js');
        const { readMatters, recordOutcome, STATUSES } = await import('../store/outcomes.js');
        const { readHeirs } = await import('../store/theme-heirs.js');
        const status = oneOf<Status>(STATUSES, options.status ?? '(not given)', '--status');
        const owner = nameOf(options.owner, '--owner', 'which body was asked');
        const author = nameOf(options.by, '--by', 'who says so');
        const reply = options.reply === undefined ? null : textOf(options.reply, '--reply', 'what it said');
        const entry: Entry = { status, reply, due: dayOf(options.due, '--due'), link: linkOf(options.link) };
        checkEntry(entry);
        return changing(context, async (project) => {
          const { store, effects } = project;
          const { heir, note } = await themeMeant(project, String(named));
          const matters = await readMatters(store, await readHeirs(store));
          const matter = continued(matters, { named: String(named), heir: heir.id, owner, status });
          // Of a theme that is gone nothing new is asked, though what was asked can be answered.
          if (matter === null) await liveTheme(project, String(named));
          if (matter !== null) refuseRepetition(matter, entry);
          await refuseIndividualsPost(project, entry.link);
          if (reply !== null) await refuseQuotes(project, reply, { option: '--reply', whose: 'body' });
          const themeId = matter?.raisedAs ?? heir.id;
          // As it was first written: the name of a body does not change with the hand that types it.
          const body = matter?.owner ?? owner;
          const written = {
            at: isoNow(effects),
            matter: matter?.number ?? null,
            themeId,
            owner: body,
            author,
            ...entry,
          };
          const number = await recordOutcome(store, written);
          const now = (await readMatters(store, await readHeirs(store))).find((known) => known.number === number)!;
          const what = matter === null ? `Matter ${number} opened` : `Matter ${number} goes on`;
          return { json: matterJson(now), text: `${note}${what}: ${await standsText(now)}` };
        });
      }),
    );
}

function declareList(parent: Command, act: Act): void {
  parent
    .command('list')
    .description('every matter and how it stands')
    .option('--theme <id>', 'only of this theme, such as theme-3')
    .addHelpText('after', example('discover outcome list', 'discover outcome list --theme theme-3'))
    .action(
      act<Options>(async (context, { theme }): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        return withExistingProject(context, async (project) => {
          const { readMatters } = await import('../store/outcomes.js');
          const { readHeirs } = await import('../store/theme-heirs.js');
          const wanted = theme === undefined ? null : (await themeMeant(project, theme)).heir.id;
          const all = await readMatters(project.store, await readHeirs(project.store));
          const matters = all.filter(({ themeId }) => wanted === null || themeId === wanted);
          return { json: matters.map(matterJson), text: await listText(matters, wanted) };
        });
      }),
    );
}

function declareOverdue(parent: Command, act: Act): void {
  parent
    .command('overdue')
    .description('replies that were due before today and have not come')
    .addHelpText('after', example('discover outcome overdue', 'discover outcome overdue --json'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        return withExistingProject(context, async ({ store, effects }) => {
          const { readOverdue } = await import('../store/outcomes.js');
          const overdue = await readOverdue(store, isoNow(effects).slice(0, 10));
          return { json: overdue, text: overdueText(overdue) };
        });
      }),
    );
}

function declarePublish(parent: Command, act: Act): void {
  parent
    .command('publish')
    .description('write the public page of what happened and its feed anew; every change and every run does so too')
    .addHelpText('after', example('discover outcome publish'))
    .action(
      act(async (context): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { publishHappened } = await import('../publish.js');
        return withExistingProject(context, async (project) => {
          const files = await publishHappened(project);
          const nothing = 'Nothing was decided or asked yet: there is nothing to publish.';
          return { json: { files }, text: files.map((file) => `Published ${file}`).join('\n') || nothing };
        });
      }),
    );
}

function matterJson({ hidden: _hidden, ...matter }: Matter): Omit<Matter, 'hidden'> {
  return matter;
}

async function standsText(matter: Matter): Promise<string> {
  const { matterText } = await import('../store/action-words.js');
  return `${matter.themeId}, "${matter.label}": ${matterText(matter)}`;
}

async function listText(matters: readonly Matter[], theme: string | null): Promise<string> {
  if (matters.length === 0) {
    const about = theme === null ? '' : ` about ${theme}`;
    return `Nobody was asked anything${about} yet: \`discover outcome add ${theme ?? 'THEME'}\`.`;
  }
  const rows = matters.map(({ number, themeId, raisedAs, label, owner, status, due, entries, reply }) => [
    ...[number, raisedAs === themeId ? themeId : `${themeId} (was ${raisedAs})`, label, owner, status, due ?? '-'],
    ...[entries.at(-1)!.at.slice(0, 10), reply === null ? '' : short(reply)],
  ]);
  const columns = [
    ...[{ title: 'no.', align: 'right' as const }, { title: 'id' }, { title: 'theme' }, { title: 'owner' }],
    ...[{ title: 'status' }, { title: 'due' }, { title: 'last entry' }, { title: 'reply' }],
  ];
  return section('What was asked, and what came of it', table(columns, rows));
}

function overdueText(overdue: readonly Overdue[]): string {
  if (overdue.length === 0) return 'No reply is overdue.';
  return section(
    `Overdue (${count(overdue.length, 'reply', 'replies')})`,
    table(
      [
        ...[{ title: 'no.', align: 'right' as const }, { title: 'due' }, { title: 'days', align: 'right' as const }],
        ...[{ title: 'owner' }, { title: 'id' }, { title: 'theme' }, { title: 'status' }],
      ],
      overdue.map(({ number, due, daysOver, owner, themeId, label, status }) => [
        ...[number, due, daysOver, owner, themeId, label, status],
      ]),
    ),
  );
}

/** A reply may be long; the table says how it begins. */
function short(text: string): string {
  const most = 60;
  const line = text.replace(/\s+/g, ' ');
  return line.length <= most ? line : `${line.slice(0, most)}…`;
}
