/** The theme engine on a labelled stream of microblog posts, beside the checkout in ../shared/data. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { agreement } from '../../bench/metrics.js';
import { ThemeEngine } from '../../src/themes/engine.js';

const FILE = resolve(import.meta.dirname, '../../../shared/data/themes/mstream-tweets.jsonl.gz');
const present = existsSync(FILE);
if (!present) console.warn(`skipped: no labelled posts at ${FILE}`);

describe.skipIf(!present && !process.env.CI)('the labelled stream', () => {
  it('is grouped as its labels are', { timeout: 120_000 }, () => {
    const lines = gunzipSync(readFileSync(FILE)).toString().trim().split('\n');
    const posts = lines.map((line) => JSON.parse(line) as { text: string; label: string });
    const engine = new ThemeEngine();
    for (const { text } of posts) engine.add(text.split(' '));
    const { themeOf, themes } = engine.group();
    const found = agreement(
      posts.map(({ label }) => label),
      Array.from(themeOf, String),
    );
    expect(found.nmi).toBeGreaterThanOrEqual(0.885);
    expect(found.acc).toBeGreaterThanOrEqual(0.74);
    expect(themes).toBeGreaterThan(found.labels / 2);
    expect(themes).toBeLessThan(found.labels * 2);
  });
});
