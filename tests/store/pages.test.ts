import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { canonicalForm } from '../../src/pipeline/links.js';
import { pageOf } from '../../src/store/pages.js';

const page = (address: string) => pageOf(canonicalForm(address)!);

test.each([
  ['http://www.blog.example/2026/post/', 'blog.example/2026/post'],
  ['https://blog.example/2026/post?utm_source=x&utm_medium=y', 'blog.example/2026/post'],
  ['https://m.blog.example/2026/post', 'blog.example/2026/post'],
  ['https://amp.blog.example/2026/post/amp/', 'blog.example/2026/post'],
  ['https://blog.example/2026/post.amp.html', 'blog.example/2026/post.html'],
  ['https://blog.example/2026/post?amp=1&id=7', 'blog.example/2026/post?id=7'],
  ['https://www.google.com/amp/s/blog.example/2026/post/amp', 'blog.example/2026/post'],
  ['https://blog-example.cdn.ampproject.org/c/s/blog.example/2026/post', 'blog.example/2026/post'],
  ['https://en.m.wikipedia.org/wiki/Hearing', 'en.wikipedia.org/wiki/Hearing'],
  ['https://mobile.twitter.com/Ann/status/9007199254740993?s=20', 'x.com/status/9007199254740993'],
  ['https://x.com/i/web/status/9007199254740993', 'x.com/status/9007199254740993'],
  ['https://twitter.com/ann/status/12/photo/1', 'x.com/status/12'],
  ['https://m.example/post', 'm.example/post'], // a domain of its own
  ['https://blog.example/?p=12', 'blog.example?p=12'],
  ['https://blog.example/', null],
  ['https://www.blog.example/?utm_source=x', null],
  ['https://blog.example/camp', 'blog.example/camp'],
])('%s is page %s', (address, expected) => expect(page(address)).toBe(expected));

it('the page of a page is itself', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (address) => {
      const once = pageOf(canonicalForm(address) ?? address);
      if (once !== null) expect(pageOf(`https://${once}`)).toBe(once);
    }),
  );
});
