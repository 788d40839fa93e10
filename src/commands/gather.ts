/** `discover gather`: what is taken forward to where issues are talked through, what is not, and who can act. */
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import type { Decision } from '../store/selections.js';
import { count } from '../terminal.js';
import { type Act, type Declare, example, type Outcome } from './command.js';
import { BY, changing, liveTheme, refuseIndividualsPost, refuseQuotes, standingsOf } from './gather-common.js';
import { declareExport } from './gather-export.js';
import { declareLog } from './gather-log.js';
import { oneOf } from './scope.js';

interface Said {
  by?: string;
  reason?: string;
  decision?: string;
  link?: string;
  remove?: true | string;
}

export const gather: Declare = (program, act) => {
  const parent = program
    .command('gather')
    .description('hand themes on: decide, name who can act, ask, export')
    .addHelpText('after', example('discover gather log', 'discover gather export theme-3'));
  declareSelect(parent, act);
  declareLog(parent, act);
  declareRemit(parent, act);
  declareQuestion(parent, act);
  declareExport(parent, act);
};

function declareSelect(parent: Command, act: Act): void {
  parent
    .command('select <theme>')
    .description('write down whether a theme is taken forward, and why')
    .option('--decision <what>', 'forward, not-now or no')
    .option('--reason <text>', 'why, in words for everybody: it is published')
    .option(...BY)
    .addHelpText(
      'after',
      example(
        'discover gather select theme-3 --decision forward --by "A. Shah" --reason "No service owns it"',
        'discover gather select theme-9 --decision not-now --by "A. Shah" --reason "With the panel since May"',
      ),
    )
    .action(
      act<Said>(async (context, options, named): Promise<Outcome> => {
        const { nameOf, textOf } = await import('../gather/public-text.js');
        const { DECISIONS, recordSelection } = await import('../store/selections.js');
        const decision = oneOf<Decision>(DECISIONS, options.decision ?? '(not given)', '--decision');
        const reason = textOf(options.reason, '--reason', 'why');
        const author = nameOf(options.by, '--by', 'who decided');
        return changing(context, async (project) => {
          const { heir, note } = await liveTheme(project, String(named));
          const standings = await standingsOf(project);
          const standing = standings.find(({ theme }) => theme.id === heir.id);
          if (standing === undefined) throw new UserError(`${heir.id} is hidden by hand: \`discover themes log\`.`);
          await refuseQuotes(project, reason, { option: '--reason', whose: 'ours' });
          const { theme, measures } = standing;
          const { lastGrouping } = await import('../store/methods.js');
          const then = {
            ...{ label: theme.label, lane: theme.lane, voices: theme.voices, posts: theme.posts },
            ...{ ranks: measures.ranks, run: await lastGrouping(project.store) },
          };
          const at = new Date(project.effects.now()).toISOString();
          const selection = { at, themeId: theme.id, decision, reason, author, standing: then };
          await recordSelection(project.store, selection);
          const { DECIDED } = await import('../store/action-words.js');
          return {
            json: selection,
            text: `${note}${theme.id}, "${theme.label}", is ${DECIDED[decision]}. It stands ${place(measures.ranks.voices)} of ${count(standings.length, 'theme')} by voices, ${place(measures.ranks.posts)} by posts.`,
          };
        });
      }),
    );
}

function declareRemit(parent: Command, act: Act): void {
  parent
    .command('remit <theme> <body>')
    .description('name a body able to act on a theme')
    .option('--link <url>', 'its page')
    .option('--remove', 'it is not able to, after all')
    .option(...BY)
    .addHelpText('after', example('discover gather remit theme-3 "NHS Leeds ICB" --by "A. Shah"'))
    .action(
      act<Said>(async (context, options, named, body): Promise<Outcome> => {
        const { linkOf, nameOf } = await import('../gather/public-text.js');
        const { readRemits, recordRemit, sameName } = await import('../store/remits.js');
        const { readHeirs } = await import('../store/theme-heirs.js');
        const name = nameOf(String(body), 'the body', 'which body');
        const author = nameOf(options.by, '--by', 'who says so');
        const link = linkOf(options.link);
        return changing(context, async (project) => {
          const { heir, note } = await liveTheme(project, String(named));
          const bodies = (await readRemits(project.store, await readHeirs(project.store))).get(heir.id) ?? [];
          await refuseIndividualsPost(project, link);
          const isNamed = bodies.some((known) => sameName(known.body) === sameName(name));
          if (options.remove && !isNamed) {
            const names = bodies.map((known) => known.body).join(', ');
            throw new UserError(
              `${name} is not named for ${heir.id}; named ${names === '' ? 'is nobody' : `are: ${names}`}.`,
            );
          }
          const at = new Date(project.effects.now()).toISOString();
          const remit = { at, themeId: heir.id, body: name, link, author, holds: options.remove !== true };
          await recordRemit(project.store, remit);
          const able = options.remove ? 'is no longer named as able' : 'is able';
          return { json: remit, text: `${note}${name} ${able} to act on ${heir.id}, "${heir.label}".` };
        });
      }),
    );
}

function declareQuestion(parent: Command, act: Act): void {
  parent
    .command('question <theme> [text]')
    .description('ask something that nobody knows yet; it goes with the theme')
    .option('--remove <number>', 'take back the question of this number instead')
    .option('--by <name>', 'who asks; shown with the question')
    .addHelpText(
      'after',
      example(
        'discover gather question theme-3 "Who runs the beds at night?" --by "A. Shah"',
        'discover gather question theme-3 --remove 2 --by "A. Shah"',
      ),
    )
    .action(
      act<Said>(async (context, options, named, text): Promise<Outcome> => {
        const { nameOf, textOf } = await import('../gather/public-text.js');
        const { readQuestions, recordQuestion, withdrawQuestion } = await import('../store/remits.js');
        const { readHeirs } = await import('../store/theme-heirs.js');
        const author = nameOf(options.by, '--by', options.remove === undefined ? 'who asks' : 'who takes it back');
        const words = options.remove === undefined ? textOf(text as string | undefined, 'the question', 'it') : null;
        return changing(context, async (project) => {
          const { heir, note } = await liveTheme(project, String(named));
          const at = new Date(project.effects.now()).toISOString();
          if (words === null) {
            const open = (await readQuestions(project.store, await readHeirs(project.store))).get(heir.id) ?? [];
            const question = open.find(({ id }) => String(id) === options.remove);
            if (question === undefined) {
              const numbers = open.map(({ id }) => id).join(', ');
              throw new UserError(
                `${heir.id} has no open question ${options.remove}${numbers === '' ? '' : `; there are: ${numbers}`}.`,
              );
            }
            await withdrawQuestion(project.store, { id: question.id, author, at });
            return { json: { withdrawn: question.id }, text: `${note}Taken back: ${question.text}` };
          }
          await refuseQuotes(project, words, { option: 'The question', whose: 'ours' });
          const question = { at, themeId: heir.id, text: words, author };
          const number = await recordQuestion(project.store, question);
          return {
            json: { number, ...question },
            text: `${note}Question ${number} of ${heir.id}, "${heir.label}": ${words}`,
          };
        });
      }),
    );
}

function place(rank: number): string {
  const ending = rank % 100 >= 11 && rank % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending}`;
}
