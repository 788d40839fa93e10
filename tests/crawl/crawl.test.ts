import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceConfig } from '../../src/config.js';
import { crawlSource, importSource, noCounts, optionProblems } from '../../src/crawl/crawl.js';
import { crawlerNames, loadCrawler } from '../../src/crawl/registry.js';
import { SourceError } from '../../src/errors.js';
import { readCursor, sourceHealth } from '../../src/store/sources.js';
import { temporaryFolder, temporaryStore, testEffects } from '../support/project.js';

const noNetwork = async (): Promise<never> => {
  throw new Error('this test reads files only');
};

async function project(lines: string[]) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'posts.ndjson'), lines.join('\n'));
  const store = await temporaryStore();
  const source: SourceConfig = {
    name: 'files',
    crawler: 'archive',
    options: { file: 'posts.ndjson' },
    place: { name: 'Files', url: null, kind: null, owner: null, area: null },
  };
  return { store, source, world: { store, fetch: noNetwork, folder, effects: testEffects() } };
}

describe('every crawler', () => {
  it('keeps the contract: an object of its file name, with a summary and strict options', async () => {
    expect(crawlerNames()).toEqual(expect.arrayContaining(['archive', 'blogs', 'forums', 'notes', 'tweets']));
    for (const name of crawlerNames()) {
      const crawler = await loadCrawler(name);
      expect(crawler.name, name).toBe(name);
      expect(crawler.summary.length, name).toBeGreaterThan(10);
      expect(crawler.crawl, name).toBeTypeOf('function');
      expect(crawler.options.safeParse({ 'no-such-option': 1 }).success, name).toBe(false);
    }
  });

  it('is asked for by a name that exists', async () => {
    await expect(loadCrawler('../cli')).rejects.toThrow(/there is no crawler.*archive, blogs/);
    const { source } = await project([]);
    expect(await optionProblems({ ...source, crawler: 'blog' })).toMatchObject([{ path: ['crawler'] }]);
    expect(await optionProblems({ ...source, options: {} })).toMatchObject([{ path: ['options', 'file'] }]);
    expect(await optionProblems(source)).toEqual([]);
  });
});

describe('crawling a source', () => {
  it('saves its posts and counts what was refused, with an example', async () => {
    const { store, source, world } = await project([
      '{"id":"1","text":"one"}',
      'not json',
      '{"id":"2"}',
      '{"id":"3","text":"three"}',
    ]);
    const counts = noCounts();
    await crawlSource(source, world, counts);
    expect(counts).toMatchObject({ new: 2, refused: 2 });
    expect(Object.values(counts.refusals).map((group) => group.example)).toEqual(['line 2', 'line 3']);
    expect(await sourceHealth(store)).toMatchObject([{ name: 'files', posts: 2, failures: 0, lastSlug: null }]);
  });

  it('a second time brings nothing, an import reads everything again', async () => {
    const { source, world } = await project(['{"id":"1","text":"one"}', '{"id":"2","text":"two"}']);
    await crawlSource(source, world, noCounts());
    const second = noCounts();
    await crawlSource(source, world, second);
    expect(second).toMatchObject({ pages: 0, new: 0, duplicate: 0 });
    const again = noCounts();
    await importSource(source, world, again, { imported: 'posts.ndjson' });
    expect(again).toMatchObject({ new: 0, duplicate: 2 });
  });

  it('a failure is recorded with its slug, and what was saved before stays', async () => {
    const { store, source, world } = await project(['{"id":"1","text":"one"}']);
    await crawlSource(source, world, noCounts());
    const cursor = await readCursor(store, 'files');
    const gone = { ...source, options: { file: 'missing.ndjson' } };
    const error = await crawlSource(gone, world, noCounts()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SourceError);
    expect(error).toMatchObject({ slug: 'file-missing' });
    expect(await sourceHealth(store)).toMatchObject([{ posts: 1, failures: 1, lastSlug: 'file-missing' }]);
    expect(await readCursor(store, 'files')).toEqual(cursor);
  });

  it('wrong options fail the source by name of the option', async () => {
    const { source, world } = await project([]);
    const wrong = { ...source, options: { file: 'posts.ndjson', colour: 'blue' } };
    await expect(crawlSource(wrong, world, noCounts())).rejects.toThrow(/colour/);
  });

  it('stops between pages when asked to', async () => {
    const { store, source, world } = await project(
      Array.from({ length: 1200 }, (_, index) => `{"id":"${index}","text":"post ${index}"}`),
    );
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(crawlSource(source, world, noCounts(), { signal: controller.signal })).rejects.toThrow('enough');
    expect(await sourceHealth(store)).toMatchObject([{ posts: 0, failures: 0 }]);
  });
});
