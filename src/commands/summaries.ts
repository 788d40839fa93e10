/** The summaries that commands end with, as text. */
import type { AlertsSummary } from '../alerting.js';
import { failureWords } from '../errors.js';
import type { CrawlSummary, GroupSummary, ListenSummary, SourceOutcome } from '../listen.js';
import { surenessWords } from '../method/words.js';
import { articleWords } from '../notify/summary.js';
import type { PipelineSummary } from '../pipeline/pipeline.js';
import { TOP_THEMES } from '../store/theme-figures.js';
import type { ThemeRow } from '../store/theme-list.js';
import { count, section, table } from '../terminal.js';
import type { Measured } from './measured-themes.js';
import { writtenLines } from './written.js';

export function crawlText(summary: CrawlSummary): string {
  const next = summary.new > 0 ? ['', 'Next: `discover process`, or `discover run` for the whole flow.'] : [];
  return [section('Sources', ...sourceLines(summary)), ...next].join('\n');
}

export function importText(summary: CrawlSummary): string {
  const next = summary.new > 0 ? ['', 'Next: `discover process`, then `discover themes`.'] : [];
  return [section('Imported', importTable(summary.sources), ...refusals(summary.sources)), ...next].join('\n');
}

export function processText(summary: PipelineSummary): string {
  const languages = Object.entries(summary.languages)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([language, posts]) => `${language} ${posts.toLocaleString('en-GB')}`);
  return section(
    'Processed',
    `  ${count(summary.processed, 'new post')}${languages.length > 0 ? ` (${languages.join(', ')})` : ''}`,
    `  ${count(summary.campaigns, 'campaign')} of near-identical posts, ${count(summary.inCampaigns, 'post')} in them`,
  );
}

export function themesText(summary: GroupSummary): string {
  const moves = [
    [summary.born, 'born'],
    [summary.merged, 'merged'],
    [summary.split, 'split'],
    [summary.gone, 'gone'],
  ] as const;
  const words = moves.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return section(
    'Themes',
    `  ${count(summary.posts, 'post')} newly grouped; ${count(summary.themes, 'theme')} in ${count(summary.chapters, 'chapter')}${words.length > 0 ? ` (${words.join(', ')})` : ''}`,
    `  ${surenessWords(summary)}`,
  );
}

type Listed = ThemeRow & Measured;

export function themeTable(rows: readonly Listed[]): string {
  return table(
    [
      { title: 'id' },
      { title: 'theme' },
      { title: 'lane' },
      ...[
        { title: 'voices' },
        { title: 'posts' },
        { title: 'places' },
        { title: 'first-time' },
        { title: 'effective' },
      ].map((column) => ({
        ...column,
        align: 'right' as const,
      })),
      { title: 'last seen' },
    ],
    rows.map((row) => [
      row.id,
      row.label,
      row.lane,
      row.voices,
      row.posts,
      row.places,
      row.measures?.firstTimeVoices ?? '-',
      row.measures?.effectiveVoices.toFixed(1) ?? '-',
      row.lastSeen?.slice(0, 10) ?? '-',
    ]),
  );
}

/** The places kept for small new themes, each with its reason; empty where there are none. */
export function keptText(rows: readonly Listed[]): string {
  const kept = rows.filter(({ measures }) => measures !== null && measures.keptPlace !== null);
  if (kept.length === 0) return '';
  const lines = kept.map((row) => [row.id, row.label, row.measures!.keptPlace!]);
  return `\n\n${section('Small and new', table([{ title: 'id' }, { title: 'theme' }, { title: 'why it is here' }], lines))}`;
}

/** @param themes all of them; those at the head are shown, and those with a place kept for them */
export function runText(summary: ListenSummary, themes: readonly Listed[]): string {
  const more = themes.length - TOP_THEMES;
  return [
    section('Sources', ...sourceLines(summary.crawl)),
    processText(summary.process),
    `${themesText(summary.themes)}\n\n${themeTable(themes.slice(0, TOP_THEMES))}${more > 0 ? `\n  … and ${more} more: \`discover themes\`` : ''}${keptText(themes)}`,
    ...alertsText(summary.alerts),
    section('Written', ...writtenLines(summary.files)),
  ].join('\n\n');
}

/** What was told of, if anything, and what could not be told. */
function alertsText({ new: fresh, problems, notes }: AlertsSummary): string[] {
  const lines = [
    ...fresh.map(({ what, look }) => `  ${what} \`${look[0]}\``),
    ...[...problems, ...notes].map((line) => `  ${line}`),
  ];
  return lines.length === 0 ? [] : [section('Alerts', ...lines)];
}

function sourceLines(summary: CrawlSummary): string[] {
  const { sources, notDue, nextDue } = summary;
  const lines =
    sources.length > 0 ? [sourceTable(sources), ...refusals(sources), ...articleLines(summary)] : articleLines(summary);
  if (nextDue === null) return lines;
  const left =
    sources.length > 0 ? `${count(notDue, 'source')} not due` : `Nothing is due, of ${count(notDue, 'source')}`;
  const next = `the next is ${nextDue.name}, from ${nextDue.dueAt.slice(0, 16).replace('T', ' ')} UTC`;
  return [...lines, `  ${left}; ${next}. \`discover crawl --source NAME\` asks one all the same.`];
}

function sourceTable(sources: readonly SourceOutcome[]): string {
  return table(
    [
      { title: 'source' },
      ...['new', 'changed', 'known', 'refused'].map((title) => ({ title, align: 'right' as const })),
      { title: 'state' },
    ],
    sources.map((source) => [
      source.name,
      source.new,
      source.changed,
      source.duplicate,
      source.refused,
      stateWords(source),
    ]),
  );
}

function importTable(sources: readonly SourceOutcome[]): string {
  return table(
    [
      { title: 'source' },
      ...['read', 'new', 'changed', 'duplicate', 'refused'].map((title) => ({ title, align: 'right' as const })),
      { title: 'state' },
    ],
    sources.map((source) => {
      const read = source.new + source.changed + source.duplicate + source.refused;
      return [source.name, read, source.new, source.changed, source.duplicate, source.refused, stateWords(source)];
    }),
  );
}

function stateWords({ state, slug, message }: SourceOutcome): string {
  return slug === null ? state : `${state} (${slug}): ${failureWords(slug, message ?? '')}`;
}

function articleLines({ articles }: CrawlSummary): string[] {
  return articles.asked + articles.left === 0 ? [] : [`  ${articleWords(articles)}`];
}

function refusals(sources: readonly SourceOutcome[]): string[] {
  return sources.flatMap((source) =>
    Object.entries(source.refusals).map(
      ([reason, group]) =>
        `  refused from ${source.name}: ${count(group.count, 'item')}, ${reason} (such as ${group.example})`,
    ),
  );
}
