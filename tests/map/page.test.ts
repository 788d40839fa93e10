/** The one-file page in a real browser, opened from disk. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { drawMap, writeMap } from '../../src/map/map.js';
import type { ConversationMap } from '../../src/model.js';
import { temporaryFolder, temporaryStore } from '../support/project.js';
import { EMPTY_MAP, hostileMap, parallelMap, seedConversation } from './samples.js';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const REQUIRED = process.env.CI !== undefined;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

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
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
  });

  async function open(map: ConversationMap, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
    const file = join(await temporaryFolder(), 'map.html');
    await writeFile(file, writeMap(map, 'html')[0]!.content);
    const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height: 900 } });
    onTestFinished(() => page.close());
    const trouble: string[] = [];
    page.on('console', (message) => void trouble.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => void trouble.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => void trouble.push(`dialog: ${dialog.message()}`));
    const address = pathToFileURL(file).href;
    page.on('request', (request) => request.url() === address || trouble.push(`request: ${request.url()}`));
    await page.goto(address);
    return { page, trouble };
  }

  async function conversation(): Promise<ConversationMap> {
    const store = await temporaryStore();
    await seedConversation(store);
    return drawMap(store, { seed: 1, view: 'all', identify: false });
  }

  const viewBox = (page: Page) => page.locator('#stage svg').getAttribute('viewBox');

  test('opens without a message, an error or a request, whatever the names', async () => {
    for (const map of [hostileMap(), EMPTY_MAP, await conversation()]) {
      const { page, trouble } = await open(map);
      await page.getByLabel('Find').fill('<');
      await page.keyboard.press('Tab');
      expect(trouble).toEqual([]);
      expect(await page.evaluate('window.broken')).toBeUndefined();
      expect(await page.locator('script, img, iframe, object, link').count()).toBe(1);
    }
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
    const { page, trouble } = await open(await conversation());
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

  test('has the picture and, as tables, all that is in it', async () => {
    const map = await conversation();
    const { page } = await open(map);
    const [nodes, edges] = await page.locator('tbody').all();
    expect(await nodes!.locator('tr').count()).toBe(map.nodes.length);
    expect(await edges!.locator('tr').count()).toBe(map.edges.length);
    expect(await page.locator('.map-node').count()).toBe(map.nodes.length);
    expect(await page.locator('.map-edge').count()).toBe(map.edges.length);
    expect(await nodes!.getByRole('row', { name: 'Leeds Trust' }).textContent()).toMatch(/^Leeds Trustvoice23/);
    expect(await page.getByRole('link', { name: 'Hearing Forum' }).getAttribute('href')).toBe(
      'https://forum.example.org/hearing/',
    );
    expect(await page.getByRole('img', { name: /Conversation map/ }).count()).toBe(1);
  });

  test('addresses that are not web addresses are no links', async () => {
    const { page } = await open(hostileMap());
    expect(await page.locator('a').count()).toBe(0);
  });

  test('the search lights up what it finds and leaves the rows that match', async () => {
    const { page } = await open(await conversation());
    await page.getByLabel('Find').fill('LEEDS');
    expect(await page.locator('.map-node.lit').evaluateAll((all) => all.map((one) => one.dataset.id))).toEqual([
      'voice:4',
    ]);
    expect(await page.getByRole('status').textContent()).toBe('1 found: Leeds Trust (voice, posts: 2)');
    const names = await page.locator('tbody tr:visible').allTextContents();
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => name.includes('Leeds Trust'))).toBe(true);
    await page.getByLabel('Find').fill('no such thing');
    expect(await page.getByRole('status').textContent()).toBe('Nothing found.');
    await page.getByLabel('Find').fill('');
    expect(await page.locator('.map-node.lit').count()).toBe(0);
    expect(await page.locator('tbody tr:visible').count()).toBe(28);
  });

  test('keys and buttons zoom and move, zero shows the whole map again', async () => {
    const { page } = await open(await conversation());
    const whole = await viewBox(page);
    await page.locator('#stage').focus();
    await page.keyboard.press('+');
    const [x, y, width, height] = (await viewBox(page))!.split(' ').map(Number);
    expect([x, y, width, height]).toEqual([120, 90, 960, 720]);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    expect((await viewBox(page))!.split(' ').map(Number)).toEqual([216, 18, 960, 720]);
    await page.keyboard.press('0');
    expect(await viewBox(page)).toBe(whole);
    await page.keyboard.press('-');
    expect(await viewBox(page)).toBe(whole);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await viewBox(page)).not.toBe(whole);
    await page.getByRole('button', { name: 'Whole map' }).click();
    expect(await viewBox(page)).toBe(whole);
  });

  test('the picture can be dragged, and pointing at a node shows its relations', async () => {
    const { page } = await open(parallelMap());
    await page.locator('[data-id="voice:1"] circle').hover();
    expect(await page.locator('.map-edge.lit').count()).toBe(3);
    expect(await page.locator('.map-node.lit').count()).toBe(2);
    const whole = await viewBox(page);
    await page.mouse.move(400, 400);
    await page.mouse.down();
    await page.mouse.move(300, 350);
    await page.mouse.up();
    const [x, y] = (await viewBox(page))!.split(' ').map(Number);
    expect(await viewBox(page)).not.toBe(whole);
    expect(x).toBeGreaterThan(50);
    expect(y).toBeGreaterThan(20);
  });

  test('labels do not cover one another, in the fonts of this browser', async () => {
    for (const map of [hostileMap(), await conversation()]) {
      const { page } = await open(map);
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
    }
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious in %s', async (scheme) => {
    const { page } = await open(await conversation(), scheme);
    await page.evaluate(await readFile(AXE, 'utf8'));
    const results = (await page.evaluate('axe.run()')) as AxeResults;
    const serious = results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(results.passes.length).toBeGreaterThan(10);
  });
});
