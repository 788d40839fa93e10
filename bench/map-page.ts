/**
 * How large the page of a map is, and how long a browser without a graphics card takes until its backbone is drawn.
 * `node dist/bench/map-page.js`: made maps of 2,000 and of 50,000 nodes, in Chromium with software rendering.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { writeMap } from '../src/map/map.js';
import { madeMap } from './map-graph.js';

const SIZES = [
  { nodes: 2_000, edges: 5_000 },
  { nodes: 50_000, edges: 150_000 },
];
const TIMES = 3;
const LIMIT = { ms: 2_000, megabytes: 5 };

interface Load {
  /** From the start of the navigation. */
  drawnMs: number;
  megabytes: number;
}

async function load(browser: Browser, file: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  try {
    await page.goto(pathToFileURL(file).href);
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    return (await page.evaluate("performance.getEntriesByName('map drawn')[0].startTime")) as number;
  } finally {
    await page.close();
  }
}

async function measure(browser: Browser, folder: string, size: (typeof SIZES)[number]): Promise<Load> {
  const html = writeMap(madeMap(size), 'html')[0]!.content;
  const file = join(folder, `${size.nodes}.html`);
  await writeFile(file, html);
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) times.push(await load(browser, file));
  const middle = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)]!;
  return { drawnMs: Math.round(middle), megabytes: Buffer.byteLength(html) / 1e6 };
}

const folder = await mkdtemp(join(tmpdir(), 'map-page-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
try {
  for (const size of SIZES) {
    const { drawnMs, megabytes } = await measure(browser, folder, size);
    const within = drawnMs <= LIMIT.ms && megabytes < LIMIT.megabytes ? 'within' : 'MISSES';
    console.log(
      `${size.nodes} nodes, ${size.edges} relations: backbone drawn after ${drawnMs} ms, page ${megabytes.toFixed(2)} MB (${within} ${LIMIT.ms} ms and ${LIMIT.megabytes} MB)`,
    );
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
