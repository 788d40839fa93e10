/** F1: known ways to write an address that leads inside, at every door of the client; a canary on loopback sees nobody. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../src/errors.js';
import { testEffects } from '../support/project.js';
import { type TestServer, testFetch, testServer } from '../support/server.js';

const FILE = fileURLToPath(new URL('../../../shared/data/security/ssrf_urls.json', import.meta.url));
const REQUIRED = process.env.CI !== undefined;

/** The addresses as they stand there, and again with the port at which the canary sits. */
function addresses(canary: TestServer): string[] {
  const cases = JSON.parse(readFileSync(FILE, 'utf8')) as { url: string; must_block: boolean }[];
  const listed = cases.filter(({ must_block }) => must_block).map(({ url }) => url);
  const moved = listed
    .filter((url) => URL.canParse(url))
    .map((text) => {
      const url = new URL(text);
      url.port = canary.host.split(':')[1]!;
      return url.href;
    });
  return [...listed, ...moved];
}

/** A name server in the pay of whoever wrote the addresses. */
const effects = () => ({ ...testEffects(), resolve: async () => ['127.0.0.1'] });
const slugOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof SourceError ? error.slug : String(error)),
  );

describe.skipIf(!existsSync(FILE) && !REQUIRED)('F1: addresses that lead inside (needs ../shared/data)', () => {
  test.each([
    { door: 'a feed', options: {} },
    { door: 'a page that was found, with its robots.txt', options: { robots: true } },
  ])('are refused as $door', async ({ options }) => {
    const canary = await testServer();
    const fetch = testFetch([], {}, effects());
    const urls = addresses(canary);
    expect(urls.length).toBeGreaterThan(50);
    for (const url of urls)
      expect(['bad-address', 'refused-address'], url).toContain(await slugOf(fetch(url, options)));
    expect(canary.connections()).toBe(0);
  });

  test('are refused as the target of a redirect, of a page and of robots.txt', async () => {
    const canary = await testServer();
    const server = await testServer();
    for (const location of addresses(canary)) {
      // Bytes beyond Latin-1 do not fit into a header.
      const headers = {
        location: Buffer.from(location, 'utf8')
          .toString('latin1')
          .replace(/[\r\n\0]/g, ''),
      };
      server.handlers['*'] = { status: 302, headers };
      const fetch = testFetch([server], {}, effects());
      for (const robots of [false, true])
        expect(await slugOf(fetch(server.origin, { robots })), location).not.toBe('answered');
    }
    expect(canary.connections()).toBe(0);
  });
});
