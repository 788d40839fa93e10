/** Money and completeness, as text. */
import type { XConfig } from '../config.js';
import { moneyWords } from '../crawl/x/purse.js';
import type { CrawlEstimate } from '../estimate.js';
import type { Completeness } from '../store/coverage.js';
import type { Spent } from '../store/ledger.js';
import { count, section, table } from '../terminal.js';

export interface Spending {
  dayMicros: number;
  monthMicros: number;
  sources: Spent[];
}

export function estimateText(estimate: CrawlEstimate): string {
  const money = (micros: number) => moneyWords(micros, estimate.currency);
  const rows = estimate.sources.map(({ source, counted, posts, leastMicros, mostMicros, slug, message }) =>
    slug === null
      ? [source, counted!, posts!, `${money(leastMicros!)} to ${money(mostMicros!)}`]
      : [source, '-', '-', `${slug}: ${message}`],
  );
  const sources =
    rows.length === 0
      ? '  No source costs money.'
      : table(
          [
            { title: 'source' },
            { title: 'posts there are', align: 'right' },
            { title: 'read in one crawl', align: 'right' },
            { title: 'cost' },
          ],
          rows,
        );
  return [
    section('Estimate', sources),
    ...(rows.length === 0
      ? []
      : [
          [
            `  In all ${money(estimate.leastMicros)} to ${money(estimate.mostMicros)}, by how many people speak, at the prices of ${estimate.pricesOf}.`,
            `  Left to spend: ${money(estimate.leftTodayMicros)} today, ${money(estimate.leftThisMonthMicros)} this month; a crawl stops before it spends more.`,
          ].join('\n'),
        ]),
    ...(estimate.free > 0 ? [`  ${count(estimate.free, 'source')} cost nothing and were not asked.`] : []),
  ].join('\n\n');
}

/** Nothing where nothing was ever spent. */
export function spendingSection(spending: Spending, x: XConfig): string[] {
  if (spending.sources.length === 0) return [];
  const money = (micros: number) => moneyWords(micros, x.currency);
  return [
    section(
      'Spent on X',
      `  ${money(spending.dayMicros)} of ${money(x.nightlyMicros)} today, ${money(spending.monthMicros)} of ${money(x.monthlyMicros)} this month (UTC)`,
      table(
        [
          { title: 'source' },
          { title: 'endpoint' },
          ...['requests', 'posts', 'users', 'money', 'of it unsettled'].map((title) => ({
            title,
            align: 'right' as const,
          })),
          { title: 'last' },
        ],
        spending.sources.map((row) => [
          ...[row.source, row.endpoint, row.requests, row.posts, row.users],
          ...[money(row.micros), money(row.unsettledMicros), row.lastAt],
        ]),
      ),
    ),
  ];
}

export function completenessSection(rows: readonly Completeness[]): string[] {
  if (rows.length === 0) return [];
  return [
    section(
      'Completeness',
      table(
        [
          { title: 'source' },
          { title: 'collected', align: 'right' },
          { title: 'counted by the platform', align: 'right' },
          { title: 'complete', align: 'right' },
        ],
        rows.map((row) => [row.source, row.collected, row.counted ?? '-', percent(row.completeness)]),
      ),
      ...rows.flatMap(({ source, gaps }) => gaps.map(({ missing }) => `  missing from ${source}: ${missing}`)),
      '  Search on X finds no reposts since 4 May 2026: who repeats whom is missing.',
    ),
  ];
}

export function percent(share: number | null): string {
  return share === null ? '-' : `${(share * 100).toFixed(1)} %`;
}
