import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Lane } from '../../src/model.js';
import { readPage, renderPage } from '../../src/reports/page.js';
import { recordFailure, registerSource } from '../../src/store/sources.js';
import type { Database } from '../../src/store/store.js';
import { noBrowser, withPage } from '../support/browser.js';
import { temporaryStore } from '../support/project.js';
import { type Said, seedConversation, seedSnapshot } from './conversation.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="alert(1)"><script>alert(1)</script><image href="https://evil.example/x.png"/><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example/"></iframe></foreignObject></svg>';

/** Every way we know in which words have become code, a request or another page. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</title><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '</svg><img src=https://evil.example/p.gif>',
  '--><script>alert(1)</script><!--',
  ']]><script>alert(1)</script>',
  '<a href="javascript:alert(1)">x</a>',
  '" onmouseover="alert(1)" autofocus onfocus="alert(1)',
  "' style='background:url(https://evil.example/b)' x='",
  '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
  '<object data="https://evil.example/"></object><embed src="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<base href="https://evil.example/"><link rel="stylesheet" href="//evil.example/s.css">',
  '<form action="https://evil.example/"><input autofocus onfocus=alert(1)></form>',
  '<details open ontoggle=alert(1)>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#x3c;script&#x3e;alert(1)',
  '\u0000<script>alert(1)</script>',
  '<scr\u0000ipt>alert(1)</script>',
  '\u202e<script>alert(1)</script>\u2066',
  '＜script＞alert(1)＜/script＞',
  '{{constructor.constructor("alert(1)")()}} <%= alert(1) %>',
  '`$' + '{alert(1)}`',
  '<img src="data:text/html,<script>alert(1)</script>">',
  '\ud800 lone \udfff',
  `${'a'.repeat(3000)}`,
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
];
const HOSTILE_ADDRESSES = [
  'javascript:alert(1)',
  'JaVa\tScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'https://ok.example/"onmouseover="alert(1)',
  "https://ok.example/'><script>alert(1)</script>",
  'vbscript:x',
  'https://user:pass@evil.example/',
];

/** What a reader's pointer and keyboard would set off. */
const TOUCH_EVERYTHING = `for (const element of document.querySelectorAll('*'))
  for (const event of ['mouseover', 'focus', 'toggle', 'animationstart', 'load', 'error'])
    element.dispatchEvent(new Event(event, { bubbles: true }));`;

/** Something hostile in every field a page is made from; another thing each time. */
async function hostileStore(): Promise<Database> {
  const store = await temporaryStore();
  let turn = 0;
  const next = () => HOSTILE[turn++ % HOSTILE.length]!;
  const lanes: Lane[] = ['surge', 'slow-burn', 'steady'];
  const themes = HOSTILE.map((label, index) => ({
    ...{ id: index === 0 ? HOSTILE[1]! : `theme-${index}`, label, lane: lanes[index % 3]! },
    chapter: { id: `chapter-${index}`, label: next() },
  }));
  const said: Said[] = themes.flatMap((theme, index) =>
    ['individual', 'organisation', 'unknown'].map((kind) => ({
      ...{
        id: `${next()}${index}${kind}`,
        author: `${next()}${index}${kind}`,
        text: `${next()} ${kind}`,
        kind: kind as 'individual',
      },
      ...{ themes: { [theme.id]: 1 }, evidence: true, source: HOSTILE[index % 9]! },
      place: {
        name: `${next()}${index}`,
        ...{ url: HOSTILE_ADDRESSES[index % HOSTILE_ADDRESSES.length]!, area: next() },
      },
      post: { url: HOSTILE_ADDRESSES[(index + 1) % HOSTILE_ADDRESSES.length]!, title: next() },
    })),
  );
  await seedConversation(store, said, themes);
  await seedSnapshot(store, '2026-02-01T00:00:00.000Z', { 'theme-1': { posts: 1, voices: 1 } });
  await seedSnapshot(
    store,
    '2026-03-01T00:00:00.000Z',
    Object.fromEntries(themes.map(({ id }) => [id, { posts: 3, voices: 3 }])),
  );
  for (const [index, name] of HOSTILE.entries()) {
    await registerSource(store, `${name}${index}`, name);
    await recordFailure(store, `${name}${index}`, { slug: name, message: name }, '2026-03-01T00:00:00.000Z');
  }
  return store;
}

