import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canonicalForm, takeAddresses } from '../../src/pipeline/links.js';
import { processed } from './drafts.js';

describe('addresses in text', () => {
  test.each([
    ['with a scheme', 'see https://a.example/b?c=d#e now', ['https://a.example/b?c=d#e']],
    [
      'without one',
      'see www.a.example and gp.nhs.uk/x, or a.example/path',
      ['www.a.example', 'gp.nhs.uk/x', 'a.example/path'],
    ],
    [
      'end before the punctuation of the sentence',
      '(https://a.example/b). https://a.example/c!',
      ['https://a.example/b', 'https://a.example/c'],
    ],
    ['keep brackets of their own', 'https://a.example/b_(c)', ['https://a.example/b_(c)']],
    ['are not mail addresses', 'ann@town.example.org', []],
    ['are not the end of one sentence and the start of the next', 'It ended.The next began', []],
    ['are not cut short', 'https://a.example/b… https://a.example/c...', []],
    ['need a host', 'http://localhost/a http://x', []],
  ])('%s', (_, text, addresses) => {
    expect(takeAddresses(text).addresses).toEqual(addresses);
  });

  it('are taken out of the text', () => {
    expect(takeAddresses('one https://a.example/b, two www.a.example/… three').prose.split(/\s+/)).toEqual([
      'one',
      ',',
      'two',
      '…',
      'three',
    ]);
  });
});

describe('canonical form', () => {
  test.each([
    ['HTTPS://A.Example:443/B', 'https://a.example/B'],
    ['http://a.example:80', 'http://a.example/'],
    ['http://a.example:8080/', 'http://a.example:8080/'],
    ['https://ann:secret@a.example/b', 'https://a.example/b'],
    ['https://a.example/b/', 'https://a.example/b'],
    ['https://a.example/b//', 'https://a.example/b'],
    ['https://a.example/b#c', 'https://a.example/b'],
    ['https://a.example/b?', 'https://a.example/b'],
    ['https://a.example/?z=1&a=2&a=1&&', 'https://a.example/?a=2&a=1&z=1'],
    [
      'https://a.example/b?utm_source=x&UTM_Medium=y&id=3&fbclid=z&gclid=1&mc_cid=2&ref=home',
      'https://a.example/b?id=3',
    ],
    ['https://a.example/b?reference=1&preutm_=2', 'https://a.example/b?preutm_=2&reference=1'],
    ['https://m.a.example/amp/b', 'https://m.a.example/amp/b'],
    ['https://www.bücher.example/é', 'https://www.xn--bcher-kva.example/%C3%A9'],
    ['https://a.example/x/../b', 'https://a.example/b'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['mailto:ann@a.example', null],
    ['ftp://a.example/', null],
    ['not an address', null],
    [`https://a.example/${'b'.repeat(2000)}`, null],
  ])('%s', (address, form) => {
    expect(canonicalForm(address)).toBe(form);
  });

  it('resolves against the page an address stands on', () => {
    expect(canonicalForm('../b', 'https://a.example/c/d')).toBe('https://a.example/b');
  });

  it('is its own form', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9%&=?#/._~:@[\]\\ é-]{0,20}$/);
    const address = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.tuple(word, word).map(([a, b]) => `http://a.example/${a}?${b}`),
    );
    fc.assert(
      fc.property(address, (url) => {
        const once = canonicalForm(url);
        if (once !== null) expect(canonicalForm(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('links of a post', () => {
  it('are those the platform marked, those of the HTML and those in the text, each once', () => {
    const draft = processed('', {
      kind: 'blog',
      text: null,
      url: 'https://b.example/post/',
      html: '<p>see <a href="/other?utm_source=feed">this</a>, https://c.example/, <a href="#top">top</a></p>',
      links: ['https://d.example', 'https://C.example'],
    });
    expect(draft.links).toEqual(['https://d.example/', 'https://c.example/', 'https://b.example/other']);
    expect(draft.canonicalUrl).toBe('https://b.example/post');
  });

  it('leave out short links the platform has expanded', () => {
    expect(processed('look https://t.co/abc', { links: ['https://a.example/b'] }).links).toEqual([
      'https://a.example/b',
    ]);
    expect(processed('look https://t.co/abc').links).toEqual(['https://t.co/abc']);
  });
});
