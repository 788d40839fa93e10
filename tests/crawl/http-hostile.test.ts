/** C9, C10, C17, F2: servers that break the rules of HTTP, byte by byte, and name servers that change their mind. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpSettings } from '../../src/crawl/http.js';
import { SourceError } from '../../src/errors.js';
import { temporaryFolder, testEffects } from '../support/project.js';
import { testFetch, testServer } from '../support/server.js';

/** Answers the first bytes of every connection with whatever `speak` does; gone after the test. */
async function rawServer(speak: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('data', () => speak(socket));
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listening(server: Server, stop: () => void): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    stop();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Says `pieces` over and over until the other side has had enough. */
function forEver(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => {
    if (socket.destroyed) clearInterval(timer);
    else socket.write(piece);
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}

async function slugOf(host: string, more: Partial<HttpSettings> = {}, scheme = 'http'): Promise<string> {
  const fetch = testFetch([], { allowPrivate: [host], ...more });
  const error = await fetch(`${scheme}://${host}/feed`).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SourceError);
  return (error as SourceError).slug;
}

describe('a server', () => {
  it('C9: that takes a connection and says nothing is given up', async () => {
    expect(await slugOf(await rawServer(() => undefined), { headersMs: 200 })).toBe('timeout');
  });

  it('C9: that drips its headers is given up', async () => {
    const host = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
      forEver(socket, 'x', 20);
    });
    expect(await slugOf(host, { totalMs: 400 })).toBe('timeout');
  });

  it('C10: that never comes to the end of its headers is cut off', async () => {
    const host = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      forEver(socket, 'x-more: and more\r\n'.repeat(1_000), 1);
    });
    const before = process.memoryUsage().rss;
    expect(await slugOf(host)).toBe('too-large');
    expect(process.memoryUsage().rss - before).toBeLessThan(64_000_000);
  });

  it('C17: that says "continue" for ever is given up', async () => {
    const host = await rawServer((socket) => forEver(socket, 'HTTP/1.1 100 Continue\r\n\r\n', 1));
    expect(['timeout', 'connection-lost', 'unknown-shape']).toContain(await slugOf(host, { totalMs: 400 }));
  });

  it('C17: that resets the connection in the middle of a body is told as a broken connection', async () => {
    const host = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf', () => socket.resetAndDestroy());
    });
    expect(await slugOf(host)).toBe('connection-lost');
  });

  it.each([
    ['a page without headers, as in HTTP/0.9', '<html><body>hello</body></html>\n'],
    ['a version that is none', 'HTTP/9.9 200 OK\r\n\r\n'],
    ['a chunk of no size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\nhello\r\n'],
  ])('C17: that sends %s does not speak HTTP', async (_, bytes) => {
    expect(await slugOf(await rawServer((socket) => void socket.end(bytes)))).toBe('unknown-shape');
  });

  it('C17: whose certificate nobody vouches for is not trusted', async () => {
    const folder = await temporaryFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', cert, ...subject];
    execFileSync('openssl', ['req', ...made], { stdio: 'ignore' });
    let answered = 0;
    const server = createTlsServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => {
      answered += 1;
      response.end('hello');
    });
    const host = await listening(server, () => server.closeAllConnections());
    expect(await slugOf(host, {}, 'https')).toBe('tls-error');
    expect(answered).toBe(0);
  });
});

describe('a name', () => {
  it('C17: that the name server cannot look up just now is worth another try', async () => {
    const resolve = async () => {
      throw Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' });
    };
    const fetch = testFetch([], {}, { ...testEffects(), resolve });
    await expect(fetch('http://site.example/')).rejects.toMatchObject({ slug: 'unknown-host', retryable: true });
  });

  it('C17: of which one address is dead is reached at the other', async () => {
    const server = await testServer({ '/': { body: 'hello' } });
    const name = `site.example:${server.host.split(':')[1]}`;
    const resolve = async () => ['::1', '127.0.0.1'];
    const fetch = testFetch([], { allowPrivate: [name] }, { ...testEffects(), resolve });
    expect((await fetch(`http://${name}/`)).body.toString()).toBe('hello');
  });

  it('F2: that is public when first asked for, and private ever after, is never reached', async () => {
    const canary = await testServer();
    const port = Number(canary.host.split(':')[1]);
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      // The first answer is a public address at which nobody listens to us; it may not become the second.
      return asked === 1 ? ['93.184.216.34', '127.0.0.1'] : ['127.0.0.1', '::1', '169.254.169.254'];
    };
    const fetch = testFetch([], {}, { ...testEffects(), resolve });
    for (const url of ['http://rebound.example/', 'http://rebound.example/', `http://rebound.example:${port}/`])
      await expect(fetch(url)).rejects.toMatchObject({ slug: 'refused-address' });
    expect(canary.connections()).toBe(0);
  });
});
