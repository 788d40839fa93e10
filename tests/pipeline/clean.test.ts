import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cleanText, plain } from '../../src/pipeline/clean.js';
import { draftOf } from './drafts.js';

const fromHtml = (html: string, more = {}) => cleanText(draftOf({ html, ...more }));

describe('plain text', () => {
  test.each([
    ['white space is single', '  one\t two\r\n\u00a0three\u2028four ', 'one two three four'],
    ['an entity is decoded', 'Q&amp;A &lt;3 &#39;tis caf&eacute;', "Q&A <3 'tis café"],
    ['an entity encoded twice is decoded', 'Q&amp;amp;A &amp;#8217;', 'Q&A ’'],
    ['an entity encoded many times is decoded', `&${'amp;'.repeat(5000)}lt;`, '<'],
    ['mixed encodings are decoded', '&amp;#38;#x26;lt;', '<'],
    ['a number beyond Unicode is a replacement character', '&#999999999999;', '\ufffd'],
    ['an ampersand of the text stays', 'A&E, AT&T &copy that', 'A&E, AT&T &copy that'],
    ['a comparison is not markup', 'a < b and c > d', 'a < b and c > d'],
    ['control characters go', 'a\u0000b\u0007c\u009fd', 'abcd'],
    ['direction overrides go', 'abc\u202edef\u202c \u2066x\u2069 \u200fy', 'abcdef x y'],
    ['overrides written as entities go', 'a&#8238;b', 'ab'],
    [
      'zero-width characters inside words go',
      'wait\u200bing\u2060 ti\ufeffmes so\u00adft wai\u200dting',
      'waiting times soft waiting',
    ],
    ['joiners that hold an emoji together stay', '👨‍👩‍👧', '👨‍👩‍👧'],
    ['joiners of Persian stay', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['lone surrogates are replaced', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['pairs stay', '😀', '😀'],
    ['letters are composed', 'cafe\u0301', 'café'],
    ['what hides between a letter and its accent is no obstacle', 'cafe\u200b\u0301', 'café'],
    ['a tower of accents is lowered', `a${'\u0301'.repeat(50)}`, `á${'\u0301'.repeat(7)}`],
    [
      'the flag of Wales stays',
      '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
      '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    ],
    ['messages in tag characters go', 'hi\u{e0068}\u{e0069}', 'hi'],
    ['non-characters go', 'a\ufffeb\u{1ffff}', 'ab'],
  ])('%s', (_, raw, clean) => {
    expect(plain(raw)).toBe(clean);
  });

  const pieces = fc.constantFrom(
    ...[
      '&',
      'amp;',
      '#38;',
      '#x26;',
      'lt;',
      'AMP;',
      '&#8238;',
      ' ',
      '\n',
      '\u0000',
      '\u200d',
      '\u200c',
      '\u202e',
      '\u0301',
    ],
    ...[
      '\u0316',
      'a',
      'é',
      'é',
      '\ud83d',
      '\ude00',
      '👩',
      '\u{e0067}',
      '\u{e007f}',
      '🏴',
      '\ufe0f',
      'ع',
      '<b>',
      '\u037e',
      '\u1100',
      '\u1161',
    ],
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.array(fc.nat(0xffff), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  );

  it('a joiner after a letter that was written as two is gone at once', () => {
    expect(plain('a\u0301\u200c')).toBe('\u00e1');
    expect(plain('a\u200b\u0301\u200cb')).toBe('\u00e1b');
  });

  it('is the same when cleaned again', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const once = plain(raw);
        expect(plain(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('holds nothing that is invisible and steers', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        expect(plain(raw)).not.toMatch(/[\p{Cc}\p{Surrogate}\u200b\u202a-\u202e\u2066-\u2069\ufeff]|\s\s|^\s|\s$/u);
      }),
      { numRuns: 3000 },
    );
  });

  it('looks at the first million characters', () => {
    expect(plain('a'.repeat(2_000_000))).toHaveLength(1_000_000);
  });
});

describe('HTML', () => {
  test.each([
    ['inline elements join', '<p>w<b>ait</b>ing</p>', 'waiting'],
    [
      'block elements part words',
      '<p>one</p><div>two<br>three<ul><li>four<li>five</ul></div><td>six</td>',
      'one two three four five six',
    ],
    [
      'scripts and styles are no words',
      'a<script>b()</script><style>c{}</style><noscript>d</noscript><svg><text>e</text></svg>f',
      'af',
    ],
    ['attributes are no words', '<img src=x onerror=alert(1) alt="no">yes<a href="javascript:x">!</a>', 'yes!'],
    ['comments are no words', 'a<!-- b -->c', 'ac'],
    ['entities are decoded', '<p>Q&amp;A &amp;amp; caf&eacute;&nbsp;!</p>', 'Q&A & café !'],
    ['markup encoded once too often is markup', '&lt;p&gt;Hello &lt;b&gt;all&lt;/b&gt;&lt;/p&gt;', 'Hello all'],
    ['markup that is talked about stays', '<p>use &lt;b&gt; for bold</p>', 'use <b> for bold'],
    [
      'addresses in pieces are put together',
      '<a href="https://a.example/b"><span class="invisible">https://</span><span>a.example</span><span>/b</span></a>',
      'https://a.example/b',
    ],
    ['what is never closed still counts', '<div><p>open <b>end', 'open end'],
  ])('%s', (_, html, text) => {
    expect(fromHtml(html).text).toBe(text);
  });

  const quoted =
    '<blockquote><p>your words <blockquote>older</blockquote></p></blockquote><aside class="quote"><p>theirs</p></aside><p>mine</p>';

  test.each([
    ['a forum post', { kind: 'forum' as const }, 'mine'],
    ['a comment', { kind: 'comment' as const }, 'mine'],
    ['a reply of any kind', { kind: 'status' as const, inReplyTo: '7' }, 'mine'],
    ['an article', { kind: 'blog' as const }, 'your words older theirs mine'],
  ])('quotations in %s', (_, more, text) => {
    expect(fromHtml(quoted, more).text).toBe(text);
  });

  it('gives links apart from those of mentions, hashtags and quotations', () => {
    const html =
      '<a href="/one">a</a><a class="u-url mention" href="/@ann">@ann</a><a href="/t" class="mention hashtag">#t</a>' +
      '<blockquote><a href="/two">b</a></blockquote>';
    expect(fromHtml(html, { kind: 'forum' }).hrefs).toEqual(['/one']);
  });

  it('prefers the plain text a platform gives', () => {
    expect(fromHtml('<p>html</p>', { text: 'text' }).text).toBe('text');
  });
});

describe('titles', () => {
  test.each([
    ['go before the body', 'Waiting times', 'They are long.', {}, 'Waiting times. They are long.'],
    ['keep their own full stop', 'Why wait?', 'They are long.', {}, 'Why wait? They are long.'],
    ['are not said twice', 'They are', 'They are long.', {}, 'They are long.'],
    ['are not said twice when cut short', 'They ARE…', 'They are long.', {}, 'They are long.'],
    ['are not the words of a reply', 'Re: Waiting', 'Mine too.', { inReplyTo: '1' }, 'Mine too.'],
    ['are not the words of a comment', 'By: Ann', 'Mine too.', { kind: 'comment' as const }, 'Mine too.'],
    ['stand for a missing body', 'Waiting <b> &amp; waiting', null, {}, 'Waiting <b> & waiting'],
  ])('%s', (_, title, text, more, whole) => {
    expect(cleanText(draftOf({ kind: 'blog', title, text, ...more })).text).toBe(whole);
  });
});
