/**
 * A stand-in for the outside world, for the sample conversation: it listens on loopback only, plays recent search of the
 * X API v2 over `x/search.json`, and serves the feeds below `site/` as their sites would. In all it serves, `{port}` is
 * filled in, so that a feed can name another one of this server.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative, sep } from 'node:path';
import { openSampleSearch, type SampleReply, type SampleSearch } from './sample-search.js';

export interface SampleServer {
  port: number;
  /** Ends it and whatever is still connected. */
  close(): Promise<void>;
  /** What was asked for and how it was answered, oldest first. */
  requests: SampleRequest[];
}

export interface SampleRequest {
  method: string;
  /** Path and query as they came. */
  path: string;
  status: number;
}

const SEARCH_PATH = '/2/tweets/search/recent';
const COUNTS_PATH = '/2/tweets/counts/recent';
/** The page of a folder: `feed/index.xml` is served as `feed/`. */
const INDEX = 'index.xml';

interface Page {
  body: string;
  headers: Record<string, string>;
}

interface Sample {
  search: SampleSearch;
  /** By path. Only what was found here at the start is ever served, so no path leads out of the folder. */
  pages: Map<string, Page>;
}

/**
 * Starts the stand-in on a free port of 127.0.0.1.
 * @param folder with `x/search.json` and `site/<host>/…`
 */
export async function serveSample(folder: string): Promise<SampleServer> {
  const files = await readSite(join(folder, 'site'));
  const sample: Sample = { search: await openSampleSearch(join(folder, 'x/search.json')), pages: new Map() };
  const requests: SampleRequest[] = [];
  const server = createServer((request, response) => {
    const { status, headers, body } = answer(request, sample);
    requests.push({ method: request.method ?? '', path: request.url ?? '', status });
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  });
  const port = await listenOnLoopback(server);
  for (const [file, text] of files) {
    const page = pageOf(text.replaceAll('{port}', String(port)));
    for (const path of pathsOf(file)) sample.pages.set(path, page);
  }
  return { port, requests, close: () => closeNow(server) };
}

async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function closeNow(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

function answer(request: IncomingMessage, { search, pages }: Sample): SampleReply {
  const { method, url = '', headers } = request;
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET and HEAD', { allow: 'GET, HEAD' });
  const address = `http://127.0.0.1${url}`;
  if (!url.startsWith('/') || !URL.canParse(address)) return plain(400, 'not a path');
  const { pathname, searchParams } = new URL(address);
  if (pathname === SEARCH_PATH) return search(searchParams, headers.authorization, 'posts');
  if (pathname === COUNTS_PATH) return search(searchParams, headers.authorization, 'count');
  const page = pages.get(pathname);
  return page === undefined ? plain(404, 'not found') : pageReply(page, headers);
}

function plain(status: number, body: string, headers: Record<string, string> = {}): SampleReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

function pageReply({ body, headers }: Page, asked: IncomingMessage['headers']): SampleReply {
  return isUnchanged(headers, asked) ? { status: 304, headers, body: '' } : { status: 200, headers, body };
}

/** RFC 9110, 13.2.2: where there is an entity tag to compare, the date does not count. */
function isUnchanged(page: Page['headers'], asked: IncomingMessage['headers']): boolean {
  const tags = asked['if-none-match'];
  if (tags !== undefined) {
    const etag = page.etag ?? '';
    return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
  }
  const since = Date.parse(asked['if-modified-since'] ?? '');
  return Date.parse(page['last-modified'] ?? '') <= since;
}

/** Text of every file, by its path below `root`. */
async function readSite(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name);
    files.set(relative(root, file).split(sep).join('/'), await readFile(file, 'utf8'));
  }
  return files;
}

/** A folder answers with and without the slash at its end. */
function pathsOf(file: string): string[] {
  const path = `/${file}`;
  return path.endsWith(`/${INDEX}`) ? [path.slice(0, -INDEX.length), path.slice(0, -INDEX.length - 1)] : [path];
}

function pageOf(body: string): Page {
  const modified = lastModified(body);
  return {
    body,
    headers: {
      'content-type': `${/<rss[\s>]/.test(body) ? 'application/rss+xml' : 'application/atom+xml'}; charset=utf-8`,
      etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`,
      ...(modified === null ? {} : { 'last-modified': modified }),
    },
  };
}

/** As the feed itself says: dates of files are those of the download. */
function lastModified(body: string): string | null {
  const written = /<(?:lastBuildDate|updated)>([^<]+)</.exec(body)?.[1];
  return written === undefined || Number.isNaN(Date.parse(written)) ? null : new Date(written).toUTCString();
}
