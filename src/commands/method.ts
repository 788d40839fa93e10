/** `discover method`: how a run came to its result, in words or as its bundle. */
import { UsageError, UserError } from '../errors.js';
import type { Settings } from '../method/settings.js';
import { coverageWords, percent, stabilityWords } from '../method/words.js';
import { handClause } from '../reports/hand-words.js';
import type { Method } from '../store/methods.js';
import type { Database } from '../store/store.js';
import { count, section } from '../terminal.js';
import { type Declare, example, type Outcome } from './command.js';

const LATEST = 'latest';

export const method: Declare = (program, act) => {
  program
    .command('method [run]')
    .description('how a run came to its result: sources, settings, counts in and out and why, digests')
    .addHelpText('after', example('discover method', 'discover method 12 --json'))
    .action(
      act(async (context, _options, which): Promise<Outcome> => {
        const { withExistingProject } = await import('../project.js');
        const { readMethod } = await import('../store/methods.js');
        return withExistingProject(context, async ({ store }) => {
          const run = await runNumber(store, which === undefined ? LATEST : String(which));
          const bundle = await readMethod(store, run);
          if (bundle === null) throw new UserError(`There is no run ${run}. \`discover status\` lists the latest.`);
          return { json: bundle, text: methodText(bundle) };
        });
      }),
    );
};

/**
 * The run that somebody means by a number, or by `latest`: the last that changed posts or themes.
 * @throws UsageError for anything else; UserError when no run has
 */
export async function runNumber(store: Database, which: string): Promise<number> {
  if (/^[1-9]\d{0,14}$/.test(which)) return Number(which);
  if (which !== LATEST) throw new UsageError(`A run is named by its number, or latest; "${which}" is neither.`);
  const { latestMethod } = await import('../store/methods.js');
  const run = await latestMethod(store);
  if (run === null) throw new UserError('No run has grouped anything yet. `discover run` does.');
  return run;
}

function methodText(bundle: Method): string {
  return [madeBy(bundle), input(bundle), ...stages(bundle), ...hands(bundle), ...digests(bundle)].join('\n\n');
}

function madeBy({ run, command, startedAt, finishedAt, status, settings }: Method): string {
  const { version, node, purpose, words, languages, seed } = settings as unknown as Settings;
  return section(
    `Run ${run}: ${command}`,
    `  ${status}; ${startedAt} to ${finishedAt ?? 'no end'}`,
    `  discover ${version}, Node ${node ?? 'of unknown version'}, seed ${seed}`,
    ...(purpose === '' ? [] : [`  Purpose: ${purpose}`]),
    `  Words: ${words.length === 0 ? 'none' : words.join(', ')}; languages: ${languages.join(', ')}`,
  );
}

function input({ settings, input, crawl }: Method): string {
  const taken = new Map((input?.sources ?? []).map((source) => [source.name, source]));
  const configured = (settings as unknown as Settings).sources ?? [];
  const brought = new Map((crawl?.sources ?? []).map((source) => [source.name, source]));
  const names = new Set([...configured.map(({ name }) => name), ...taken.keys(), ...brought.keys()]);
  const lines = [...names].sort().flatMap((name) => {
    const source = taken.get(name);
    const options = configured.find((one) => one.name === name)?.options;
    const span = source?.oldest == null ? '' : `, ${source.oldest.slice(0, 10)} to ${source.newest!.slice(0, 10)}`;
    const kept = source === undefined ? '' : `: ${count(source.posts, 'post')}${span}`;
    return [
      `  ${name}${kept}`,
      ...(options === undefined ? [] : [`    ${JSON.stringify(options)}`]),
      ...broughtLines(brought.get(name)),
    ];
  });
  return section('Sources', ...(lines.length === 0 ? ['  none'] : lines));
}

function broughtLines(brought: NonNullable<Method['crawl']>['sources'][number] | undefined): string[] {
  if (brought === undefined) return [];
  const reasons = Object.entries(brought.refusals).map(([reason, posts]) => `${posts} ${reason}`);
  const refused = `${brought.refused} refused${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`;
  const failed = brought.slug === null ? '' : `; stopped: ${brought.slug}`;
  return [
    `    this run: ${brought.new} new, ${brought.changed} changed, ${brought.duplicate} known, ${refused}${failed}`,
  ];
}

function stages({ process, grouping, sureness, input }: Method): string[] {
  const cleaned =
    process === undefined
      ? []
      : [
          section(
            'Processed',
            `  ${count(process.processed, 'post')} (${process.withoutText} without text), ${process.setAside} set aside`,
            `  ${count(process.campaigns, 'campaign')} of near-identical posts, ${count(process.inCampaigns, 'post')} in them`,
          ),
        ];
  if (grouping === undefined || sureness === undefined || input === undefined) return cleaned;
  const { posts, themes, chapters, born, merged, split, gone, run } = grouping;
  const { coverage, stability, outlierShare } = sureness;
  const grouped = section(
    'Themes',
    `  made in run ${run}: ${count(posts, 'post')} newly grouped; ${count(themes, 'theme')} in ${count(chapters, 'chapter')}; ${born} born, ${merged} merged, ${split} split, ${gone} gone`,
    `  ${coverageWords(coverage)}`,
    `  ${stabilityWords(stability)}`,
    `  ${percent(outlierShare)} of the grouped posts in groups of one or two`,
  );
  return [...cleaned, grouped];
}

function hands({ hand }: Method): string[] {
  const lines = hand.map((entry) => `  ${entry.at.slice(0, 10)} ${handClause(entry)}: ${entry.reason}`);
  return lines.length === 0 ? [] : [section('Changed by hand', ...lines)];
}

function digests({ run, input, grouping, files, parameters }: Method): string[] {
  if (input === undefined || grouping === undefined) return ['This run grouped nothing.'];
  const rows: [string, string][] = [
    ['input', input.digest],
    ['campaigns', input.campaigns],
    ['micro-themes', grouping.digests.microThemes],
    ['posts in themes', grouping.digests.themesOfPosts],
    ['themes', grouping.digests.themes],
    ['chapters', grouping.digests.chapters],
    ...(files ?? []).map(({ name, sha256 }): [string, string] => [name, sha256]),
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  return [
    section('Parameters of the engine', `  ${JSON.stringify(parameters)}`),
    section('Digests', ...rows.map(([name, digest]) => `  ${name.padEnd(widest)}  ${digest}`)),
    `Next: \`discover run --verify ${run}\` makes it again and compares.`,
  ];
}