async function hostilePage(identify: boolean, hostile: string): Promise<string> {
  const figures = await readPage(await hostileStore(), { identify, since: null, until: null });
  const method = { version: hostile, seed: 1, words: HOSTILE };
  return renderPage({ figures, purpose: hostile, method, map: { svg: SVG, description: hostile, table: hostile } });
}

async function quietPage(themes = 14, sources = 0): Promise<string> {
  const store = await temporaryStore();
  const lanes: Lane[] = ['surge', 'slow-burn', 'steady'];
  const ids = Array.from({ length: themes }, (_, index) => `theme-${index + 1}`);
  const said: Said[] = ids.flatMap((theme, index) =>
    Array.from({ length: Math.max(3, 20 - index) }, (_, number) => ({
      ...{
        id: `${theme}-${number}`,
        author: `p${(index * 3 + number) % 40}`,
        text: `a few words about ${theme} ${number}`,
      },
      ...{ themes: { [theme]: 1 }, evidence: number < 3, at: `2026-0${1 + (number % 2)}-1${number % 9}T09:00:00.000Z` },
      kind: number === 1 ? ('organisation' as const) : ('individual' as const),
      place: { name: `Place ${number % 4}`, url: `https://place${number % 4}.example.org/` },
      ...(index === 2 && number < 9 ? { campaign: 'c1' } : {}),
    })),
  );
  await seedConversation(
    store,
    said,
    ids.map((id, index) => ({ id, label: `about ${id}`, lane: lanes[index % 3]! })),
  );
  await seedSnapshot(store, '2026-02-01T00:00:00.000Z', { 'theme-1': { posts: 9, voices: 9 } });
  await seedSnapshot(store, '2026-03-01T00:00:00.000Z', { 'theme-1': { posts: 20, voices: 20 } });
  for (let index = 0; index < sources; index++) await registerSource(store, `blog-${index}`, 'blogs');
  await registerSource(store, 'dead-blog', 'blogs');
  await recordFailure(store, 'dead-blog', { slug: 'gone', message: '' }, '2026-03-01T00:00:00.000Z');
  const figures = await readPage(store, { identify: false, since: null, until: null });
  const method = { version: '1.0.0', seed: 1, words: ['#nhscitizen'] };
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>';
  return renderPage({
    figures,
    purpose: 'Hear people.',
    method,
    map: { svg, description: 'One circle.', table: 'map.csv' },
  });
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const result = await page.evaluate<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>(
    'axe.run(document)',
  );
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

describe.skipIf(noBrowser)('the page in a browser', () => {
  it.each([
    ['without names', false],
    ['with names', true],
  ])('hostile words in every field stay words, %s', { timeout: 60_000 }, async (_, identify) => {
    const html = await hostilePage(identify, HOSTILE[1]!);
    await withPage(html, async (page, noise) => {
      await page.evaluate('for (const d of document.querySelectorAll("details")) d.open = true');
      await page.evaluate(TOUCH_EVERYTHING);
      const strange = await page.evaluate(
        `[...document.querySelectorAll('script, iframe, object, embed, form, input, base, link, math, foreignObject, animate')].length`,
      );
      const handlers = await page.evaluate(
        `[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on/i.test(a.name))).length`,
      );
      const schemes = await page.evaluate(`[...new Set([...document.links].map((a) => a.protocol))].sort()`);
      expect({ strange, handlers, schemes }).toEqual({ strange: 0, handlers: 0, schemes: ['file:', 'https:'] });
      const outside = await page.evaluate(
        `[...document.links].filter((a) => a.protocol === 'file:' && !a.getAttribute('href').startsWith('#')).length`,
      );
      expect(outside).toBe(0);
      expect(noise).toEqual({ dialogs: [], errors: [], requests: [] });
      expect(await page.evaluate('document.body.innerText')).toContain('<script>alert(1)</script>');
    });
  });

  it.each(['light', 'dark'] as const)(
    'can be used by everybody: nothing serious found by axe, %s',
    async (colorScheme) => {
      const html = await quietPage();
      await withPage(
        html,
        async (page, noise) => {
          await page.evaluate('for (const d of document.querySelectorAll("details")) d.open = true');
          expect(await seriousFindings(page)).toEqual([]);
          expect(noise).toEqual({ dialogs: [], errors: [], requests: [] });
        },
        { colorScheme },
      );
    },
  );

  it.each([
    ['a telephone', 320],
    ['a desk', 1280],
  ])('fits on %s without sideways scrolling', async (_, width) => {
    await withPage(
      await quietPage(),
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      },
      { viewport: { width, height: 800 } },
    );
  });

  it('stays a page one can leaf through with 156 themes and 200 sources, and opens where a link leads', {
    timeout: 60_000,
  }, async () => {
    await withPage(
      await quietPage(156, 200),
      async (page) => {
        expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(14_000);
        await page.evaluate(`location.hash = '#row-theme-156'`);
        expect(await page.evaluate(`document.getElementById('row-theme-156').checkVisibility()`)).toBe(true);
        await page.evaluate('for (const d of document.querySelectorAll("details")) d.open = true');
        expect(await seriousFindings(page)).toEqual([]);
      },
      { viewport: { width: 1280, height: 800 } },
    );
  });

  it('prints whole tables', async () => {
    await withPage(
      await quietPage(),
      async (page) => {
        await page.emulateMedia({ media: 'print' });
        const wide = await page.evaluate(
          `[...document.querySelectorAll('.scroll')].filter((e) => e.scrollWidth > e.clientWidth).length`,
        );
        expect(wide).toBe(0);
      },
      // A4 without its margins, at 96 dots to the inch.
      { viewport: { width: 680, height: 1000 } },
    );
  });

  it('prints everything that is folded away or hidden behind a link, and no card over two pages', async () => {
    await withPage(
      await quietPage(36),
      async (page) => {
        await page.emulateMedia({ media: 'print' });
        const style = (selector: string, property: string, pseudo = '') =>
          page.evaluate<string>(
            `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), '${pseudo}').getPropertyValue('${property}')`,
          );
        expect(await style('nav', 'display')).toBe('none');
        expect(await style('.card', 'break-inside')).toBe('avoid');
        expect(await style('.places th a', 'content', '::after')).toBe('" https://place0.example.org/"');
        // The rows of the smallest theme are folded away on a screen.
        expect(await page.evaluate(`document.getElementById('row-theme-36').checkVisibility()`)).toBe(true);
        // Lines to write on stand where the words are missing.
        expect(await style('.unwritten p', 'color')).toBe('rgba(0, 0, 0, 0)');
        expect(await style('.unwritten p', 'border-bottom-style')).toBe('solid');
        const pdf = (await page.pdf({ preferCSSPageSize: true, tagged: true })).toString('latin1');
        const pages = pdf.match(/\/Type \/Page\b/g)!.length;
        expect(pages).toBeGreaterThan(5);
        expect(pages).toBeLessThan(20);
        expect(pdf).toContain('/StructTreeRoot');
        expect(pdf).toContain('/MediaBox [0 0 594.95996 841.91998]');
      },
      { viewport: { width: 680, height: 1000 } },
    );
  });

  it('gives every picture a name or hides it, and every picture of numbers a table', async () => {
    await withPage(await quietPage(), async (page) => {
      const nameless = await page.evaluate(
        `[...document.querySelectorAll('svg')].filter((svg) => svg.getAttribute('aria-hidden') !== 'true' &&
          !(svg.getAttribute('role') === 'img' && (svg.getAttribute('aria-label') || svg.querySelector('title')?.textContent))).length`,
      );
      expect(nameless).toBe(0);
      const withoutTable = await page.evaluate(
        `[...document.querySelectorAll('.card')].filter((card) => card.querySelector('.spark') && !card.querySelector('table.per-week')).length`,
      );
      expect(withoutTable).toBe(0);
      expect(await page.evaluate(`document.querySelector('.chart table') !== null`)).toBe(true);
    });
  });

  it('leads from every link inside the page to something that is there', async () => {
    await withPage(await quietPage(), async (page) => {
      const lost = await page.evaluate(
        `[...document.links].map((a) => a.getAttribute('href')).filter((h) => h.startsWith('#') && !document.getElementById(h.slice(1)))`,
      );
      expect(lost).toEqual([]);
      const ids = await page.evaluate<string[]>(`[...document.querySelectorAll('[id]')].map((e) => e.id)`);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});
