/**
 * Pages for the browser on this machine and for nobody else: the loopback address only, no other site's pages may reach
 * it through a name of their own (the `Host` is checked, which DNS rebinding cannot forge), and every answer, refusals
 * too, carries a content security policy. What can be asked for is a short list of paths; no path names a file.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../errors.js';

const LOOPBACK = '127.0.0.1';
/** Makes a page when it is asked for; `null` where there is none yet. */
export type MakePage = () => Promise<string | null>;

export interface PageServer {
  port: number;
  /** Lets what is under way go, and is gone. */
  close(): Promise<void>;
}

export interface PageRoutes {
  /** By path: `/`, `/map.html`. */
  pages: ReadonlyMap<string, MakePage>;
  /** Told of what went wrong while a page was made; the reader is told no more than that it did. */
  failed(path: string, error: unknown): void;
}

const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'";
const FRAMES = "frame-ancestors 'none'";

const STANDING_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

interface Answer {
  status: number;
  body: string;
  type?: 'html' | 'plain';
  headers?: Record<string, string>;
}

/**
 * @param port 0 for any that is free
 * @throws UserError when the port is taken
 */
export async function servePages(port: number, routes: PageRoutes): Promise<PageServer> {
  // A request without a Host is refused by us, with our headers.
  const server = createServer({ requireHostHeader: false, headersTimeout: 10_000, requestTimeout: 20_000 });
  server.on('request', (request, response) => void reply(request, response, server, routes));
  server.on('clientError', (_error, socket) => {
    if (socket.writable)
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-security-policy: ${NOTHING}; ${FRAMES}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
  });
  await listen(server, port);
  return { port: portOf(server), close: () => close(server) };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new UserError(`Port ${port} cannot be had (${error.code}): name another with --port.`) : error);
    });
    server.listen(port, LOOPBACK, resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function reply(request: IncomingMessage, response: ServerResponse, server: Server, routes: PageRoutes) {
  const { status, body, type = 'plain', headers = {} } = await answer(request, portOf(server), routes);
  response.writeHead(status, {
    ...STANDING_HEADERS,
    'content-type': `text/${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': `${type === 'html' ? policyIn(body) : NOTHING}; ${FRAMES}`,
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answer(request: IncomingMessage, port: number, { pages, failed }: PageRoutes): Promise<Answer> {
  if (!isForUs(request, port)) return { status: 421, body: 'This server answers to its own address only.\n' };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, body: 'Only GET and HEAD.\n', headers: { allow: 'GET, HEAD' } };
  }
  const path = (request.url ?? '').replace(/\?.*$/s, '');
  const make = pages.get(path);
  if (make === undefined) return { status: 404, body: 'There is no such page here.\n' };
  try {
    const page = await make();
    if (page === null) return { status: 404, body: 'Nothing has been written yet: `discover run` makes the report.\n' };
    return { status: 200, body: page, type: 'html' };
  } catch (error) {
    failed(path, error);
    return { status: 500, body: 'The page could not be made; the terminal says why.\n' };
  }
}

/** One Host, and it is this machine under one of its own names. */
function isForUs({ rawHeaders, headers }: IncomingMessage, port: number): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  const names = [LOOPBACK, 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  return hosts.length === 1 && names.includes((headers.host ?? '').toLowerCase());
}

const META_POLICY = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;

/** What a page of ours asks for itself, in its head. */
function policyIn(html: string): string {
  return META_POLICY.exec(html.slice(0, 5_000))?.[1]?.replaceAll('&#39;', "'") ?? NOTHING;
}
