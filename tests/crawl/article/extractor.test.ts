import { describe, expect, it, onTestFinished } from 'vitest';
import { createExtractor, type Extractor } from '../../../src/crawl/article/extractor.js';

const SENTENCE = 'The ward was quiet, the nurses were tired, and nobody came for an hour. ';
const PARAGRAPHS = `<p>${SENTENCE.repeat(6)}</p>`.repeat(3);
const page = (body: string) => ({
  status: 200,
  headers: {},
  body: Buffer.from(body),
  url: 'https://blog.example/a?k=1',
});

/** Built to take the parser far longer than any honest page. */
const HEAVY = `${'<div>'.repeat(190)}${'text, words <br>'.repeat(55_000)}`;
/** For pages that are not what a test is about. */
const PATIENT_MS = 60_000;

function extractor(longestMs?: number): Extractor {
  const made = createExtractor(longestMs);
  onTestFinished(() => made.close());
  return made;
}

describe('pages read in a thread (E1-E6)', () => {
  it('gives the article of a page, and nothing for a page without one', async () => {
    const { extract } = extractor(PATIENT_MS);
    const article = await extract(page(`<title>Beds</title><h1>Beds</h1><article>${PARAGRAPHS}</article>`));
    expect(article).toMatchObject({ title: 'Beds', author: null, publishedAt: null });
    expect(article?.text).toBe(SENTENCE.repeat(18).trim().replace(/\s+/g, ' '));
    expect(await extract(page(''))).toBeNull();
  }, 120_000);

  it('stops a page that takes too long, names it, and reads the next one (pages waiting behind it included)', async () => {
    const { extract } = extractor(2_000);
    const [heavy] = await Promise.allSettled([extract(page(HEAVY)), extract(page(PARAGRAPHS))]);
    expect(heavy).toMatchObject({
      status: 'rejected',
      reason: { slug: 'heavy-page', retryable: false, message: expect.stringContaining('https://blog.example/a') },
    });
    // On a machine with other things to do even a light page may run out of time, and then the one after it is read.
    let next: unknown = null;
    for (let tries = 0; tries < 20 && next === null; tries += 1)
      next = await extract(page(PARAGRAPHS)).catch(() => null);
    expect(next).toMatchObject({ text: expect.stringContaining('nurses were tired') });
  }, 120_000);

  it('can be closed while it reads, and before it ever read', async () => {
    await createExtractor().close();
    const busy = createExtractor();
    const reading = [busy.extract(page(HEAVY)), busy.extract(page(PARAGRAPHS))];
    const ended = Promise.all(
      reading.map((one) =>
        expect(one).rejects.toMatchObject({ slug: 'interrupted', message: 'https://blog.example/a' }),
      ),
    );
    await busy.close();
    await ended;
  });
});
