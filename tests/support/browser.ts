/** A page in a real Chromium. Tests that need it are skipped where there is none, but not in continuous integration. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { temporaryFolder } from './project.js';

const CHROMIUM = '/usr/bin/chromium';

/** For `describe.skipIf`. With `CI` set the tests run, and fail where there is no browser. */
export const noBrowser = !existsSync(CHROMIUM) && !process.env.CI;
if (noBrowser) process.stderr.write(`Tests in a browser are skipped: there is no ${CHROMIUM}.\n`);

/** What a page did that a quiet page does not do. */
export interface Noise {
  dialogs: string[];
  /** Console errors and uncaught exceptions; a breach of the content security policy is one. */
  errors: string[];
  /** Addresses asked for besides the page itself; `data:` is no request. */
  requests: string[];
}

/** Opens HTML, or a file, as a reader would: from the disk. The browser is gone when `work` is done. */
export async function withPage(
  source: string | { file: string },
  work: (page: Page, noise: Noise) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const file = typeof source === 'string' ? join(await temporaryFolder(), 'page.html') : source.file;
  if (typeof source === 'string') await writeFile(file, source);
  const address = pathToFileURL(file).href;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage(options);
    const noise = listen(page, address);
    await page.goto(address);
    await work(page, noise);
  } finally {
    await browser.close();
  }
}

function listen(page: Page, address: string): Noise {
  const noise: Noise = { dialogs: [], errors: [], requests: [] };
  page.on('dialog', (dialog) => {
    noise.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error') noise.errors.push(message.text());
  });
  page.on('pageerror', (error) => void noise.errors.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) noise.requests.push(request.url());
  });
  return noise;
}
