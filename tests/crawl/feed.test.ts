import { describe, expect, it } from 'vitest';
import { type Feed, parseFeed } from '../../src/crawl/feed.js';
import { SourceError } from '../../src/errors.js';
import { processorTime } from '../support/clock.js';

const URL_OF_FEED = 'https://blog.example/feed/';

function read(text: string, headers: Record<string, string> = {}, url = URL_OF_FEED): Promise<Feed> {
  return parseFeed(Buffer.from(text), headers, url);
}

async function readItem(text: string): Promise<Feed['items'][number]> {
  const { items } = await read(text);
  expect(items).toHaveLength(1);
  return items[0]!;
}

async function failure(text: string): Promise<SourceError> {
  const error = await read(text).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

const rss = (inside: string, attributes = 'version="2.0"') =>
  `<?xml version="1.0"?><rss ${attributes}><channel><title>Blog</title><link>https://blog.example/</link>${inside}</channel></rss>`;
const atom = (inside: string, attributes = '') =>
  `<feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><title>Blog</title><link href="https://blog.example/"/>${inside}</feed>`;

const NAMESPACES =
  'version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" ' +
  'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" ' +
  'xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:atom="http://www.w3.org/2005/Atom"';
const WORDPRESS_ITEM = `<item>
    <title>Beds &amp; chairs</title><link>https://blog.example/beds/</link>
    <comments>https://blog.example/beds/#comments</comments>
    <dc:creator><![CDATA[Ann Lee]]></dc:creator><pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate>
    <category><![CDATA[Health Care]]></category><category>News</category><category>News</category>
    <guid isPermaLink="false">https://blog.example/?p=12345678901234567890</guid>
    <description><![CDATA[Short &hellip;]]></description>
    <content:encoded><![CDATA[<p>Long <a href="/wards">wards</a> <img src='bed.png'></p>]]></content:encoded>
    <wfw:commentRss>https://blog.example/beds/feed/</wfw:commentRss><slash:comments>3</slash:comments>
  </item>`;
const WORDPRESS = {
  id: 'https://blog.example/?p=12345678901234567890',
  url: 'https://blog.example/beds/',
  title: 'Beds & chairs',
  html: '<p>Long <a href="https://blog.example/wards">wards</a> <img src="https://blog.example/bed.png"></p>',
  text: null,
  summary: 'Short …',
  author: { name: 'Ann Lee', url: null },
  publishedAt: '2026-03-02T08:30:00.000Z',
  updatedAt: null,
  categories: ['Health Care', 'News'],
  links: [],
  commentsUrl: 'https://blog.example/beds/#comments',
  commentFeedUrl: 'https://blog.example/beds/feed/',
  commentCount: 3,
  replyTo: null,
  lang: 'en-GB',
};

describe('every format', () => {
  it('RSS 2.0', async () => {
    const feed = await read(rss(`<language>en-GB</language>${WORDPRESS_ITEM}`, NAMESPACES));
    expect(feed).toMatchObject({ format: 'rss', title: 'Blog', url: 'https://blog.example/', refused: [] });
    expect(feed.items).toEqual([WORDPRESS]);
  });

  it.each([
    ['without a version', NAMESPACES.replace('version="2.0"', '')],
    ['under other prefixes', NAMESPACES.replaceAll(':dc=', ':d=').replaceAll(':slash=', ':s=')],
    ['with a default namespace', `${NAMESPACES} xmlns="http://backend.userland.com/rss2"`],
  ])('RSS %s reads the same', async (_, attributes) => {
    let item = `<language>en-GB</language>${WORDPRESS_ITEM}`;
    if (attributes.includes(':d=')) item = item.replaceAll('dc:', 'd:').replaceAll('slash:', 's:');
    expect((await read(rss(item, attributes))).items).toEqual([WORDPRESS]);
  });

  it('RSS broken in the middle reads the same', async () => {
    const broken = rss(`<language>en-GB</language><image><url>x</image>${WORDPRESS_ITEM}`, NAMESPACES);
    expect((await read(broken)).items).toEqual([WORDPRESS]);
  });

  it.each(['0.91', '0.92'])('RSS %s', async (version) => {
    const item =
      '<item><title>Beds</title><link>https://blog.example/beds</link><description>None.</description></item>';
    const read = await readItem(rss(item, `version="${version}"`));
    expect(read).toMatchObject({ id: 'https://blog.example/beds', title: 'Beds', text: 'None.', html: null });
  });

  it('RDF (RSS 1.0)', async () => {
    const item = await readItem(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="https://blog.example/"><title>Blog</title><link>https://blog.example/</link></channel>
      <item rdf:about="urn:one"><title>Beds</title><link>https://blog.example/beds</link>
        <dc:creator>Ann</dc:creator><dc:date>2026-03-02T09:30:00+00:00</dc:date><dc:subject>care</dc:subject></item>
      </rdf:RDF>`);
    expect(item).toMatchObject({
      id: 'urn:one',
      author: { name: 'Ann', url: null },
      publishedAt: '2026-03-02T09:30:00.000Z',
      categories: ['care'],
    });
  });

  const entry = (
    p: string,
  ) => `<${p}entry><${p}id>tag:blog.example,2026:1</${p}id><${p}title type="html">Beds &amp;amp; chairs</${p}title>
    <${p}link rel="enclosure" href="https://blog.example/a.mp3"/><${p}link href="/beds"/>
    <${p}link rel="replies" type="application/atom+xml" href="/beds/comments.xml" thr:count="7"/>
    <${p}link rel="via" href="https://other.example/"/><${p}author><${p}name>Ann</${p}name><${p}uri>/ann</${p}uri></${p}author>
    <${p}published>2026-03-02T09:30:00Z</${p}published><${p}updated>2026-03-03T09:30:00Z</${p}updated>
    <${p}category term="care" label="Care"/><thr:in-reply-to ref="tag:blog.example,2026:0" href="https://blog.example/0"/>
    <${p}content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Hello <b>big</b> world<br/>&lt;3</div></${p}content>
    </${p}entry>`;
  const THREADING = 'xmlns:thr="http://purl.org/syndication/thread/1.0"';
  it.each([
    ['Atom', atom(entry(''), THREADING)],
    ['Atom with a prefix', `<a:feed xmlns:a="http://www.w3.org/2005/Atom" ${THREADING}>${entry('a:')}</a:feed>`],
    ['Atom without a namespace', atom(entry(''), THREADING).replace('xmlns="http://www.w3.org/2005/Atom"', '')],
  ])('%s', async (_, text) => {
    expect(await readItem(text)).toEqual({
      id: 'tag:blog.example,2026:1',
      url: 'https://blog.example/beds',
      title: 'Beds & chairs',
      html: 'Hello <b>big</b> world<br>&lt;3',
      text: null,
      summary: null,
      author: { name: 'Ann', url: 'https://blog.example/ann' },
      publishedAt: '2026-03-02T09:30:00.000Z',
      updatedAt: '2026-03-03T09:30:00.000Z',
      categories: ['Care'],
      links: ['https://other.example/'],
      commentsUrl: null,
      commentFeedUrl: 'https://blog.example/beds/comments.xml',
      commentCount: 7,
      replyTo: 'tag:blog.example,2026:0',
      lang: null,
    });
  });

  it('JSON Feed', async () => {
    const feed = await read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Blog',
        home_page_url: 'https://blog.example/',
        language: 'en',
        authors: [{ name: 'Ann', url: 'https://ann.example/' }],
        items: [
          {
            id: 7,
            url: '/beds',
            content_html: '<a href="/x">x</a>',
            date_published: '2026-03-02T09:30:00Z',
            tags: ['care'],
          },
          'not an item',
          { id: 'b', content_text: 'plain <b>', author: { name: 'Bob' }, external_url: 'https://other.example/' },
        ],
      }),
    );
    expect(feed).toMatchObject({ format: 'json', title: 'Blog', url: 'https://blog.example/' });
    expect(feed.refused).toEqual([{ reason: 'not an item', item: 'item 2' }]);
    expect(feed.items).toMatchObject([
      {
        id: '7',
        url: 'https://blog.example/beds',
        html: '<a href="https://blog.example/x">x</a>',
        author: { name: 'Ann', url: 'https://ann.example/' },
        publishedAt: '2026-03-02T09:30:00.000Z',
        categories: ['care'],
        lang: 'en',
      },
      { id: 'b', html: null, text: 'plain <b>', author: { name: 'Bob', url: null }, links: ['https://other.example/'] },
    ]);
  });
});

it.each([{ version: '1.1' }, { version: '1' }, { version: 1.1 }, { version: 'JSON Feed' }, {}])(
  'JSON Feed that gives its version as %j is known by its title and items',
  async (version) => {
    const items = [{ id: 'a', content_text: 'Beds' }];
    const feed = await read(JSON.stringify({ ...version, title: 'Blog', items }));
    expect(feed).toMatchObject({ format: 'json', title: 'Blog', items: [{ id: 'a', text: 'Beds' }] });
  },
);

describe('what is broken is mended or left out', () => {
  const item = (title: string) => `<item><guid>${title}</guid><title>${title}</title></item>`;

  it.each([
    ['junk before the first tag', `\n\n  junk ${rss(item('one'))}`],
    ['a warning of the server', `<br />\n<b>Warning</b>: something on line 3<br />\n${rss(item('one'))}`],
    ['a byte order mark and white space', `\ufeff \n${rss(item('one'))}`],
    ['cut off', rss(item('one')).replace('</channel></rss>', '<item><ti')],
    ['an item never closed', rss('<item><guid>one</guid><title>one</title>')],
    ['a wrong closing tag', rss(`<category>${item('one')}`)],
  ])('%s', async (_, text) => {
    const feed = await read(text);
    expect(feed.items[0]).toMatchObject({ id: 'one', title: 'one' });
  });

  it('bare ampersands, names from HTML and impossible characters', async () => {
    const text = rss(
      '<item><title>R&D &eacute;t&eacute; &nosuch; &#0;&#8;&#x1F600;&#999999999999; &amp;</title></item>',
    );
    expect((await readItem(text)).title).toBe('R&D été &nosuch; 😀 &');
  });

  it('one bad item of twenty leaves nineteen', async () => {
    const items = Array.from({ length: 20 }, (_, i) => (i === 7 ? '<item></item>' : item(`n${i}`)));
    const feed = await read(rss(items.join('')));
    expect(feed.items).toHaveLength(19);
    expect(feed.refused).toEqual([{ reason: 'nothing in it', item: 'item 8' }]);
  });

  it('one item of twenty that breaks the XML leaves nineteen others whole', async () => {
    const items = Array.from({ length: 20 }, (_, i) =>
      i === 7 ? '<item><guid>n7</guid><title>a <b>c</title><description>d</foo></item>' : item(`n${i}`),
    );
    const feed = await read(rss(items.join('')));
    expect(feed.items.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, i) => `n${i}`));
    expect(feed.items.filter(({ id }) => id !== 'n7').every(({ id, title }) => id === title)).toBe(true);
  });

  it('more than two thousand items are not read', async () => {
    const feed = await read(rss(Array.from({ length: 2_005 }, (_, i) => item(`n${i}`)).join('')));
    expect(feed.items).toHaveLength(2_000);
    expect(feed.refused).toEqual([{ reason: 'beyond the newest 2000 items', item: '5 items' }]);
  });
});

describe('what is no feed', () => {
  it.each([
    ['<!DOCTYPE html><html><body><p>Log in</p></body></html>', 'not-a-feed', 'a web page'],
    ['<html><head><title>x</title></head></html>', 'not-a-feed', 'a web page'],
    ['<urlset><url/></urlset>', 'not-a-feed', 'a document of type urlset'],
    ['', 'not-a-feed', 'an empty answer'],
    ['hello', 'not-a-feed', 'plain text'],
    ['{"error": "not found"}', 'not-a-feed', 'JSON of another kind'],
    ['[1,2]', 'not-a-feed', 'JSON of another kind'],
    ['{"version": "1.1", "items": []}', 'not-a-feed', 'JSON of another kind'],
    ['{"version": "1.1", "title": "Blog"}', 'not-a-feed', 'JSON of another kind'],
    ['{"version": "https://jsonfeed.org/version/1", "items": [', 'bad-feed', 'broken JSON'],
    ['<rss version="2.0">', 'bad-feed', 'it breaks off'],
  ])('%j is said to be so', async (text, slug, words) => {
    const error = await failure(text);
    expect(error.slug).toBe(slug);
    expect(error.message).toContain(words);
  });

  it('an empty feed is a feed', async () => {
    expect((await read(rss(''))).items).toEqual([]);
    expect((await read(atom(''))).items).toEqual([]);
  });
});

describe('ids', () => {
  it('come from the address, else from the content, and are the same each time', async () => {
    const text = rss(
      '<item><link>/a</link><title>A</title></item><item><title>B</title></item><item><title>C</title></item>',
    );
    const first = (await read(text)).items.map(({ id }) => id);
    expect(first[0]).toBe('https://blog.example/a');
    expect(first[1]).toMatch(/^sha256:/);
    expect(new Set(first).size).toBe(3);
    expect((await read(text)).items.map(({ id }) => id)).toEqual(first);
  });

  it('that all items share are not used', async () => {
    const items = ['a', 'b'].map((name) => `<item><guid>same</guid><link>/${name}</link><title>${name}</title></item>`);
    const { items: read_ } = await read(rss(items.join('')));
    expect(read_.map(({ id }) => id)).toEqual(['https://blog.example/a', 'https://blog.example/b']);
  });

  it('an address that all items share is not used either', async () => {
    const items = ['a', 'b'].map((name) => `<item><link>/same</link><title>${name}</title></item>`);
    const { items: read_ } = await read(rss(items.join('')));
    expect(new Set(read_.map(({ id }) => id)).size).toBe(2);
  });

  it('an item given twice is kept once', async () => {
    const feed = await read(rss('<item><guid>a</guid><title>A</title></item>'.repeat(2)));
    expect(feed.items).toHaveLength(1);
    expect(feed.refused).toEqual([{ reason: 'given twice', item: 'a' }]);
  });
});

describe('addresses', () => {
  it('are relative to xml:base, step by step', async () => {
    const item = await readItem(
      atom(
        `<entry xml:base="2026/"><id>1</id><link href="beds"/><content type="html" xml:base="/img/">&lt;img src="a.png"&gt;</content></entry>`,
        'xml:base="https://other.example/blog/"',
      ),
    );
    expect(item).toMatchObject({
      url: 'https://other.example/blog/2026/beds',
      html: '<img src="https://other.example/img/a.png">',
    });
  });

  it('of other schemes than http and https are not taken', async () => {
    const item = await readItem(rss('<item><guid>a</guid><title>A</title><link>javascript:alert(1)</link></item>'));
    expect(item.url).toBeNull();
  });

  it('given by FeedBurner are replaced by the true ones', async () => {
    const item = await readItem(
      rss(
        '<item><link>https://feeds.example/~r/1</link><feedburner:origLink>https://blog.example/a</feedburner:origLink></item>',
        'version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
      ),
    );
    expect(item.url).toBe('https://blog.example/a');
  });
});

describe('people', () => {
  it.each([
    ['<author>ann@site.example (Ann Lee)</author>', 'Ann Lee'],
    ['<author>Ann Lee &lt;ann@site.example&gt;</author>', 'Ann Lee'],
    ['<author>ann@site.example</author>', 'ann'],
    ['<author>Ann</author>', 'Ann'],
    ['<author> </author>', undefined],
  ])('%s is %s', async (element, name) => {
    const item = await readItem(rss(`<item><title>A</title>${element}</item>`));
    expect(item.author?.name).toBe(name);
  });

  it('an Atom entry has the author of its feed when it has none', async () => {
    const item = await readItem(atom('<author><name>Ann</name></author><entry><id>1</id><title>A</title></entry>'));
    expect(item.author).toEqual({ name: 'Ann', url: null });
  });
});

describe('attacks', () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join('');

  it.each([
    ['billion laughs', `<!DOCTYPE rss [<!ENTITY a0 "ha">${laughs}]>${rss('<item><title>&a9;</title></item>')}`],
    [
      'external file',
      `<!DOCTYPE rss [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>${rss('<item><title>&a9;</title></item>')}`,
    ],
    ['declared in quotes', `<!DOCTYPE rss [<!ENTITY a9 "x]>">]>${rss('<item><title>&a9;</title></item>')}`],
  ])('%s: no entity is ever declared', async (_, text) => {
    expect((await readItem(text)).title).toBe('&a9;');
  });

  it('elements named like properties of objects do no harm', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const inside = names.map((name) => `<${name}>x</${name}>`).join('');
    for (const attributes of ['version="2.0"', '']) {
      const item = await readItem(rss(`<item>${inside}<title>A</title></item>`, attributes));
      expect(item.title).toBe('A');
    }
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(String({})).toBe('[object Object]');
  });

  const long = 300_000;
  it.each([
    ['nested elements', rss(`<item><title>${'<a>'.repeat(long)}`)],
    ['nested elements, closed', rss(`<item><title>${'<a>'.repeat(long)}${'</a>'.repeat(long)}</title></item>`)],
    ['nested elements, just small enough', rss(`<item>${'<a>'.repeat(70_000)}${'</a>'.repeat(70_000)}</item>`)],
    ['nested JSON', `{"items":${'['.repeat(long)}`],
    ['opening angle brackets', rss(`<item><description><![CDATA[${'x<h'.repeat(long)}]]></description></item>`)],
    ['unclosed links', rss(`<item><description><![CDATA[${'<a href'.repeat(long)}]]></description></item>`)],
    ['unclosed attributes', rss(`<item><description><![CDATA[<a ${' href ='.repeat(long)}]]></description></item>`)],
    ['ampersands', rss(`<item><title>${'&'.repeat(long)}</title></item>`)],
    ['character references', rss(`<item><title>${'&#65;'.repeat(long)}</title></item>`)],
    ['comments', `${'<!---->'.repeat(long)}x`],
    ['document types', '<!DOCTYPE a>'.repeat(long)],
    ['white space', `<rss${' '.repeat(long)}`],
    ['closing tags', rss('</a>'.repeat(long))],
    ['namespaces', `<rss${Array.from({ length: 20_000 }, (_, i) => ` xmlns:n${i}="u${i}"`).join('')}>`],
    [
      'namespaces declared over and over',
      `<rss${Array.from({ length: 20_000 }, (_, i) => ` xmlns:n${i}="http://purl.org/dc/elements/1.1/"`).join('')}>${'<a xmlns:b="x"></a>'.repeat(20_000)}`,
    ],
  ])('%s without end take no time', async (_, text) => {
    const spent = processorTime();
    await read(text).catch((error: unknown) => expect(error).toBeInstanceOf(SourceError));
    expect(spent()).toBeLessThan(4_000);
  });

  it.each([
    ['a million items', rss('<item><title>a</title></item>'.repeat(400_000)), 1],
    ['a million Atom entries', atom('<entry><id>a</id></entry>'.repeat(500_000)), 1],
    ['a million JSON items', `{"title":"T","items":[${Array(1_000_000).fill('{"id":"1"}').join(',')}]}`, 1],
    ['five megabytes of references', rss(`<item><title>${'&#65;'.repeat(1_000_000)}</title></item>`), 1],
    ['five megabytes of ampersands', rss(`<item><title>${'&'.repeat(5_000_000)}</title></item>`), 1],
    ['an attribute of 14 megabytes', rss(`<item><title a="${'x'.repeat(14_000_000)}">A</title></item>`), 1],
    [
      '100,000 attributes',
      rss(`<item><a ${Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(' ')}/><guid>1</guid></item>`),
      1,
    ],
    ['400,000 categories', rss(`<item>${'<category>c</category>'.repeat(400_000)}</item>`), 1],
    [
      'a title nested 200,000 deep',
      rss(`<item><guid>1</guid><title><![CDATA[A${'<b>'.repeat(200_000)}]]></title></item>`),
      1,
    ],
    ['zeros', rss(`<item><title>A${'\0'.repeat(5_000_000)}</title></item>`), 1],
  ])('%s cost two seconds of one processor at most, and what was read is kept (E1, C15)', async (_, text, count) => {
    const before = process.cpuUsage();
    const feed = await read(text);
    const { user, system } = process.cpuUsage(before);
    expect(feed.items).toHaveLength(count);
    expect((user + system) / 1e6).toBeLessThan(2);
    expect(feed.items[0]?.title ?? '').not.toContain('\0');
  });
});

describe('the language', () => {
  const german = { 'content-language': 'de-AT' };
  const one = '<item><title>A</title></item>';

  it('is what the server says where the feed does not', async () => {
    expect(await read(rss(one), german)).toMatchObject({ lang: 'de-AT', items: [{ lang: 'de-AT' }] });
    expect(await read(rss(`<language>fr</language>${one}`), german)).toMatchObject({ lang: 'fr' });
    expect(await read(rss(one), { 'content-language': 'de, en' })).toMatchObject({ lang: null });
  });
});

describe('bodies', () => {
  it('are the description where a feed has a summary beside it', async () => {
    const found = await readItem(rss('<item><summary>Short</summary><description>The long one</description></item>'));
    expect(found).toMatchObject({ summary: 'Short', text: 'The long one' });
  });

  it('that were escaped and then wrapped are unwrapped and read as HTML', async () => {
    const content =
      '<content type="html"><div xmlns="http://www.w3.org/1999/xhtml">A &lt;b&gt;c&lt;/b&gt;</div></content>';
    const found = await readItem(atom(`<entry>${content}</entry>`));
    expect(found.html).toBe('A <b>c</b>');
  });
});
