import { expect, it } from 'vitest';
import { noCounts, type SourceCounts } from '../../src/crawl/crawl.js';
import { outcomesOf } from '../../src/crawl/outcomes.js';
import type { Try } from '../../src/store/tries.js';

const crawl = (source: string, slug: string | null, counts: Partial<SourceCounts> = {}): Try<SourceCounts> => ({
  ...{ key: source, slug, message: slug === null ? null : `why ${slug}` },
  counts: { ...noCounts(), ...counts },
});
const death = { key: 'a', slug: 'gone', message: 'status 410' } as const;

it.each([
  { what: 'nobody came', crawls: [], dead: [], state: 'waiting', slug: null },
  { what: 'it went well', crawls: [crawl('a', null)], dead: [], state: 'done', slug: null },
  { what: 'to be tried again', crawls: [crawl('a', 'timeout')], dead: [], state: 'waiting', slug: 'timeout' },
  { what: 'well at last', crawls: [crawl('a', 'timeout'), crawl('a', null)], dead: [], state: 'done', slug: null },
  {
    what: 'done, whatever a late one says',
    crawls: [crawl('a', null), crawl('a', 'timeout')],
    dead: [],
    state: 'done',
    slug: null,
  },
  { what: 'given up', crawls: [crawl('a', 'gone')], dead: [death], state: 'failed', slug: 'gone' },
  {
    what: 'its worker died of it',
    crawls: [],
    dead: [{ ...death, slug: 'interrupted' as const }],
    state: 'failed',
    slug: 'interrupted',
  },
  { what: 'stopped half-way', crawls: [crawl('a', 'interrupted')], dead: [], state: 'waiting', slug: null },
])('$what: $state, $slug', ({ crawls, dead, state, slug }) => {
  expect(outcomesOf([{ name: 'a' }], crawls, dead)).toMatchObject([{ name: 'a', state, slug }]);
});

it('adds up what the tries of a source brought, and takes in what was crawled beside those asked for', () => {
  const refused = (count: number, example: string) => ({ 'no text': { count, example } });
  const crawls = [
    crawl('a', 'timeout', { pages: 1, new: 5, refused: 2, refusals: refused(2, 'line 3') }),
    crawl('left over', null, { new: 7 }),
    crawl('a', null, { pages: 2, new: 1, changed: 3, duplicate: 4, refused: 1, refusals: refused(1, 'line 9') }),
  ];
  expect(outcomesOf([{ name: 'a' }], crawls, [])).toMatchObject([
    { name: 'a', pages: 3, new: 6, changed: 3, duplicate: 4, refused: 3, refusals: refused(3, 'line 3') },
    { name: 'left over', new: 7, state: 'done' },
  ]);
});
