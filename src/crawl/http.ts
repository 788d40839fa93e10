/**
 * The one guarded client: every byte from outside comes through here.
 *
 * A request goes to public http and https addresses only, and the socket to exactly the IP addresses that were judged,
 * so that a name server cannot change its answer in between. Redirects are followed by hand and each hop is judged
 * again. No cookies, no referrer, no proxy from the environment.
 */
import { Agent, buildConnector, request } from 'undici';
import { type Effects, fault } from '../effects.js';
import { SourceError } from '../errors.js';
import { bareHost, checkAddress, isAllowed, isRefusedIp, plainAddress } from './address.js';
import { readBody } from './body.js';
import type { Answer, Fetch, FetchOptions } from './crawler.js';
import { networkFailure } from './failures.js';
import { type Errand, type Hosts, passingHosts } from './hosts.js';
import { MOST_ROBOTS_BYTES } from './robots.js';
import { PRODUCT_TOKEN, robotsCheck } from './robots-check.js';
import { createTurns } from './turns.js';

export { failureOf } from './failures.js';

export interface HttpSettings {
  /** Page or mailbox shown to every site visited. */
  contact: string | null;
  /** Exact `host:port` pairs that may be private, or have a port other than 80 and 443. */
  allowPrivate: readonly string[];
  /** Between the end of one request to a group of hosts and the start of the next; one at a time per group. */
  delayMs: number;
  connectMs: number;
  headersMs: number;
  /** Longest silence inside a body. */
  idleMs: number;
  /** One request from its turn to its last byte; each redirect is a request of its own. */
  totalMs: number;
  /** Decoded bytes of a body. */
  maxBytes: number;
  version: string;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const LASTING_REDIRECTS = [301, 308];
const CONDITIONS = ['if-modified-since', 'if-none-match'];
/** What may travel on when a redirect leads to another origin: nothing that could be a secret. */
const CARRIED_ABROAD = ['accept', 'accept-language', ...CONDITIONS];

interface Client {
  settings: HttpSettings;
  agent: Agent;
  hosts: Hosts;
  /** Throws when the robots.txt of a site does not let an address be read. */
  checkRobots(url: URL): Promise<void>;
}

interface Hop {
  url: URL;
  method: 'GET' | 'POST' | 'PUT';
  headers: Record<string, string>;
  body: string | undefined;
  maxBytes: number;
  /** Whether what is beyond `maxBytes` is left unread; else a larger body is a failure. */
  cut: boolean;
  robots: boolean;
}

/**
 * A client of its own sockets; `close` breaks off what is still under way.
 * @param hosts what is known of the hosts it speaks to; by default only the callers of this client take turns
 */
export function createFetch(
  settings: HttpSettings,
  effects: Effects,
  hosts: Hosts = passingHosts(createTurns(settings.delayMs, effects), settings.allowPrivate),
): { fetch: Fetch; close(): Promise<void> } {
  const agent = new Agent({
    connect: guardedConnector(settings, effects),
    headersTimeout: settings.headersMs,
    bodyTimeout: settings.idleMs,
  });
  const client: Client = { settings, agent, hosts, checkRobots: (url) => check(url) };
  const check = robotsCheck(hosts.robots, (url, headers) => follow(client, robotsHop(client, url, headers)), effects);
  return {
    fetch: async (url, options = {}) => follow(client, firstHop(client, url, options)),
    close: () => agent.destroy(),
  };
}

function firstHop({ settings }: Client, url: string, options: FetchOptions): Hop {
  return {
    url: checkAddress(url, settings.allowPrivate),
    method: options.method ?? 'GET',
    headers: lowerCased(options.headers ?? {}),
    body: options.body,
    maxBytes: options.maxBytes ?? settings.maxBytes,
    cut: false,
    robots: options.robots ?? false,
  };
}

function robotsHop(client: Client, url: string, headers: Record<string, string>): Hop {
  return { ...firstHop(client, url, { headers, maxBytes: MOST_ROBOTS_BYTES }), cut: true };
}

async function follow(client: Client, first: Hop): Promise<Answer> {
  let hop = first;
  let lasting = true;
  for (let hops = 0; ; hops += 1) {
    const answer = await visit(client, hop);
    const next = nextHop(client, hop, answer);
    if (next === null) return hops > 0 && lasting ? { ...answer, permanentUrl: answer.url } : answer;
    if (hops === MOST_REDIRECTS) throw new SourceError('too-many-redirects', plainAddress(first.url.href));
    lasting &&= LASTING_REDIRECTS.includes(answer.status);
    hop = next;
  }
}

async function visit(client: Client, hop: Hop): Promise<Answer> {
  const errand: Errand = {
    url: hop.url,
    userAgent: userAgent(client.settings),
    credentials: hop.headers.authorization,
    isConditional: CONDITIONS.some((name) => hop.headers[name] !== undefined),
    robotsAsked: hop.robots,
  };
  if (hop.robots) {
    await client.checkRobots(hop.url).catch((error: unknown) => {
      if (error instanceof SourceError) client.hosts.refused(errand);
      throw error;
    });
  }
  return client.hosts.visit(errand, () => send(client, hop));
}

/** Where a redirect leads, judged afresh; `null` when the answer is to be handed over as it is. */
function nextHop({ settings }: Client, hop: Hop, answer: Answer): Hop | null {
  const location = answer.headers.location;
  if (!REDIRECTS.includes(answer.status) || location === undefined) return null;
  const url = checkAddress(absolute(location, hop.url.href), settings.allowPrivate);
  const abroad = url.origin !== hop.url.origin;
  const next = hop.method !== 'GET' && answer.status < 307 ? toGet(hop) : hop;
  // What was sent to one site is not handed to another.
  if (next.method !== 'GET' && abroad) return null;
  return { ...next, url, headers: carried(next.headers, abroad) };
}

/** The parser of URLs would silently drop control characters: such an address goes on as it is, to be refused. */
function absolute(location: string, base: string): string {
  if (/[\x00-\x1f\x7f]/.test(location) || !URL.canParse(location, base)) return location;
  return new URL(location, base).href;
}

function toGet(hop: Hop): Hop {
  const { 'content-type': _, ...headers } = hop.headers;
  return { ...hop, method: 'GET', body: undefined, headers };
}

function carried(headers: Record<string, string>, abroad: boolean): Record<string, string> {
  if (!abroad) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => CARRIED_ABROAD.includes(name)));
}

