/** A real HTTP server on loopback that answers from a table and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Fetch } from '../../src/crawl/crawler.js';
import { createFetch, type HttpSettings } from '../../src/crawl/http.js';
import type { Effects } from '../../src/effects.js';
import { testEffects } from './project.js';

/** One request as the server saw it. */
export interface Seen {
  method: string;
  /** Path and query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** A ready reply, or a function that makes one, or one that writes the response itself and returns nothing. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that has written the response has nothing to return
export type Handler = Reply | ((seen: Seen, response: ServerResponse) => Reply | void | Promise<Reply | void>);

export interface TestServer {
  /** Such as `http://127.0.0.1:40123`. */
  origin: string;
  /** Host and port, as `allow_private` wants it. */
  host: string;
  requests: Seen[];
  /** TCP connections it ever accepted: what a canary must not see. */
  connections(): number;
  /** By path with query, else by path alone, else `*`; may be changed at any time. Anything else is a 404. */
  handlers: Record<string, Handler>;
}

/** Starts a server that is gone after the test. */
export async function testServer(handlers: Record<string, Handler> = {}): Promise<TestServer> {
  const requests: Seen[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    answer(request, response, handlers, requests).catch((error: Error) => response.destroy(error));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `http://${host}`, host, requests, handlers, connections: () => connections };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Record<string, Handler>,
  requests: Seen[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = request.url ?? '/';
  const seen = {
    method: request.method ?? 'GET',
    path,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
  requests.push(seen);
  const handler = handlers[path] ?? handlers[path.split('?')[0]!] ?? handlers['*'] ?? { status: 404 };
  const reply = typeof handler === 'function' ? await handler(seen, response) : handler;
  if (reply) response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '');
}

/** Settings that let a test at these servers, without pauses and with patience for slow machines. */
export function testSettings(servers: readonly TestServer[], more: Partial<HttpSettings> = {}): HttpSettings {
  return {
    contact: 'https://listener.example.org/about',
    allowPrivate: servers.map((server) => server.host),
    delayMs: 0,
    connectMs: 5_000,
    headersMs: 5_000,
    idleMs: 5_000,
    totalMs: 10_000,
    maxBytes: 5_000_000,
    version: '1.2.3',
    ...more,
  };
}

/** The real guarded client, closed after the test. */
export function testFetch(
  servers: readonly TestServer[],
  more: Partial<HttpSettings> = {},
  effects: Effects = testEffects(),
): Fetch {
  const { fetch, close } = createFetch(testSettings(servers, more), effects);
  onTestFinished(close);
  return fetch;
}
