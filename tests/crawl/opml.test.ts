import { describe, expect, it } from 'vitest';
import { MOST_OPML_BYTES, type OpmlFeed, readOpml, writeOpml } from '../../src/crawl/opml.js';

const read = (text: string) => readOpml(Buffer.from(text));
const opml = (body: string, version = '2.0') =>
  `<?xml version="1.0"?><opml version="${version}"><head><title>Mine</title></head><body>${body}</body></opml>`;
const feed = (url: string, more: Partial<OpmlFeed> = {}): OpmlFeed => ({
  ...{ url, title: null, site: null, groups: [], categories: [] },
  ...more,
});

describe('reading', () => {
  it('takes OPML 1.0 and 2.0, groups in groups, and any case of its attributes', () => {
    const body = `
      <outline text="Leeds &amp; around"><outline title="Carers" text="x">
        <outline type="rss" text="short" title="The long &lt;b&gt;title&lt;/b&gt;" xmlUrl=" https://a.example/feed " htmlUrl="https://a.example/"/>
        <outline text="A link" type="link" url="https://a.example/"/>
      </outline></outline>
      <outline TEXT="Top" XMLURL="feed:https://b.example/feed?x=1&amp;y=2" category="/one/two, three,"/>
      <outline text="Old" xmlurl="feed://c.example/feed" htmlurl="c.html"/>`;
    for (const version of ['1.0', '2.0']) {
      expect(read(opml(body, version))).toEqual({
        feeds: [
          feed('https://a.example/feed', {
            title: 'The long title',
            site: 'https://a.example/',
            groups: ['Leeds & around', 'Carers'],
          }),
          feed('https://b.example/feed?x=1&y=2', { title: 'Top', categories: ['/one/two', 'three'] }),
          feed('http://c.example/feed', { title: 'Old', site: 'http://c.example/c.html' }),
        ],
        refused: [],
      });
    }
  });

  it('refuses what is neither http nor https, feed by feed', () => {
    const { feeds, refused } = read(
      opml(
        '<outline text="A file" xmlUrl="file:///etc/passwd"/><outline xmlUrl="javascript:alert(1)"/>' +
          '<outline text="Relative" xmlUrl="/feed"/><outline text="Good" xmlUrl="https://a.example/feed"/>',
      ),
    );
    expect(feeds.map(({ title }) => title)).toEqual(['Good']);
    expect(refused.map(({ item }) => item)).toEqual(['A file', 'javascript:alert(1)', 'Relative']);
  });

  it.each([
    ['a web page', '<html><body><outline xmlUrl="https://a.example/"/></body></html>'],
    ['a feed', '<rss version="2.0"><channel/></rss>'],
    ['nothing', ''],
    ['a list inside something else', '<x><opml><body><outline xmlUrl="https://a.example/"/></body></opml></x>'],
  ])('%s is no list', (_name, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ slug: 'bad-file' }));
  });

  it('mends what is broken: cut off, and in another charset than it says', () => {
    const cut = opml('<outline text="One" xmlUrl="https://a.example/feed"/><outline text="Two" xmlUrl="https://b.ex');
    expect(read(cut.slice(0, cut.indexOf('https://b.ex') + 12)).feeds.map(({ title }) => title)).toEqual(['One']);
    const written =
      '<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="Café" xmlUrl="https://a.example/"/></body></opml>';
    for (const bytes of [
      Buffer.from(written),
      Buffer.from(written, 'latin1'),
      Buffer.from(`\ufeff${written}`, 'utf16le'),
    ]) {
      expect(readOpml(bytes).feeds[0]).toMatchObject({ title: 'Café' });
    }
  });
});

describe('hostile lists', () => {
  it('E1: entities are not expanded and nothing outside is read', () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const text =
      `<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY l0 "ha">${laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>` +
      '<opml><body><outline text="&l9;&f;" xmlUrl="https://a.example/feed"/></body></opml>';
    const [only] = read(text).feeds;
    expect(only!.title!.length).toBeLessThan(20);
    expect(only!.title).not.toMatch(/root:|haha/);
  });

  it('100,000 outlines in each other, more than 10 MB, and more feeds than anybody reads are refused', () => {
    const deep = opml('<outline text="x">'.repeat(100_000));
    expect(() => read(deep)).toThrow(/nested too deep/);
    expect(() => readOpml(Buffer.alloc(MOST_OPML_BYTES + 1, ' '))).toThrow(
      expect.objectContaining({ slug: 'too-large' }),
    );
    const many = Array.from({ length: 10_001 }, (_, n) => `<outline xmlUrl="https://a.example/${n}"/>`).join('');
    expect(() => read(opml(many))).toThrow(/more than 10000 feeds/);
    const large = opml(
      `${' '.repeat(9_000_000)}<outline text="${'&#x41;'.repeat(100_000)}" xmlUrl="https://a.example/"/>`,
    );
    expect(read(large).feeds[0]!.title).toHaveLength(200);
  });

  it('prototypes and control characters are only text', () => {
    const { feeds } = read(
      opml('<outline __proto__="x" constructor="y" text="A\u0000\u0007B\u202e" xmlUrl="https://a.example/feed"/>'),
    );
    expect(feeds[0]!.title).toBe('AB\u202e');
    expect(({} as Record<string, unknown>).xmlurl).toBeUndefined();
  });
});

describe('writing', () => {
  it('makes OPML 2.0 that reads back as it was', () => {
    const feeds = [
      feed('https://a.example/feed?x=1&y="2"', { title: 'A "quoted" <title> & more', site: 'https://a.example/' }),
      feed('https://b.example/feed', { title: 'B', groups: ['England', 'Leeds & York'], categories: ['/x/y', '/z'] }),
      feed('https://c.example/feed', { title: 'Ünïcødé \u{1f68c}', groups: ['England'] }),
    ];
    const text = writeOpml('Why & how', Date.parse('2026-03-02T21:00:00Z'), feeds);
    expect(text).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<opml version="2\.0">\n {2}<head>\n {4}<title>Why &amp; how</,
    );
    expect(text).toContain('<dateCreated>Mon, 02 Mar 2026 21:00:00 GMT</dateCreated>');
    for (const [outline] of text.matchAll(/<outline [^>]*xmlUrl[^>]*>/g)) {
      expect(outline).toMatch(/^<outline type="rss" text="[^"]+" /);
    }
    const again = read(text).feeds.map((one) => ({ ...one }));
    expect(again.map(({ url, groups, categories }) => [url, groups, categories])).toEqual(
      feeds.map(({ url, groups, categories }) => [new URL(url).href, groups, categories]),
    );
    expect(again.map(({ title }) => title)).toEqual(['A "quoted" & more', 'B', 'Ünïcødé \u{1f68c}']);
  });

  it('an empty list is a list', () => {
    expect(read(writeOpml('Nothing', 0, [])).feeds).toEqual([]);
  });
});