async function send({ settings, agent }: Client, hop: Hop): Promise<Answer> {
  try {
    const response = await request(hop.url, {
      dispatcher: agent,
      method: hop.method,
      headers: { ...hop.headers, 'user-agent': userAgent(settings), 'accept-encoding': 'gzip' },
      body: hop.body ?? null,
      signal: AbortSignal.timeout(settings.totalMs),
    });
    fault('headers');
    const headers = joinHeaders(response.headers);
    const body = await readBody(response.body, headers, hop);
    return { status: response.statusCode, headers, body, url: hop.url.href };
  } catch (error) {
    throw networkFailure(error, plainAddress(hop.url.href));
  }
}

function userAgent({ version, contact }: HttpSettings): string {
  return contact === null ? `${PRODUCT_TOKEN}/${version}` : `${PRODUCT_TOKEN}/${version} (+${contact})`;
}

/** Resolves, judges every address found, and connects to those and no others. */
function guardedConnector(settings: HttpSettings, effects: Effects): buildConnector.connector {
  return (options, callback) => {
    checkedAddresses(options, settings, effects).then(
      (addresses) => connectTo(addresses, options, settings, callback),
      (error: Error) => callback(error, null),
    );
  };
}

async function checkedAddresses(
  { hostname, port, protocol }: buildConnector.Options,
  settings: HttpSettings,
  effects: Effects,
): Promise<string[]> {
  const host = bareHost(hostname);
  const addresses = isIp(host) ? [host] : await effects.resolve(host);
  const written = host.includes(':') ? `[${host}]` : host;
  const allowed = isAllowed(written, port || (protocol === 'https:' ? '443' : '80'), settings.allowPrivate);
  if (!allowed && addresses.some(isRefusedIp)) {
    throw new SourceError('refused-address', `${host} stands for a private address`);
  }
  if (addresses.length === 0) throw new SourceError('unknown-host', host);
  return addresses;
}

function connectTo(
  addresses: readonly string[],
  options: buildConnector.Options,
  settings: HttpSettings,
  callback: buildConnector.Callback,
): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const connect = buildConnector({
    timeout: settings.connectMs,
    lookup: (_host, how, answer) => {
      if (how.all === true) answer(null, found);
      else answer(null, found[0]!.address, found[0]!.family);
    },
  });
  connect(options, callback);
}

function isIp(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host);
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return joined;
}
