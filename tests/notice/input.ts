/** A notice to try things on: a project that reads a blog and a hashtag, and has posts of both. */
import type { NoticeInput } from '../../src/notice/notice.js';
import type { KeptSource } from '../../src/store/notice-figures.js';

export const NOBODY = {
  ...{ organisation: null, contact: null, complaints: null, dataProtectionOfficer: null },
  ...{ lawfulBasis: null, basisNote: null, retentionNote: null },
};

export function source(
  name: string,
  crawler: string,
  options: Record<string, unknown>,
): NoticeInput['sources'][number] {
  return {
    name,
    crawler,
    options,
    place: { name: `Place of ${name}`, url: null, kind: null, owner: null, area: null },
  };
}

export function kept(name: string, more: Partial<KeptSource> = {}): KeptSource {
  return { name, crawler: 'blogs', posts: 3, since: '2026-01-05', newest: '2026-03-01', slug: null, ...more };
}

export function input(more: Partial<NoticeInput> = {}): NoticeInput {
  return {
    ...{ version: '1.2.3', purpose: 'Hear about buses', words: ['#LeedsBuses'], languages: ['en'], hasModel: false },
    notice: {
      ...NOBODY,
      ...{
        organisation: 'Leeds Bus Users',
        contact: 'listening@example.org',
        complaints: 'https://example.org/complain',
      },
      ...{
        lawfulBasis: 'legitimate interests',
        basisNote: 'because nobody else asks',
        retentionNote: 'For two years.',
      },
    },
    sources: [
      source('a-blog', 'blogs', { feed: 'https://blog.example.org/feed/' }),
      source('hashtag', 'tweets', { query: '#LeedsBuses', token: 'hidden', pages: 10, use: { words: 'We read them' } }),
    ],
    crawlers: new Map([
      ['blogs', { keeps: 'articles', honours: 'Nothing more.', thirdParty: null }],
      ['tweets', { keeps: 'posts', honours: 'Deleted ones go.', thirdParty: 'X, which answers' }],
    ]),
    rules: {
      ...{ store: 'sqlite', redis: false, summaries: false, siteContact: null, fewestPeople: 5, quietDays: 30 },
      ...{ backups: { daily: 7, weekly: 4, monthly: 6 }, falseDiscoveryRate: 0.01, verbatimWords: 8 },
    },
    figures: {
      ...{ asOf: '2026-03-01', posts: 6, accounts: 4, disclosures: { exports: 0, latest: null }, coverage: [] },
      sources: [kept('a-blog'), kept('hashtag', { crawler: 'tweets' })],
    },
    ...more,
  };
}
