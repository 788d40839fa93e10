import { describe, expect, it } from 'vitest';
import { compare, isSummary } from '../../../src/crawl/article/summary.js';

const LONG = 'Nobody had told the ward that the beds were to close, and so the nurses wrote to the paper. '.repeat(12);
const given = (more: { title?: string; text?: string; html?: string }) => ({
  ...{ title: null, text: null, html: null },
  ...more,
});

describe('a feed that gives a summary', () => {
  it.each([
    ['a few words', { text: 'The beds are to close.' }],
    ['nothing but a title', { title: 'The beds' }],
    ['a cut', { text: `${LONG} and then […]` }],
    ['dots', { html: `<p>${LONG} and then...</p>` }],
    ['an invitation', { html: `<p>${LONG}</p><p><a href="/beds">Continue reading <em>The beds</em></a></p>` }],
    ['another language', { html: `<p>${LONG}</p><a href="/betten">Weiterlesen</a>` }],
    [
      'a cut before the signature',
      { html: `<p>${LONG} […]</p><p>The post <a>Beds</a> appeared first on <a>B</a>.</p>` },
    ],
  ])('is told by %s', (_, post) => {
    expect(isSummary(given(post))).toBe(true);
  });

  it.each([
    ['a long text', { text: LONG }],
    ['a long text with a signature', { html: `<p>${LONG}</p><p>The post <a>Beds</a> appeared first on <a>B</a>.</p>` }],
    ['an invitation far from the end', { text: `Read more about it below. ${LONG}` }],
  ])('is not taken for %s', (_, post) => {
    expect(isSummary(given(post))).toBe(false);
  });

  it('is told in no time, whatever it says (E5)', () => {
    const before = process.cpuUsage();
    for (const piece of ['The post ', 'read ', '… ', ' ', '[', 'appeared first on ']) {
      isSummary(given({ text: piece.repeat(1_000_000 / piece.length) }));
    }
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });
});

describe('a page', () => {
  const post = given({ title: 'The beds', text: 'Nobody had told the ward that the beds were to close […]' });

  it('that goes on is the article', () => {
    expect(compare(post, LONG)).toBe('article');
    expect(compare(given({ title: 'The beds' }), LONG)).toBe('article');
    expect(
      compare(
        given({ text: '病院のベッドが閉鎖される' }),
        '病院のベッドが閉鎖されることを誰も知らなかった。'.repeat(12),
      ),
    ).toBe('article');
  });

  it('that says the same says so', () => {
    expect(compare(post, 'Nobody had told the ward that the beds were to close.')).toBe('same');
  });

  it('that asks for a password, consent or money is not the article, however long', () => {
    const wall =
      'Please sign in to your account. We and our 812 partners store cookies on your device. Subscribe today. ';
    expect(compare(post, wall.repeat(10))).toBe('other');
    expect(compare(given({ text: '病院のベッドが閉鎖される' }), wall.repeat(10))).toBe('other');
  });
});
