/** Articles taken off pages that people have marked by hand, by the measures of those who marked them. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ARTICLES, benchmarkPages, readabilityScore, segmentScore, shingleScore } from '../../bench/article-scores.js';

const REQUIRED = process.env.CI !== undefined;

describe.skipIf(!existsSync(ARTICLES) && !REQUIRED)('articles (needs ../shared/data)', () => {
  it('agree with the bodies people marked (four-word shingles)', () => {
    const { pages, f1, precision, recall } = shingleScore(benchmarkPages());
    expect(pages).toBe(75);
    expect(f1).toBeGreaterThan(0.96);
    expect(precision).toBeGreaterThan(0.94);
    expect(recall).toBeGreaterThan(0.98);
  }, 60_000);

  it('hold the segments they should and not the others, readers comments least of all', () => {
    const { pages, f1, recall, commentsOut } = segmentScore();
    expect(pages).toBe(71);
    expect(f1).toBeGreaterThan(0.9);
    expect(recall).toBeGreaterThan(0.91);
    expect(commentsOut).toBe(1);
  }, 60_000);

  it('keep what Readability alone finds, with title and author', () => {
    const { words, titles, bylines } = readabilityScore();
    expect(words).toBeGreaterThan(0.99);
    expect(titles).toBe(1);
    expect(bylines).toBe(1);
  }, 60_000);
});
