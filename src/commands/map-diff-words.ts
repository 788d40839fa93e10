/** The difference between two maps, for people at a terminal. */
import type { ComparedMap, Comparison } from '../map/diff/compare.js';
import type { ToldCommunity, ToldNode } from '../map/diff/told.js';
import { count, section, table } from '../terminal.js';

const SHOWN = 10;
const NODE_ORDER = ['place', 'organisation', 'theme', 'voice'] as const;
const PLURALS: Readonly<Record<string, string>> = {
  place: 'places',
  organisation: 'organisations',
  theme: 'themes',
  voice: 'voices',
};

export function diffText(diff: Comparison): string {
  const { before, after } = diff.maps;
  const parts = [
    `From ${mapWords(before)} to ${mapWords(after)}`,
    section('Nodes', `  new: ${nodeWords(diff.nodes.new)}`, `  gone: ${nodeWords(diff.nodes.gone)}`),
    section('Relations', ...relationLines(diff)),
    ...list('Communities', communityLines(diff)),
    ...list('Bridges', bridgeLines(diff)),
    ...list('Places that met for the first time, though they talked about the same', metLines(diff)),
    ...(before.partial || after.partial
      ? ['These maps hold the strongest part of larger ones: what is gone may only have been overtaken by others.']
      : []),
  ];
  return parts.join('\n\n');
}

function mapWords({ runId, takenAt, nodes, edges }: ComparedMap): string {
  return `run ${runId} (${takenAt.slice(0, 10)}: ${count(nodes, 'node')}, ${count(edges, 'relation')})`;
}

function countKinds(nodes: readonly ToldNode[]): string {
  const words = NODE_ORDER.flatMap((kind) => {
    const number = nodes.filter((node) => node.kind === kind).length;
    return number === 0 ? [] : [count(number, kind, PLURALS[kind])];
  });
  return words.length === 0 ? 'none' : words.join(', ');
}

/** Voices are counted, not listed. */
function nodeWords(nodes: readonly ToldNode[]): string {
  const open = nodes.filter(({ kind }) => kind !== 'voice').map(({ label }) => label);
  return `${countKinds(nodes)}${open.length === 0 ? '' : ` (${someOf(open)})`}`;
}

function relationLines({ relations }: Comparison): string[] {
  const numbers = (['new', 'gone', 'stronger', 'weaker'] as const).map(
    (change) => `${relations[change].length} ${change}`,
  );
  const open = [...relations.new, ...relations.gone, ...relations.stronger, ...relations.weaker]
    .filter(({ source, target }) => source.kind !== 'voice' && target.kind !== 'voice')
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, SHOWN);
  if (open.length === 0) return [`  ${numbers.join(', ')}`];
  const rows = open.map(({ source, target, kind, before, after }) => [
    ...[source.label, kind, target.label, before ?? '', after ?? ''],
  ]);
  const columns = [
    ...[{ title: 'from' }, { title: 'does' }, { title: 'to' }],
    ...['before', 'after'].map((title) => ({ title, align: 'right' as const })),
  ];
  return [
    `  ${numbers.join(', ')}`,
    '  The largest changes among places, organisations and themes:',
    table(columns, rows),
  ];
}

function sizeOf({ before, after }: { before: number | null; after: number | null }): number {
  return Math.abs((after ?? 0) - (before ?? 0));
}

function communityLines({ communities, moved }: Comparison): string[] {
  const stayed = communities.filter(({ fate }) => fate === 'stayed').length;
  const changed = communities.filter(({ fate }) => fate !== 'stayed');
  return [
    ...(stayed === 0 ? [] : [`  ${count(stayed, 'community', 'communities')} stayed together`]),
    ...changed.slice(0, SHOWN).map((one) => `  ${communityWords(one)}`),
    ...(changed.length > SHOWN ? [`  and ${changed.length - SHOWN} more changes`] : []),
    ...(moved.length === 0 ? [] : [`  in other company than before: ${countKinds(moved)}`]),
  ];
}

function communityWords({ fate, before, after, about, share }: ToldCommunity): string {
  const name = about.length === 0 ? '' : ` (${about.join('; ')})`;
  const percent = share === null ? '' : `; ${Math.round(share * 100)}% of those still there`;
  const words = {
    merged: `${before.join(' and ')} merged into ${after[0]}${name}${percent}`,
    split: `${before[0]} split into ${after.join(' and ')}${name}${percent}`,
    new: `${after[0]} is new${name}`,
    gone: `${before[0]} is gone${name}`,
    stayed: `${before[0]} is now ${after[0]}${name}${percent}`,
  };
  return words[fate];
}

function bridgeLines({ bridges }: Comparison): string[] {
  return (['gained', 'lost'] as const).flatMap((change) =>
    bridges[change].length === 0 ? [] : [`  ${change}: ${someOf(bridges[change].map(({ label }) => label))}`],
  );
}

function metLines({ met }: Comparison): string[] {
  return met
    .slice(0, SHOWN)
    .map(
      ({ one, other, kinds, themes }) =>
        `  ${one.label} and ${other.label}: ${kinds.join(', ')}; on ${someOf(themes.map(({ label }) => label))}`,
    );
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [section(title, ...lines)];
}

function someOf(words: readonly string[]): string {
  const more = words.length - SHOWN;
  return `${words.slice(0, SHOWN).join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}
