/** What the local server answers, asked over real sockets: promises G1 to G5. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MakePage, type PageServer, servePages } from '../../src/serve/pages.js';

const POLICY = "default-src 'none'; script-src 'sha256-abc'";
const PAGE = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}"><p>Grüße</p>`;

describe('the local server', () => {
  let server: PageServer;
  const failures: string[] = [];
  beforeAll(async () => {
    server = await servePages(0, {
      pages: new Map<string, MakePage>([
        ['/', async () => PAGE],
        ['/none', async () => null],
        [
          '/broken',
          async () => {
            throw new Error('a secret path');
          },
        ],
      ]),
      failed: (path, error) => void failures.push(`${path} ${(error as Error).message}`),
    });
  });
  afterAll(() => server.close());

  /** Sends bytes as they are, and reads to the end. */
  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.end(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (piece) => {
        answer += piece;
      });
      socket.on('end', () => resolve(answer)).on('error', reject);
    });
  }

  const ask = (path: string, { method = 'GET', host = `127.0.0.1:${server.port}`, more = '' } = {}) =>
    raw(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`);
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

  it('gives the page under every name of this machine, with its own policy as a header', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const answer = await ask('/?any=thing', { host: `${host}:${server.port}` });
      expect(statusOf(answer)).toBe(200);
      expect(answer).toContain('Grüße');
      expect(answer).toContain(`content-security-policy: ${POLICY}; frame-ancestors 'none'`);
    }
  });

  it('G4: every answer, refusals too, has a policy and the other headers', async () => {
    const answers = [
      await ask('/'),
      await ask('/nowhere'),
      await ask('/none'),
      await ask('/broken'),
      await ask('/', { method: 'POST' }),
      await ask('/', { host: 'attacker.example' }),
    ];
    expect(answers.map(statusOf)).toEqual([200, 404, 404, 500, 405, 421]);
    for (const answer of answers) {
      expect(answer).toMatch(/^content-security-policy: default-src 'none';.*frame-ancestors 'none'\r$/m);
      expect(answer).toContain('x-content-type-options: nosniff');
      expect(answer).toContain('referrer-policy: no-referrer');
      expect(answer).toContain('cache-control: no-store');
      expect(answer).not.toMatch(/^access-control/im);
      expect(answer).not.toContain('secret');
    }
    expect(failures).toEqual(['/broken a secret path']);
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*content-security-policy: default-src 'none'/);
  });

  it('G2: other names, no name, two names and whole addresses are refused', async () => {
    const own = `Host: 127.0.0.1:${server.port}\r\n`;
    const end = 'Connection: close\r\n\r\n';
    for (const host of ['attacker.example', `attacker.example:${server.port}`, '127.0.0.1', '127.0.0.1:1', '']) {
      expect(statusOf(await ask('/', { host }))).toBe(421);
    }
    expect(statusOf(await raw(`GET / HTTP/1.1\r\n${end}`))).toBe(421);
    expect(statusOf(await raw(`GET / HTTP/1.1\r\n${own}Host: attacker.example\r\n${end}`))).toBe(421);
    expect(statusOf(await raw(`GET http://attacker.example/ HTTP/1.1\r\n${own}${end}`))).toBe(404);
  });

  it('reads only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect(statusOf(await ask('/', { method }))).toBe(405);
    }
    const head = await ask('/', { method: 'HEAD' });
    expect(head).toContain(`content-length: ${Buffer.byteLength(PAGE)}`);
    expect(head.endsWith('\r\n\r\n')).toBe(true);
  });

  it('G5: no path leads to a file', async () => {
    const up = ['..', '%2e%2e', '..%2f', '..%5c', '..\\', '.%2e', '%2e.', '%252e%252e', '..%00', '....//', '..;'];
    const files = ['etc/passwd', 'discover.db', 'package.json', 'reports/map.json', ''];
    const paths = up.flatMap((step) => files.flatMap((file) => [`/${step}/${file}`, `/${step}/${step}/${file}`]));
    expect(paths.length).toBeGreaterThan(100);
    for (const path of [...paths, '//', '/./', '/page.html/', '/%2f', '*']) {
      expect(statusOf(await ask(path)), path).toBe(404);
    }
  });

  it('G1: listens on 127.0.0.1 and nowhere else', async () => {
    // A server on all addresses would answer here too.
    const refused = new Promise((resolve) => {
      connect(server.port, '127.0.0.2')
        .on('connect', () => resolve('connected'))
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(await refused).toBe('ECONNREFUSED');
  });

  it('says so when the port is taken', async () => {
    const routes = { pages: new Map(), failed: () => undefined };
    await expect(servePages(server.port, routes)).rejects.toThrow(/Port \d+ cannot be had .* name another with --port/);
  });
});
