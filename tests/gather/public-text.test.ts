import { describe, expect, it } from 'vitest';
import { dayOf, linkOf, nameOf, textOf } from '../../src/gather/public-text.js';

const text = (words: string) => textOf(words, '--reply', 'what it said');

describe('words that are published', () => {
  it.each([
    ['ask @ann_lee about it', '@ann_lee'],
    ['ask ＠ann', '＠ann'],
    ['as @ann@social.example said', '@ann@social.example'],
    ['write to pals@trust.example.org.', 'pals@trust.example.org'],
    ['see u/carer_22', 'u/carer_22'],
    ['see https://x.com/ann/status/1 there', 'https://x.com/ann/status/1'],
    ['see www.ann.example/blog', 'www.ann.example/blog'],
  ])('name nobody: %s', (words, found) => {
    expect(() => text(words)).toThrow(`--reply has "${found}" in it`);
    expect(() => nameOf(words, '--owner', 'whom')).toThrow('--owner has');
  });

  it.each(['from 9 @ 10 pounds', 'A&E / urgent care', 'you/us', '50% @'])('may say %s', (words) => {
    expect(text(words)).toBe(words);
  });

  it('keep their lines and lose spaces; a name is one line', () => {
    expect(text('  In May.\r\n\n\n\n  Then   more. ')).toBe('In May.\n\nThen more.');
    expect(nameOf(' NHS \n Leeds ', '--owner', 'whom')).toBe('NHS Leeds');
  });

  it.each(['', '   ', '\n'])('are not empty', (words) => {
    expect(() => text(words)).toThrow('Say what it said with --reply "…".');
    expect(() => nameOf(words, '--by', 'who says so')).toThrow('Say who says so with --by "…".');
  });

  it('have an end', () => {
    expect(() => text('x'.repeat(2001))).toThrow('--reply has 2001 characters: 2000 is the most.');
    expect(() => nameOf('x'.repeat(121), '--by', 'who')).toThrow('120 is the most');
  });
});

it.each(['javascript:alert(1)', 'ftp://a.example/', 'a.example', 'https://user:word@a.example/'])(
  'a link is an address of the web: not %s',
  (link) => {
    expect(() => linkOf(link)).toThrow(`--link ${link}: expected an address`);
  },
);

it.each(['2026-02-30', '2026-13-01', '1 March', '2026-03-01T10:00', '', '26-03-01'])(
  'a day is one of the calendar: not %j',
  (day) => {
    expect(() => dayOf(day, '--due')).toThrow('expected a day such as');
  },
);

it('what is not given is absent', () => {
  expect([linkOf(undefined), dayOf(undefined, '--due')]).toEqual([null, null]);
  expect([linkOf(' https://a.example '), dayOf('2024-02-29', '--due')]).toEqual(['https://a.example/', '2024-02-29']);
});
