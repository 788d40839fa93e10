/** C18. What real files say is held against the reference parser in tests/oracles/robots.test.ts. */
import { describe, expect, it } from 'vitest';
import { isAllowedBy, MOST_ROBOTS_BYTES, parseRobots } from '../../src/crawl/robots.js';
import { processorTime } from '../support/clock.js';

const read = (text: string | Buffer, token = 'Discover') => parseRobots(Buffer.from(text as string), token);
const allows = (text: string, path: string) => isAllowedBy(read(text).rules, path);
/** Everything for us is what stands in `lines`. */
const forUs = (...lines: string[]) => ['User-agent: Discover', ...lines].join('\n');

describe('groups', () => {
  it('of our name count, wherever they stand and however often; those for everybody then do not', () => {
    const file = `User-agent: *\nDisallow: /\n\n${forUs('Disallow: /a')}\n\nUser-agent: discover/2.0\nDisallow: /b`;
    expect(['/', '/a', '/b'].map((path) => allows(file, path))).toEqual([true, false, false]);
  });

  it.each(['DiscoverBot', 'Disco', 'Discover-X', 'My Discover', ''])('of "%s" are not ours', (name) => {
    expect(allows(`User-agent: ${name}\nDisallow: /`, '/')).toBe(true);
  });

  it('may have several heads, and lines in between that say nothing', () => {
    const file = 'User-agent: other\nSitemap: https://site.example/map\n\nUser-agent: Discover\n# a word\nDisallow: /a';
    expect(allows(file, '/a')).toBe(false);
    // A rule ends the heads: what comes after another head is not for the first.
    expect(allows(`${forUs('Disallow: /b')}\nUser-agent: other\nDisallow: /a`, '/a')).toBe(true);
  });

  it('of our name without a rule allow everything', () => {
    expect(allows(`User-agent: *\nDisallow: /\nUser-agent: Discover`, '/a')).toBe(true);
  });
});

describe('rules', () => {
  it.each([
    ['/fish', '/fish.html?x=1', true],
    ['/fish', '/Fish', false],
    ['/fish*', '/fish/salmon', true],
    ['/*.php', '/folder/a.php?b', true],
    ['/*.php$', '/a.php', true],
    ['/*.php$', '/a.php?b', false],
    ['/a*b$', '/ab', true],
    ['/a*ab$', '/ab', false],
    ['/fish*.php', '/fishes/a.php', true],
    ['/$', '/', true],
    ['/$', '/a', false],
    ['/a%3cd', '/a%3Cd.html', true],
    ['/ü', '/%C3%BC', true],
    ['*/x', '/deep/x', true],
  ])('"Disallow: %s" is about %s: %s', (pattern, path, fits) => {
    expect(allows(forUs(`Disallow: ${pattern}`), path)).toBe(!fits);
  });

  it('decide by length; of two as long the kinder', () => {
    const file = forUs('Disallow: /a', 'Allow: /a/b', 'Disallow: /a/b/c', 'Allow: /page', 'Disallow: /page');
    const paths = ['/a', '/a/b', '/a/b/c', '/page', '/elsewhere'];
    expect(paths.map((path) => allows(file, path))).toEqual([false, true, false, true, true]);
  });

  it('that are empty, that stand before any head, or that are no rules are about nothing', () => {
    for (const file of [forUs('Disallow:'), 'Disallow: /', '<html>Disallow: /</html>', '', '\0\0\xff'])
      expect(allows(file, '/a')).toBe(true);
  });
});

describe('a file', () => {
  it('may be written anyhow: byte order marks, ends of lines, missing colons, comments, UTF-16', () => {
    const plain = 'User-agent: Discover\nDisallow: /a';
    const ways = [
      `\ufeff${plain}`,
      plain.replaceAll('\n', '\r'),
      plain.replaceAll('\n', '\r\n'),
      plain.replaceAll(':', ''),
      plain.replaceAll('\n', ' # ours\n\t').toUpperCase().replace('/A', '/a'),
      Buffer.from(`\ufeff${plain}`, 'utf16le'),
      Buffer.from(`\ufeff${plain}`, 'utf16le').swap16(),
    ];
    for (const way of ways) expect(read(way).rules).toEqual([{ allow: false, pattern: '/a' }]);
  });

  it('is read as far as 500 KiB, and half a rule at its end is none', () => {
    const head = 'User-agent: Discover\n';
    const filler = (bytes: number) => `#${' '.repeat(bytes - head.length - 2)}\n`;
    const longRule = 'Disallow: /a/b\n';
    const room = (bytes: number) => `${head}${filler(MOST_ROBOTS_BYTES - bytes)}${longRule}Disallow: /c\n`;
    expect(read(room(longRule.length)).rules).toEqual([{ allow: false, pattern: '/a/b' }]);
    expect(read(room(longRule.length - 3)).rules).toEqual([]);
    expect(read(room(longRule.length - 3).slice(0, MOST_ROBOTS_BYTES)).rules).toEqual([]);
  });

  it('takes no time, whatever is in it', () => {
    const stars = forUs(`Disallow: /${'*a'.repeat(5_000)}b`);
    const many = forUs(...Array.from({ length: 2_000 }, (_, index) => `Disallow: /*/${index}*x`));
    const spent = processorTime();
    expect(allows(stars, `/${'a'.repeat(8_000)}`)).toBe(true);
    expect(allows(many, `/${'a/'.repeat(4_000)}`)).toBe(true);
    // A tenth of this is usual; a matcher that tries every way would take longer than the world has lasted.
    expect(spent()).toBeLessThan(5_000);
  });
});

describe('Crawl-delay', () => {
  it.each([
    ['10', 10_000],
    ['0.5', 500],
    ['soon', null],
    ['-1', null],
    ['1e9', null],
  ])('of %s is %s ms', (value, delay) => {
    expect(read(`User-agent: *\nCrawl-delay: ${value}\nDisallow: /a`).crawlDelayMs).toBe(delay);
  });

  it('is that of our own group, if there is one', () => {
    expect(read(`User-agent: *\nCrawl-delay: 9\n\n${forUs('Crawl-delay: 3')}`).crawlDelayMs).toBe(3_000);
    expect(read(`User-agent: *\nCrawl-delay: 9\n\n${forUs('Disallow: /a')}`).crawlDelayMs).toBe(null);
  });
});
