/** The one-file page in a real browser, opened from disk. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { madeMap } from '../../bench/map-graph.js';
import { defaultConfig } from '../../src/config.js';
import { drawMap, writePage } from '../../src/map/map.js';
import type { MapDetails } from '../../src/map/page-data.js';
import type { ConversationMap } from '../../src/model.js';
import { renderMapPage } from '../../src/work/map-page.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { EMPTY_MAP, edgeOf, hostileMap, nodeOf, seedConversation } from './samples.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const REQUIRED = process.env.CI !== undefined;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** WebGL without a graphics card. */
const DRAWING = ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const WITHOUT = ['--no-sandbox', '--disable-gpu', '--disable-3d-apis'];

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Opened {
  page: Page;
  /** Everything that went wrong or left the page: messages of the console, errors, requests, dialogues. */
  trouble: string[];
}

describe.skipIf(!existsSync(CHROMIUM) && !REQUIRED)('the page of a map (needs chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: DRAWING });
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(html: string, options: BrowserContextOptions = {}, where = browser): Promise<Opened> {
    const file = join(await temporaryFolder(), 'map.html');
    await writeFile(file, html);
    const context = await where.newContext({ viewport: { width: 1200, height: 900 }, ...options });
    const page = await context.newPage();
    onTestFinished(() => context.close());
    const trouble: string[] = [];
    page.on('console', (message) => {
      // The graphics driver of the software renderer talks of its own speed.
      if (!message.text().includes('GL Driver Message')) trouble.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => void trouble.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => void trouble.push(`dialog: ${dialog.message()}`));
    const address = pathToFileURL(file).href;
    page.on('request', (request) => request.url() === address || trouble.push(`request: ${request.url()}`));
    await page.goto(address);
    return { page, trouble };
  }

  /** When everything on the page is at work. */
  const ready = (page: Page) => page.locator('html[data-ready]').waitFor({ state: 'attached' });

  async function openMap(map: ConversationMap, details?: MapDetails, options?: BrowserContextOptions): Promise<Opened> {
    const opened = await open(writePage(map, details), options);
    await ready(opened.page);
    return opened;
  }

  async function conversation(): Promise<{ map: ConversationMap; html: string }> {
    const store = await temporaryStore();
    await seedConversation(store);
    const map = await drawMap(store, { seed: 1, view: 'all', identify: false });
    const project = { store, config: await defaultConfig('.') };
    return { map, html: await renderMapPage(project, map, { identify: false }) };
  }

  const names = (page: Page, table: 'nodes' | 'edges') => page.locator(`#${table} tbody th`).allTextContents();

  test('opens without a message, an error or a request, whatever the names', async () => {
    for (const map of [hostileMap(), (await conversation()).map]) {
      const { page, trouble } = await openMap(map);
      await page.getByLabel('Find').fill('<');
      await page.getByLabel('Find').fill('');
      await page.locator('#nodes tbody button').first().click();
      expect(await page.locator('#details').isVisible()).toBe(true);
      expect(trouble).toEqual([]);
      expect(await page.evaluate('window.broken')).toBeUndefined();
      expect(await page.locator('script, img, iframe, object, link').count()).toBe(2);
      expect(await page.locator('a[href]:not([href^="http"]):not(.skip)').count()).toBe(0);
    }
  });

  test.each([
    ['nothing', EMPTY_MAP, 'Nothing to draw yet'],
    ['one voice', { nodes: [nodeOf('voice:1', { label: 'voice 1' })], edges: [] }, 'voice 1'],
    [
      'a relation of a node with itself',
      { nodes: [nodeOf('voice:1', { label: 'voice 1' })], edges: [edgeOf('voice:1', 'voice:1')] },
      'voice 1',
    ],
  ])('of %s says so, and is not blank', async (_what, map, words) => {
    const { page, trouble } = await open(writePage(map));
    if (map.nodes.length > 0) await ready(page);
    expect(await page.locator('body').innerText()).toContain(words);
    expect(await page.locator('#drawing canvas, #still svg').first().isVisible()).toBe(true);
    expect(trouble).toEqual([]);
  });

  test('its policy lets nothing in, even if markup got into it', async () => {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { page, trouble } = await open((await conversation()).html);
    await page.evaluate(`new Promise((resolve) => {
      const image = document.body.appendChild(document.createElement('img'));
      image.onerror = resolve;
      image.src = 'http://127.0.0.1:${port}/x.png';
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.broken = true' }));
    })`);
    expect(hits).toBe(0);
    expect(await page.evaluate('window.broken')).toBeUndefined();
    expect(trouble.join('\n')).toContain('Content Security Policy');
  });

  test('draws with the graphics card, and has as tables all that is in the picture', async () => {
    const { map, html } = await conversation();
    const { page } = await open(html);
    await ready(page);
    expect(await page.locator('#drawing canvas').first().isVisible()).toBe(true);
    expect(await page.locator('#still').isVisible()).toBe(false);
    expect(await names(page, 'nodes')).toHaveLength(map.nodes.length);
    expect(await names(page, 'edges')).toHaveLength(map.edges.length);
    const [first] = await page.locator('#nodes').getByRole('row', { name: 'Leeds Trust' }).all();
    expect(await first!.locator('td').allTextContents()).toEqual(expect.arrayContaining(['voice', '2']));
  });

  test.each([
    ['a browser without WebGL', WITHOUT, true],
    ['a reader without script', DRAWING, false],
  ])('for %s the still picture and the tables stay', async (_who, args, javaScriptEnabled) => {
    const plain = await chromium.launch({ executablePath: CHROMIUM, args });
    onTestFinished(() => plain.close());
    const { map, html } = await conversation();
    const { page, trouble } = await open(html, { javaScriptEnabled }, plain);
    if (javaScriptEnabled) await ready(page);
    expect(await page.locator('#still svg').isVisible()).toBe(true);
    expect(await page.locator('.map-node').count()).toBe(map.nodes.length);
    expect(await names(page, 'nodes')).toHaveLength(map.nodes.length);
    expect(trouble.filter((one) => !/WebGL/i.test(one))).toEqual([]);
  });

  test('the search finds, tells how many, narrows the tables, and Enter opens the first', async () => {
    const { page } = await open((await conversation()).html);
    await ready(page);
    await page.getByLabel('Find').fill('LEEDS');
    expect(await page.locator('#found').textContent()).toBe('1 found');
    expect(await names(page, 'nodes')).toEqual(['Leeds Trust']);
    await page.keyboard.press('Enter');
    expect(await page.locator('#details h2').textContent()).toBe('Leeds Trust');
    await page.getByLabel('Find').fill('no such thing');
    expect(await page.locator('#found').textContent()).toBe('Nothing found.');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Close' }).click();
    expect((await names(page, 'nodes')).length).toBeGreaterThan(5);
  });

  test('leads from a node over a relation to the posts behind it: few words, a day, and no link to an individual', async () => {
    const { page } = await open((await conversation()).html);
    await ready(page);
    await page.getByLabel('Find').fill('Hearing Forum');
    await page.keyboard.press('Enter');
    const details = page.locator('#details');
    expect(await details.getByRole('link', { name: 'Go to where the talk is' }).getAttribute('href')).toBe(
      'https://forum.example.org/hearing/',
    );
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Find').fill('');
    await page
      .locator('#edges')
      .getByRole('row', { name: /voice 2.*replies to.*voice 1/ })
      .getByRole('button', { name: 'replies to' })
      .click();
    expect(await details.locator('h2').textContent()).toBe('voice 2 replies to voice 1');
    expect(await details.locator('.posts li').count()).toBe(2);
    expect(await details.locator('.posts small').first().textContent()).toBe('2026-02-05 · #NHSCitizen · voice 2');
    expect(await details.locator('.posts a').count()).toBe(0);
    const html = await page.content();
    for (const secret of ['ada', 'bob', 'cyrus']) expect(html).not.toMatch(new RegExp(`\\b${secret}\\b`));
  });

  test('shows on a click in the picture what is there: a node, a relation', async () => {
    const one = nodeOf('voice:1', { label: 'voice 1', posts: 40, x: -50 });
    const other = nodeOf('voice:2', { label: 'voice 2', posts: 40, x: 50 });
    const middle = { x: 430, y: 415 };
    const alone = await openMap({ nodes: [one], edges: [] });
    await alone.page.locator('#stage').click({ position: middle });
    expect(await alone.page.locator('#details h2').textContent()).toBe('voice 1');
    const { page } = await openMap({ nodes: [one, other], edges: [edgeOf('voice:1', 'voice:2', { weight: 500 })] });
    await page.locator('#stage').click({ position: middle });
    expect(await page.locator('#details h2').textContent()).toBe('voice 1 replies to voice 2');
  });

  test('kinds, communities and the window of time narrow picture and tables alike', async () => {
    const { map, html } = await conversation();
    const { page } = await open(html, { reducedMotion: 'reduce' });
    await ready(page);
    await page.getByRole('checkbox', { name: 'theme' }).uncheck();
    expect(await names(page, 'nodes')).toHaveLength(map.nodes.filter(({ kind }) => kind !== 'theme').length);
    await page.getByRole('checkbox', { name: 'theme' }).check();
    await page.locator('#communities button').first().click();
    const members = map.nodes.filter(({ community }) => community === 0);
    expect((await names(page, 'nodes')).sort()).toEqual(members.map(({ label }) => label).sort());
    await page.keyboard.press('Enter');
    expect(await names(page, 'nodes')).toHaveLength(map.nodes.length);
    // Nothing plays by itself, nor can be made to, for those who want no motion.
    expect(await page.locator('#play').isVisible()).toBe(false);
    await page.getByLabel('From', { exact: true }).fill('3');
    const late = map.edges.filter(({ lastSeen }) => lastSeen === null || lastSeen >= '2026-02-04');
    expect(await names(page, 'edges')).toHaveLength(late.length);
    expect(late.length).toBeLessThan(map.edges.length);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    expect(await names(page, 'edges')).toHaveLength(map.edges.length);
  });

  test('can be used with the keyboard alone', async () => {
    const { page } = await open((await conversation()).html, { reducedMotion: 'reduce' });
    await ready(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.locator('#stage').focus();
    await page.keyboard.press('n');
    const spoken = await page.locator('#spoken').textContent();
    expect(spoken).toMatch(/^.+, (voice|place|theme), \d+ posts\. Enter opens it\.$/);
    await page.keyboard.press('Enter');
    expect(spoken?.startsWith((await page.locator('#details h2').textContent())!)).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('#details').isVisible()).toBe(false);
    for (const key of ['+', 'ArrowRight', 'ArrowUp', '-', '0']) await page.keyboard.press(key);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
  });

  test('tables sort by any column and turn their pages', async () => {
    const { page } = await openMap(madeMap({ nodes: 120, edges: 200 }));
    const section = page.locator('#nodes');
    await section.getByRole('button', { name: 'Posts' }).click();
    expect(await section.getByRole('columnheader', { name: 'Posts' }).getAttribute('aria-sort')).toBe('descending');
    const posts = (await section.locator('tbody tr td:nth-child(3)').allTextContents()).map(Number);
    expect(posts).toEqual([...posts].sort((a, b) => b - a));
    expect(await section.locator('.pager span').textContent()).toBe('1 to 50 of 120');
    await section.getByRole('button', { name: 'Later' }).click();
    await section.getByRole('button', { name: 'Later' }).click();
    expect(await section.locator('.pager span').textContent()).toBe('101 to 120 of 120');
    expect(await section.getByRole('button', { name: 'Later' }).isDisabled()).toBe(true);
  });

  test('labels on the still picture do not cover one another, in the fonts of this browser', async () => {
    const { page } = await open(writePage(hostileMap()), { javaScriptEnabled: false });
    const boxes = await page.locator('.map-label').evaluateAll((all) =>
      all.map((label) => {
        const { x, y, width, height } = (label as unknown as { getBBox(): Box }).getBBox();
        return { x, y, width, height, text: label.textContent };
      }),
    );
    expect(boxes.length).toBeGreaterThan(5);
    const covered = boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter(
          (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y + 3 < b.y + b.height && b.y + 3 < a.y + a.height,
        )
        .map((b) => `${a.text} / ${b.text}`),
    );
    expect(covered).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious in %s', async (colorScheme) => {
    const { page } = await open((await conversation()).html, { colorScheme });
    await ready(page);
    await page.locator('#nodes tbody button').first().click();
    await page.evaluate(await readFile(AXE, 'utf8'));
    const results = (await page.evaluate('axe.run()')) as AxeResults;
    const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(results.passes.length).toBeGreaterThan(10);
  });
});
