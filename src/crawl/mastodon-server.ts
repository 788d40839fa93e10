/** One Mastodon server: its address and token, what it lets strangers read, and its timelines page by page. */
import { z } from 'zod';
import { SourceError } from '../errors.js';
import type { CrawlContext } from './crawler.js';
import { type Explain, type JsonSite, openSite, type Query } from './json-site.js';
import { fieldsOf, hostOf, idOf } from './shapes/fields.js';
import { addressesOf, keepsOut } from './shapes/mastodon-served.js';

/** The most statuses a timeline sends at once, and the most that may be asked for by number without a token. */
const PAGE = '40';
const BATCH = 20;

// No path, query, user name or escape in it: a host is all that is meant.
const ADDRESS = /^(?:https?:\/\/)?(?:[\p{L}\p{N}.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?\/?$/iu;
const address = z
  .string()
  .regex(ADDRESS, 'a server, such as social.example.org')
  .refine((text) => URL.canParse(withScheme(text)), 'a server, such as social.example.org');

export const serverOption = z.union([
  address,
  z.strictObject({
    server: address,
    /** The environment variable with an access token of this server. */
    token: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of an environment variable, not the token itself'),
  }),
]);
export type ServerOption = z.output<typeof serverOption>;

export interface Server {
  /** As its own statuses write it. */
  host: string;
  site: JsonSite;
  hasToken: boolean;
}

export interface Page {
  items: unknown[];
  /** The number from which newer or older statuses are to be asked for, where the server says so. */
  newer: string | null;
  older: string | null;
}

/** @throws SourceError `no-token` when a token is named and not set */
export function openServer(
  context: Pick<CrawlContext<unknown>, 'fetch' | 'now' | 'env'>,
  option: ServerOption,
): Server {
  const { server, token: variable = null } = typeof option === 'string' ? { server: option } : option;
  const base = baseOf(server);
  const token = variable === null ? '' : (context.env[variable]?.trim() ?? '');
  if (variable !== null && token === '') {
    throw new SourceError('no-token', `set ${variable} to an access token of ${server} (Preferences, Development)`);
  }
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  return {
    host: hostOf(base) ?? base,
    site: openSite(context, base, headers, explainer(variable)),
    hasToken: token !== '',
  };
}

/** The address of a server, with a slash at its end. */
export function baseOf(server: string): string {
  const address = withScheme(server);
  if (!URL.canParse(address)) throw new SourceError('bad-address', `${server} is no server`);
  return new URL(address).href;
}

function withScheme(server: string): string {
  return /^https?:/i.test(server) ? server : `https://${server}`;
}

function explainer(variable: string | null): Explain {
  const ask = 'give it a token of an account there (servers: [{ server: …, token: NAME_OF_A_VARIABLE }])';
  return (status) => {
    if (status === 401 && variable !== null) {
      return {
        slug: 'bad-token',
        words: `the server refuses the token in ${variable}; make a new one with the right to read`,
      };
    }
    if ([401, 422].includes(status) && variable === null) {
      return { slug: 'no-token', words: `the server shows this to signed-in people only; ${ask}, or leave it out` };
    }
    if (status === 403) return { slug: 'forbidden', words: 'the server does not let us read this; leave it out' };
    if (status === 404)
      return { slug: 'not-found', words: 'no such account or timeline, or not a Mastodon server; is it spelt right?' };
    if (status === 410) return { slug: 'gone', words: 'it was deleted or suspended there; leave it out' };
    return null;
  };
}

/** One page of a timeline. */
export async function readPage({ site }: Server, path: string, query: Query): Promise<Page> {
  const { body, headers } = await site.get(path, { ...query, limit: PAGE });
  if (!Array.isArray(body)) throw new SourceError('unknown-shape', `${site.base}${path} (not a list of statuses)`);
  return {
    items: body,
    newer: linkParameter(headers.link, 'prev', 'min_id'),
    older: linkParameter(headers.link, 'next', 'max_id'),
  };
}

/** One parameter of a link in a header (RFC 8288). Only that: where the link leads is the server's word. */
function linkParameter(header: string | undefined, relation: string, name: string): string | null {
  for (const [, target, rel] of (header ?? '').matchAll(/<([^<>]{1,2000})>\s*;\s*rel="?(\w{1,20})"?/g)) {
    if (rel === relation && URL.canParse(target!)) return new URL(target!).searchParams.get(name);
  }
  return null;
}

/**
 * The number of an account on its server.
 * @throws SourceError `forbidden` when the account asks to be left alone
 */
export async function accountId({ site }: Server, user: string): Promise<string> {
  const account = fieldsOf((await site.get('api/v1/accounts/lookup', { acct: user })).body);
  const id = idOf(account.id);
  if (id === null) throw new SourceError('unknown-shape', `${site.base} (an account without an id)`);
  if (keepsOut(account)) {
    throw new SourceError('forbidden', `${site.base}: this account asks not to be indexed; leave it out`);
  }
  return id;
}

/**
 * An empty tag timeline may be a closed one (Mastodon 4.5): what looks like silence is a refusal.
 * @throws SourceError when the server says that strangers may not read tag timelines
 */
export async function checkTagsAreOpen({ site, hasToken }: Server): Promise<void> {
  if (hasToken) return;
  const instance = await site.get('api/v2/instance').then(
    ({ body }) => fieldsOf(body),
    () => ({}) as Record<string, unknown>, // an older server, or other software: there is nothing to ask
  );
  const feeds = fieldsOf(fieldsOf(fieldsOf(instance.configuration).timelines_access).hashtag_feeds);
  const access = [feeds.local, feeds.remote];
  if (access.every((who) => who === 'disabled')) {
    throw new SourceError('forbidden', `${site.base} has switched tag timelines off; leave it out`);
  }
  if (access.every((who) => who === 'authenticated' || who === 'disabled')) {
    throw new SourceError('no-token', `${site.base}: ${explainer(null)(401)!.words}`);
  }
}

/**
 * Addresses in ActivityPub of statuses known by their numbers on this server. Those it does not tell are left out.
 * @throws SourceError when it makes sense to ask again later
 */
export async function askAddresses({ site }: Server, ids: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < ids.length; from += BATCH) {
    try {
      const { body } = await site.get('api/v1/statuses', { 'id[]': ids.slice(from, from + BATCH) });
      for (const [id, uri] of addressesOf(body)) found.set(id, uri);
    } catch (error) {
      if (error instanceof SourceError && !error.retryable && error.slug !== 'interrupted') return found;
      throw error;
    }
  }
  return found;
}
