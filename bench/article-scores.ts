/**
 * How well articles are taken off their pages, by the measures of the collections that the pages come from:
 * shingles (article-extraction-benchmark, 2020), segments (trafilatura's evaluation), words and metadata
 * (the test pages of Mozilla's Readability).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PACKAGE_FOLDER } from '../src/config.js';
import { type Article, extractArticle } from '../src/crawl/article/extract.js';
import { plainText } from '../src/crawl/feed/markup.js';

export const ARTICLES = resolve(PACKAGE_FOLDER, '../shared/data/articles');

/** Shares between 0 and 1. */
export interface ShingleScore {
  pages: number;
  f1: number;
  precision: number;
  recall: number;
}

const SHINGLE = 4;

/**
 * Mean precision and recall of the four-word shingles of each page, every page counting alike, and the F1 of the two
 * means; words are runs of letters, digits and underscores, capitals kept.
 */
export function shingleScore(pages: readonly { truth: string; found: string }[]): ShingleScore {
  const scores = pages.map(({ truth, found }) => overlap(shingles(truth), shingles(found)));
  const precision = mean(scores.map((score) => score.precision));
  const recall = mean(scores.map((score) => score.recall));
  return { pages: pages.length, f1: (2 * precision * recall) / (precision + recall), precision, recall };
}

function shingles(text: string): Map<string, number> {
  const words = text.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const counts = new Map<string, number>();
  for (let at = 0; at < Math.max(1, words.length - SHINGLE + 1); at += 1) {
    const shingle = words.slice(at, at + SHINGLE).join(' ');
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  }
  return counts;
}

function overlap(truth: ReadonlyMap<string, number>, found: ReadonlyMap<string, number>) {
  const shared = sum([...found].map(([shingle, times]) => Math.min(times, truth.get(shingle) ?? 0)));
  return { precision: shared / sum(found.values()), recall: shared / sum(truth.values()) };
}

/** The half of article-extraction-benchmark that is here. */
export function benchmarkPages(): { name: string; truth: string; found: string }[] {
  const folder = join(ARTICLES, 'article-extraction-benchmark');
  const truth = JSON.parse(unpacked(join(folder, 'ground-truth.json.gz')).toString('utf8')) as Record<
    string,
    { articleBody: string; url: string }
  >;
  return Object.entries(truth).map(([name, { articleBody, url }]) => {
    const article = extractArticle(unpacked(join(folder, 'html', `${name}.html.gz`)), {}, url);
    return { name, truth: articleBody, found: textOf(article) };
  });
}

export interface SegmentScore {
  pages: number;
  /** Of the segments that belong to the article, and of those that do not. */
  precision: number;
  recall: number;
  f1: number;
  accuracy: number;
  /** Share of the readers' comments that are not taken for a part of the article. */
  commentsOut: number;
  /** Segments judged wrongly, for people who look for the reasons. */
  wrong: { page: string; segment: string; why: 'missing' | 'kept' | 'comment' }[];
}

interface Segments {
  with: string[];
  without: string[];
  comments?: string[];
  local: string;
}

/** A segment that should be in the text and is: a true positive, and so on. */
export function segmentScore(): SegmentScore {
  const folder = join(ARTICLES, 'trafilatura-eval');
  const pages = JSON.parse(readFileSync(join(folder, 'evaldata.json'), 'utf8')) as Record<string, Segments>;
  const counts = { hit: 0, missing: 0, kept: 0, left: 0, comments: 0, commentsOut: 0 };
  const wrong: SegmentScore['wrong'] = [];
  for (const [page, { with: inside, without, comments, local }] of Object.entries(pages)) {
    const text = oneSpace(textOf(extractArticle(unpacked(join(folder, local)), {}, page)));
    const has = (segment: string) => text.includes(oneSpace(segment));
    for (const segment of inside) {
      if (has(segment)) counts.hit += 1;
      else wrong.push({ page, segment, why: 'missing' });
    }
    for (const segment of without) {
      if (!has(segment)) counts.left += 1;
      else wrong.push({ page, segment, why: 'kept' });
    }
    for (const segment of (comments ?? []).filter((one) => one !== '')) {
      counts.comments += 1;
      if (!has(segment)) counts.commentsOut += 1;
      else wrong.push({ page, segment, why: 'comment' });
    }
  }
  counts.missing = wrong.filter(({ why }) => why === 'missing').length;
  counts.kept = wrong.filter(({ why }) => why === 'kept').length;
  const precision = counts.hit / (counts.hit + counts.kept);
  const recall = counts.hit / (counts.hit + counts.missing);
  return {
    pages: Object.keys(pages).length,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    accuracy: (counts.hit + counts.left) / (counts.hit + counts.left + counts.missing + counts.kept),
    commentsOut: counts.commentsOut / counts.comments,
    wrong,
  };
}

export interface ReadabilityScore {
  pages: number;
  /** Mean F1 of the words of each page. */
  words: number;
  /** Share of titles and bylines that are as expected, where any is. */
  titles: number;
  bylines: number;
}

export function readabilityScore(): ReadabilityScore {
  const folder = join(ARTICLES, 'readability-test-pages');
  const [words, titles, bylines]: [number[], boolean[], boolean[]] = [[], [], []];
  for (const name of readdirSync(folder)) {
    const read = (file: string) => {
      const path = join(folder, name, file);
      return existsSync(path) ? readFileSync(path) : unpacked(`${path}.gz`);
    };
    // A few came without their page.
    if (!['source.html', 'source.html.gz'].some((file) => existsSync(join(folder, name, file)))) continue;
    const expected = JSON.parse(read('expected-metadata.json').toString('utf8')) as Record<string, string | null>;
    const article = extractArticle(read('source.html'), {}, 'http://fakehost/test/page.html');
    words.push(wordF1(plainText(read('expected.html').toString('utf8')), textOf(article)));
    if (expected.title) titles.push(plainText(expected.title) === article?.title);
    if (expected.byline) bylines.push(plainText(expected.byline) === article?.author);
  }
  const share = (those: readonly boolean[]) => those.filter(Boolean).length / those.length;
  return { pages: words.length, words: mean(words), titles: share(titles), bylines: share(bylines) };
}

function wordF1(truth: string, found: string): number {
  const count = (text: string) => {
    const counts = new Map<string, number>();
    for (const word of text.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  };
  const { precision, recall } = overlap(count(truth), count(found));
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function textOf(article: Article | null): string {
  return article?.text ?? '';
}

function oneSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function unpacked(file: string): Buffer {
  return gunzipSync(readFileSync(file));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}
