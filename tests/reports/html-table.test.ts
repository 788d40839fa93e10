import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../src/reports/report.js';
import { bytesOf, OPEN, reportOf } from './made-up.js';

const COLUMNS: Column[] = [
  { name: 'label', type: 'text', meaning: 'What it is <called>.' },
  { name: 'voices', type: 'integer', people: [], meaning: 'Who spoke.' },
  { name: 'url', type: 'text', meaning: 'Where.' },
];

async function page(rows: Record<string, string | number | null>[], scope = OPEN) {
  const text = (await bytesOf(reportOf(COLUMNS, rows), 'html', {}, scope)).toString('utf8');
  return { text, document: parseHTML(text).document };
}

describe('a table as a page', () => {
  it('has a caption, headed columns and rows, what they mean and what it cannot tell', async () => {
    const { document } = await page([{ label: 'waits', voices: 1234, url: null }]);
    expect(document.documentElement.getAttribute('lang')).toBe('en-GB');
    expect(document.querySelector('h1')?.textContent).toBe('Made <up>');
    expect(document.querySelector('caption')?.textContent).toContain('One row a "thing" & more');
    expect([...document.querySelectorAll('thead th[scope=col]')].map((cell) => cell.textContent)).toEqual(
      COLUMNS.map(({ name }) => name),
    );
    expect([...document.querySelectorAll('tbody tr')].map((row) => row.textContent)).toEqual(['waits1234']);
    expect(document.querySelector('tbody th[scope=row]')?.textContent).toBe('waits');
    expect(document.querySelector('td.num')?.textContent).toBe('1234');
    expect(document.querySelector('main')?.textContent).toContain('1 row.');
    expect(document.querySelector('section')?.textContent).toContain('What it is <called>.');
    expect(document.querySelector('footer')?.textContent).toContain('Not a poll');
    expect(document.querySelector('header')?.textContent).toMatch(/Postsall there are.*Peoplenot named/s);
  });

  it('cannot be broken out of, nor lead anywhere but to the web', async () => {
    const { text, document } = await page([
      { label: '</td><script>alert(1)</script><!-- rows -->', voices: 1, url: 'javascript:alert(1)' },
      { label: '<img src=x onerror=alert(1)>', voices: 1, url: 'https://a.example/?a=1&b="2"' },
      { label: '\u202eevil', voices: 1, url: 'https://user:secret@a.example/' },
      { label: 'x', voices: 1, url: 'https://a.example/ and words' },
    ]);
    expect(document.querySelectorAll('script, img').length).toBe(0);
    expect(document.querySelectorAll('tbody tr').length).toBe(4);
    expect(text).not.toContain('\u202e');
    const links = [...document.querySelectorAll('tbody a')];
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://a.example/?a=1&b=%222%22']);
    expect(links[0]?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(text).toContain("default-src 'none'");
  });

  it('says when nothing is there, when names are in it, and when small groups are not', async () => {
    expect((await page([])).document.querySelector('main')?.textContent).toContain('No rows.');
    const named = await page([], { ...OPEN, identify: true });
    expect(named.document.querySelector('header')?.textContent).toContain('Peoplenamed');
    const shared = await page([{ label: 'x', voices: 3, url: null }], {
      ...{ ...OPEN, fewest: 5, since: '2026-02-01T00:00:00.000Z', until: '2026-03-01T12:30:00.000Z' },
    });
    expect(shared.document.querySelector('tbody td')?.textContent).toBe('');
    const words = shared.document.querySelector('header')?.textContent;
    expect(words).toContain('fewer than 5 people');
    expect(words).toContain('Postsfrom 2026-02-01 to before 2026-03-01 12:30 UTC');
    expect(shared.document.querySelector('section')?.textContent).toContain('Empty from 1 to 4.');
  });
});
