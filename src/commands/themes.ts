/** `discover themes`: group what is new, list the themes, show one. */
import { UserError } from '../errors.js';
import { measureLines } from '../reports/measure-lines.js';
import { dateFor } from '../reports/report.js';
import { surgeWords } from '../reports/surge-words.js';
import type { DirectoryEntry } from '../store/directory.js';
import type { Paraphrase } from '../store/paraphrases.js';
import type { ThemeDetail } from '../store/theme-list.js';
import type { Measures } from '../store/theme-measures.js';
import { count, section, table } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';
import { IDENTIFY, type IdentifyOptions, mayIdentify, REASON } from './disclose.js';
import type { Measured } from './measured-themes.js';
import { declareHand } from './themes-hand.js';
import { declareParaphrase, paraphraseText } from './themes-paraphrase.js';

/** A theme as `show` shows it. */
type Shown = ThemeDetail & Measured & { paraphrase: Paraphrase | null; directory: DirectoryEntry[] };

/** Characters of a post in the table. */
const EXCERPT = 100;
/** Places of a theme in the table; the directory has all. */
const MOST_PLACES = 12;

export const themes: Declare = (program, act) => {
  const parent = program
    .command('themes')
    .description('group what is new into themes, and list them')
    .option('--method', 'with --json: an object of the themes and of how sure they are')
    .addHelpText('after', example('discover themes', 'discover themes show theme-3', 'discover themes --json --method'))
    .action(
      act<{ method?: true }>(async (context, { method }): Promise<Outcome> => {
        const { inRun, withExistingProject } = await import('../project.js');
        const { groupPosts } = await import('../listen.js');
        const { listMeasured } = await import('./measured-themes.js');
        const { keptText, themesText, themeTable } = await import('./summaries.js');
        const { inDays } = await import('./nameless.js');
        return withExistingProject(context, (project) =>
          inRun(project, 'themes', async (runId) => {
            const summary = await groupPosts(project, runId);
            const rows = (await listMeasured(project.store)).map(inDays);
            const hidden = summary.themes - rows.length;
            const note = hidden === 0 ? '' : `\n\n  ${count(hidden, 'theme')} hidden by hand: \`discover themes log\`.`;
            const { outlierShare, stability, coverage } = summary;
            const json = method ? { outlierShare, stability, coverage, themes: rows } : rows;
            return { json, text: `${themesText(summary)}\n\n${themeTable(rows)}${note}${keptText(rows)}` };
          }),
        );
      }),
    );
  parent
    .command('show <id>')
    .description('one theme: its posts nearest to the heart, and what became of it')
    .option(...IDENTIFY)
    .option(...REASON)
    .addHelpText('after', example('discover themes show theme-3'))
    .action(
      act<IdentifyOptions>(async (context, options, id): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { measuredDetail } = await import('./measured-themes.js');
        const { withoutNames } = await import('./nameless.js');
        return withExistingProject(context, async (project) => {
          const theme = await measuredDetail(project.store, String(id));
          if (theme === null) throw new UserError(`There is no theme ${id}. \`discover themes\` lists them.`);
          const identify = await mayIdentify(project, `themes show ${id}`, options);
          const { readDirectory } = await import('../store/directory.js');
          const { readParaphrases } = await import('../store/paraphrases.js');
          const places = await readDirectory(project.store, { since: null, until: null, theme: theme.id });
          const directory = places.map((place) => ({ ...place, lastSeen: dateFor({ identify }, place.lastSeen) }));
          const paraphrase = (await readParaphrases(project.store)).get(theme.id) ?? null;
          const shown = { ...(identify ? theme : withoutNames(theme)), paraphrase, directory };
          return { json: shown, text: detailText(shown) };
        });
      }),
    );
  declareParaphrase(parent, act);
  declareHand(parent, act);
};

function detailText(theme: Shown): string {
  const evidence = theme.evidence.map((post) => [
    post.createdAt?.slice(0, 10) ?? '-',
    post.place ?? '-',
    post.voiceKind === 'organisation' ? 'organisation' : `voice ${post.voice ?? '?'}`,
    post.text.length > EXCERPT ? `${post.text.slice(0, EXCERPT)}…` : post.text,
  ]);
  const events = theme.events.map((event) => [event.runId ?? '-', event.kind, event.otherId ?? '']);
  return [
    section(
      `${theme.id}  ${theme.label}`,
      `  ${theme.chapter}; ${theme.pinned ? 'pinned; ' : ''}${theme.hidden ? 'hidden; ' : ''}${theme.lane}; ${count(theme.posts, 'post')} by ${count(theme.voices, 'voice')} in ${count(theme.places, 'place')}`,
      ...(theme.why === null ? [] : [`  Why: ${theme.why}`]),
    ),
    ...(theme.paraphrase === null ? [] : [section('In our words', `  ${paraphraseText(theme.paraphrase)}`)]),
    ...(theme.mergedInto === null
      ? []
      : [`  Merged into ${theme.mergedInto}: \`discover themes show ${theme.mergedInto}\`.`]),
    ...(theme.measures === null ? [] : [section('In numbers', measuresText(theme, theme.measures))]),
    section(
      'Nearest to its heart',
      table([{ title: 'date' }, { title: 'place' }, { title: 'voice' }, { title: 'text' }], evidence),
    ),
    ...(theme.directory.length === 0 ? [] : [section('Where it is talked about', directoryText(theme.directory))]),
    section(
      'What became of it',
      table([{ title: 'run', align: 'right' }, { title: 'what' }, { title: 'with' }], events),
    ),
  ].join('\n\n');
}

/** Who runs each place, how many speak of the theme there, and how one joins. */
function directoryText(directory: readonly DirectoryEntry[]): string {
  const lines = directory
    .slice(0, MOST_PLACES)
    .map((place) => [
      ...[place.place, [place.kind, place.owner].filter((words) => words !== null).join(', ') || '-', place.voices],
      ...[place.howToJoin ?? '', place.url ?? ''],
    ]);
  const more = directory.length - MOST_PLACES;
  return [
    table(
      [
        ...[{ title: 'place' }, { title: 'what, and who runs it' }, { title: 'voices', align: 'right' as const }],
        ...[{ title: 'how to join' }, { title: 'link' }],
      ],
      lines,
    ),
    ...(more > 0 ? [`  … and ${more} more: \`discover report directory\`.`] : []),
  ].join('\n');
}

/** Each measure on a line with the rank by it, and why the theme is a surge, or has a place kept for it. */
function measuresText(theme: ThemeDetail, measures: Measures): string {
  const lines = measureLines(theme, measures).map(({ name, number, rank }) => [name, number, rank ?? '']);
  const why = [measures.surge === null ? null : `surge: ${surgeWords(measures.surge)}`, measures.keptPlace];
  return [
    table([{ title: 'measure' }, { title: 'number', align: 'right' }, { title: 'rank', align: 'right' }], lines),
    ...why.filter((words) => words !== null).map((words) => `  ${words}`),
  ].join('\n');
}
