/**
 * How well and how fast articles are taken off their pages, beside the published figures of other extractors.
 * `npm run bench:articles`; the scores of ours are of the half of the pages that is in ../shared/data/articles.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ARTICLES, benchmarkPages, readabilityScore, segmentScore, shingleScore } from './article-scores.js';

interface Published {
  name: string;
  f1: number;
  precision: number;
  recall: number;
}

function published(file: string, name: string, f1: string): Published[] {
  const rows = parse(readFileSync(join(ARTICLES, file), 'utf8'), { columns: true }) as Record<string, string>[];
  const one = (row: Record<string, string>) => [row[name]!, row] as const;
  // Where an extractor was measured several times, the newest run comes first.
  return [...new Map(rows.toReversed().map(one))].map(([extractor, row]) => ({
    name: extractor,
    f1: Number(row[f1]),
    precision: Number(row.precision),
    recall: Number(row.recall),
  }));
}

function table(ours: Omit<Published, 'name'>, others: readonly Published[]): string {
  const all = [{ ...ours, name: 'discover (open half)' }, ...others].filter(({ f1 }) => f1 >= 0.8);
  return all
    .sort((one, other) => other.f1 - one.f1)
    .map(({ name, f1, precision, recall }) =>
      [name.padEnd(40), ...[f1, precision, recall].map((share) => share.toFixed(3).padStart(9))].join(''),
    )
    .join('\n');
}

const head = `${''.padEnd(40)}       F1    prec.   recall`;
const started = performance.now();
const pages = benchmarkPages();
const seconds = (performance.now() - started) / 1000;
const shingles = shingleScore(pages);
console.log(`Four-word shingles, article-extraction-benchmark, ${pages.length} pages`);
console.log(head);
console.log(table(shingles, published('article-extraction-benchmark_published_results.csv', 'library', 'f1')));
console.log(
  `\n${(pages.length / seconds).toFixed(1)} pages a second, peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);

const segments = segmentScore();
console.log(`\nSegments, trafilatura's evaluation, ${segments.pages} pages`);
console.log(head);
console.log(table(segments, published('trafilatura_published_results.csv', 'package', 'f_score')));
console.log(`\nReaders' comments kept out of the article: ${(segments.commentsOut * 100).toFixed(1)} %`);

const { pages: count, words, titles, bylines } = readabilityScore();
const share = (value: number) => `${(value * 100).toFixed(1)} %`;
console.log(`\nReadability's own test pages, ${count} pages`);
console.log(`word F1 ${words.toFixed(3)}, titles ${share(titles)}, bylines ${share(bylines)}`);
