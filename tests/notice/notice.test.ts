/** What the notice says, and that nothing that comes from outside can say something else through it. */
import { describe, expect, it } from 'vitest';
import { gapsOf, NOTICE_FORMATS, type NoticeInput, renderNotice } from '../../src/notice/notice.js';
import { noBrowser, withPage } from '../support/browser.js';
import { input, kept, NOBODY, source } from './input.js';

const md = (more: Partial<NoticeInput> = {}) => renderNotice(input(more), 'md');
const figures = (more: Partial<NonNullable<NoticeInput['figures']>>) => ({ figures: { ...input().figures!, ...more } });

describe('who listens', () => {
  it('is told with purpose, basis, contact and where to complain', () => {
    const text = md();
    for (const words of [
      ...['Leeds Bus Users listens to what is said in public', '**What for:** Hear about buses'],
      ...['**Lawful basis:** legitimate interests: because nobody else asks', 'For two years.'],
      ...['(<mailto:listening@example.org>)', '(<https://example.org/complain>)', 'As of 1 March 2026'],
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('Missing from this notice');
    expect(gapsOf(input())).toEqual([]);
  });

  it('is a gap that the notice names where nobody said it', () => {
    const bare = input({ purpose: '', notice: NOBODY });
    expect(gapsOf(bare).map(({ key }) => key)).toEqual([
      ...['purpose', 'notice.organisation', 'notice.contact', 'notice.complaints', 'notice.lawful_basis'],
    ]);
    expect(renderNotice(bare, 'md')).toContain(
      '> Missing from this notice: why you listen; who listens; where people can ask, and object; where people can complain; what allows you to do this.',
    );
    expect(renderNotice(bare, 'md')).toContain('Write to those who listen (this notice does not say where).');
  });
});

describe('the limits', () => {
  it('say that nobody is heard in a room, unless notes of meetings were brought in, be it long ago', () => {
    const unheard = 'whoever is only heard in a room is not heard here';
    expect(md({})).toContain(unheard);
    const { figures } = input();
    const sources = [...figures!.sources, kept('meetings', { crawler: 'notes' })];
    expect(md({ figures: { ...figures!, sources } })).not.toContain(unheard);
  });
});

describe('the list of sources', () => {
  it('U7: has every active source in every format', () => {
    const sources = Array.from({ length: 40 }, (_, n) =>
      source(`source-${n}`, 'blogs', { feed: `https://blog${n}.example.org/` }),
    );
    for (const format of NOTICE_FORMATS) {
      const text = renderNotice(input({ sources }), format);
      const absent = sources.filter(
        ({ name, options }) => !text.includes(name) || !text.includes(String(options.feed)),
      );
      expect([format, absent]).toEqual([format, []]);
    }
  });

  it('says what is asked of each, without what is nobody’s business', () => {
    const text = md({
      sources: [
        source('hashtag', 'tweets', { query: '#bus', token: 'hidden', pages: 10, use: { words: 'We read them' } }),
        source('notes', 'notes', { file: '/home/somebody/private/notes.csv' }),
        source('servers', 'mastodon', { servers: ['one.example', { server: 'two.example', token: 'hidden' }] }),
      ],
    });
    expect(text).toContain('query: \\#bus<br>declared use: We read them');
    expect(text).toContain('file: notes.csv');
    expect(text).toContain('servers: one.example<br>two.example');
    expect(text).not.toMatch(/\/home|hidden|pages:/);
  });

  it('says how each fares, and what is kept of those that are gone', () => {
    const names = ['good', 'failing', 'off', 'empty', 'quiet', 'new'];
    const sources = names.map((name) => source(name, 'blogs', {}));
    const text = md({
      sources,
      ...figures({
        sources: [
          ...[kept('good'), kept('failing', { slug: 'timeout' }), kept('off', { slug: 'no-token' })],
          ...[kept('empty', { posts: 0, newest: null, since: null }), kept('quiet', { newest: '2026-01-29' })],
          ...[kept('old-panel', { crawler: 'archive' }), kept('nothing', { posts: 0 })],
        ],
      }),
    });
    const state = (name: string) =>
      /\| ([^|]*) \|$/.exec(text.split('\n').find((row) => row.startsWith(`| ${name}<`))!)![1];
    expect(names.map(state)).toEqual([
      ...['read', 'failing: the site took too long', 'it is off: no access token is set'],
      ...['read, nothing found', 'nothing new since 2026-01-29', 'not read yet'],
    ]);
    expect(text).toContain('- old-panel (archive): 3 posts, collected since 5 Jan 2026');
    expect(text).not.toContain('nothing (');
    expect(text).toContain('1 source could not be read in full at the last try: failing.');
    expect(text).toContain('2 sources have brought nothing new for long: empty and quiet.');
    expect(text).toContain('2 sources are listed and not read: off and new.');
  });
});

describe('what the notice says of the program', () => {
  it('comes from its settings', () => {
    const rules = { ...input().rules, store: 'postgres', redis: true, summaries: true, fewestPeople: 12 } as const;
    const text = md({ rules: { ...rules, siteContact: 'https://example.org/us' }, languages: ['en', 'cy'] });
    for (const words of [
      ...['In a PostgreSQL database', 'A Redis server', 'A summary of each night is sent', 'fewer than 12 people'],
      ...[
        '“Discover/1.2.3 (+https\\://example.org/us)”',
        'Posts in English and Welsh are read best',
        'no 8 words in a row',
      ],
      ...['Kept are the newest of 7 days, 4 weeks and 6 months', 'in one night of 100 at most'],
    ]) {
      expect(text).toContain(words);
    }
    const plain = md();
    expect(plain).toContain('In one file on a machine');
    expect(plain).not.toMatch(/Redis|summary of each night|language model/);
  });

  it('tells how often people were named, and how much of a platform was read', () => {
    expect(md()).toContain('That has not been done so far.');
    expect(md(figures({ disclosures: { exports: 3, latest: '2026-02-11' } }))).toContain(
      'That has been done 3 times so far, the last time on 11 February 2026.',
    );
    const coverage = [{ source: 'hashtag', counted: 200, share: 0.9, missing: ['what was posted in January'] }];
    expect(md(figures({ coverage }))).toContain(
      'Of 200 posts that the platform counted for hashtag, 90% were read; it no longer shows what was posted in January.',
    );
  });

  it('speaks of X where X is read, and not elsewhere', () => {
    expect(md()).toMatch(/no reposts since 4 May 2026[\s\S]*/);
    const crawlers = new Map([['blogs', input().crawlers.get('blogs')!]]);
    expect(md({ crawlers, sources: [] })).not.toMatch(/\bX\b/);
  });

  it('of a project that holds nothing yet', () => {
    const text = md({ figures: null });
    expect(text).toContain('Nothing has been collected yet.');
    expect(text).toContain('not read yet');
  });
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '[click](javascript:alert(1)) <b>x</b> | `code` **bold** ![x](https://evil.example/a.png)',
  '# heading\n\n- list\n| a | b |',
  'me@evil.example"onmouseover="alert(1)',
  'https://evil.example/"><script>alert(1)</script>',
  'https://evil.example/a>b)c',
];

/** A project in which these words stand wherever words can stand that are not ours. */
function hostile(...all: string[]): NoticeInput {
  const words = all.join(' ');
  const notice = Object.fromEntries(Object.keys(NOBODY).map((key) => [key, words])) as unknown as NoticeInput['notice'];
  const sources = all.map((one) => ({
    ...{ name: one, crawler: 'blogs', options: { feed: one, feeds: [one, one, one, one] } },
    place: { name: one, url: one, kind: null, owner: null, area: one },
  }));
  return input({
    ...{ purpose: words, words: all, notice, sources, rules: { ...input().rules, siteContact: words } },
    figures: { ...input().figures!, sources: all.flatMap((one) => [kept(`${one}!`), kept(one, { slug: one })]) },
  });
}

describe('words from outside', () => {
  it.each(HOSTILE)('are no markup in Markdown: %j', (words) => {
    const text = renderNotice(hostile(words), 'md');
    expect(text).not.toMatch(/(?<!\\)<(?:script|img|b)\b/);
    expect(text).not.toMatch(/(?<!\\)\]\(<?javascript:/);
    expect(text).not.toMatch(/^# heading/m);
    const table = text.split('\n').filter((row) => row.startsWith('| ') && row.includes('<br>'));
    expect(table).toHaveLength(1);
    // Six columns, whatever stands in them.
    expect(table[0]!.match(/(?<!\\)\|/g)).toHaveLength(7);
  });

  it.skipIf(noBrowser)(
    'run nowhere in the page, which asks for nothing',
    async () => {
      await withPage(renderNotice(hostile(...HOSTILE), 'html'), async (page, noise) => {
        expect(await page.locator('h1').count()).toBe(1);
        expect(await page.locator('script, img, iframe, b, [onmouseover], [onerror]').count()).toBe(0);
        const links = await page.locator('main a').evaluateAll((all) => all.map((link) => link.getAttribute('href')!));
        expect(links.length).toBeGreaterThan(5);
        expect(links.filter((address) => !/^(?:https?:|mailto:)/.test(address))).toEqual([]);
        expect(noise).toEqual({ dialogs: [], errors: [], requests: [] });
      });
    },
    60_000,
  );
});

describe.skipIf(noBrowser)('the page', () => {
  it('fits a narrow screen, has one heading of each section, and leads to each of them', async () => {
    await withPage(
      renderNotice(input(), 'html'),
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
        const [ids, links] = await Promise.all([
          page.locator('main h2').evaluateAll((all) => all.map(({ id }) => `#${id}`)),
          page.locator('nav a').evaluateAll((all) => all.map((link) => link.getAttribute('href'))),
        ]);
        expect(ids.length).toBeGreaterThan(7);
        expect(links).toEqual(ids);
      },
      { viewport: { width: 360, height: 800 } },
    );
  });
});
