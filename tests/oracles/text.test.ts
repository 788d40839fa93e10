/** The pipeline against text it was not made with: hostile strings, twitter-text's conformance cases, real tweets. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { plain } from '../../src/pipeline/clean.js';
import { canonicalForm, takeAddresses } from '../../src/pipeline/links.js';
import { takeHashtags, takeMentions } from '../../src/pipeline/mentions.js';
import { processAll, processed, resources, STOPWORDS } from '../pipeline/drafts.js';
import { seed, temporaryStore, tweet } from '../support/project.js';

const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const REQUIRED = process.env.CI !== undefined;

function read(file: string): string {
  const bytes = readFileSync(`${FOLDER}${file}`);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** Every string anywhere in a JSON value. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe.skipIf(!existsSync(`${FOLDER}security`) && !REQUIRED)('hostile strings (needs ../shared/data)', () => {
  const files = [
    ...['security/blns/blns.json', 'security/xss_payloads.json.gz', 'security/dompurify_expect.json'],
    ...['security/csv_injection.json', 'security/ssrf_urls.json', 'security/url/urltestdata.json.gz'],
  ];

  test.each(files)('%s: only text comes out', (file) => {
    const payloads = strings(JSON.parse(read(file)));
    expect(payloads.length).toBeGreaterThan(5);
    const known = resources();
    for (const payload of payloads) {
      const marked = { url: payload, title: payload, mentions: [payload], hashtags: [payload], links: [payload] };
      const said = processed(payload, { kind: 'blog', ...marked }, known);
      const shown = processed('', { kind: 'blog', text: null, html: payload }, known);
      for (const draft of [said, shown]) {
        const out = [draft.text, ...draft.tokens, ...draft.mentions, ...draft.hashtags, ...draft.links].join(' ');
        expect(out).not.toMatch(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069\u200b]/u);
        expect(plain(draft.text)).toBe(draft.text);
        for (const link of draft.links) {
          expect(link).toMatch(/^https?:\/\//);
          expect(canonicalForm(link)).toBe(link);
        }
      }
    }
  });
});

interface Case {
  description: string;
  text: string;
  expected: unknown;
}

/**
 * What is not met on purpose. Without a list of all top-level domains, which changes every month, `foo.baz` and
 * `www.foo.somecom` cannot be told apart from real ones, nor `it.so` from a sentence's end; cashtags name shares of
 * companies and are not asked for.
 */
describe.skipIf(!existsSync(`${FOLDER}social-api/twitter-text`) && !REQUIRED)(
  'twitter-text conformance (needs ../shared/data)',
  () => {
    const found = existsSync(`${FOLDER}social-api/twitter-text`)
      ? (JSON.parse(read('social-api/twitter-text/extract.json')) as Record<string, Case[]>)
      : {};
    const names = (text: string) => takeMentions(takeAddresses(plain(text)).prose, 'x').handles;
    const tags = (text: string) => takeHashtags(takeAddresses(plain(text)).prose).hashtags;
    const addresses = (text: string) => takeAddresses(plain(text)).addresses;
    const folded = (value: unknown) => (value as string[]).map((one) => one.normalize('NFC').toLowerCase());
    const pick = (key: string) => (value: unknown) => (value as Record<string, string>[]).map((one) => one[key]!);
    /** How what we find is compared with what is expected: once each, for that is how a post keeps them. */
    const once = (values: readonly string[]) => [...new Set(values)];

    test.each<[string, (text: string) => string[], (value: unknown) => string[], number]>([
      ['mentions', names, folded, 1],
      ['mentions_with_indices', names, (value) => folded(pick('screen_name')(value)), 1],
      ['mentions_or_lists_with_indices', names, (value) => folded(pick('screen_name')(value)), 1],
      ['hashtags', tags, folded, 1],
      ['hashtags_from_astral', tags, folded, 1],
      ['hashtags_with_indices', tags, (value) => folded(pick('hashtag')(value)), 1],
      ['urls', addresses, (value) => value as string[], 0.9],
      ['urls_with_indices', addresses, pick('url'), 0.85],
      ['urls_with_directional_markers', addresses, pick('url'), 1],
    ])('%s', (group, extract, expectedOf, floor) => {
      const cases = found[group] ?? [];
      const missed = cases.filter(
        ({ text, expected }) => JSON.stringify(once(extract(text))) !== JSON.stringify(once(expectedOf(expected))),
      );
      const share = 1 - missed.length / cases.length;
      console.log(
        `${group}: ${cases.length - missed.length} of ${cases.length}`,
        missed.map((one) => one.description),
      );
      expect(share).toBeGreaterThanOrEqual(floor);
    });
  },
);

describe.skipIf(!existsSync(`${FOLDER}themes`) && !REQUIRED)('real posts (needs ../shared/data)', () => {
  const posts = (file: string) =>
    read(file)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; text: string; created_at?: string });

  test('stop-worded English stays English, and nearly every word of it a token', () => {
    const known = resources();
    let [english, words, tokens, total] = [0, 0, 0, 0];
    for (const { text } of posts('themes/mstream-tweets.jsonl.gz')) {
      const draft = processed(text, {}, known);
      total += 1;
      if (draft.lang !== 'en') continue;
      english += 1;
      words += text.split(/\s+/).length;
      tokens += draft.tokens.length;
    }
    console.log(`English: ${((100 * english) / total).toFixed(2)} %; tokens per word: ${(tokens / words).toFixed(3)}`);
    expect(english / total).toBeGreaterThan(0.995);
    expect(tokens / words).toBeGreaterThan(0.95);
  });

  test('tweets in many languages, seeded and processed whole', { timeout: 120_000 }, async () => {
    const store = await temporaryStore();
    const tweets = posts('themes/crisislex.jsonl.gz').slice(0, 10_000);
    await seed(
      store,
      'crises',
      tweets.map(({ id, text, created_at }) => tweet(id, `voice-${id}`, text, { createdAt: created_at ?? null })),
    );
    const started = process.cpuUsage();
    const summary = await processAll(store, { languages: ['en'], words: [], stopwords: STOPWORDS });
    const { user, system } = process.cpuUsage(started);
    console.log(JSON.stringify(summary), `${Math.round((user + system) / 1000)} ms of processor time`);
    expect(summary.processed).toBe(10_000);
    // The floods, fires and earthquakes of this part of the set happened where these are spoken.
    expect(Object.keys(summary.languages).slice(0, 3).sort()).toEqual(['en', 'es', 'it']);
    expect(summary.campaigns).toBeGreaterThan(100);
    expect((user + system) / 1e6).toBeLessThan(20);
  });
});
