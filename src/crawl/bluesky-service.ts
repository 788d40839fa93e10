/** The service that shows Bluesky to us: an AppView that anybody may ask, or our own server after signing in. */
import { SourceError } from '../errors.js';
import type { CrawlContext } from './crawler.js';
import { type Explain, type JsonSite, openSite, type Query } from './json-site.js';
import { fieldsOf, wordsOf } from './shapes/fields.js';

export interface Account {
  api?: string | undefined;
  /** Handle or e-mail address to sign in with; none: as a stranger. */
  account?: string | undefined;
  /** Name of the environment variable with an app password. */
  password: string;
}

/** Cached, for everybody; search there is often closed to strangers, and its `cursor` always is. */
const FOR_STRANGERS = 'https://public.api.bsky.app/';
/** Hands what is asked on to the AppView. */
const FOR_ACCOUNTS = 'https://bsky.social/';

type Context = Pick<CrawlContext<Account>, 'fetch' | 'now' | 'env' | 'options'>;

/** Opens the service, and signs in where an account is named. A session lasts as long as the crawl. */
export async function openService(context: Context): Promise<JsonSite> {
  const { api, account, password: variable } = context.options;
  const written = api ?? (account === undefined ? FOR_STRANGERS : FOR_ACCOUNTS);
  const base = written.endsWith('/') ? written : `${written}/`;
  if (account === undefined) return openSite(context, base, {}, explainToStrangers);
  const password = context.env[variable]?.trim() ?? '';
  if (password === '') {
    throw new SourceError('no-token', `set ${variable} to an app password of ${account} (Settings, App passwords)`);
  }
  const door = openSite(context, base, {}, (status) =>
    [400, 401].includes(status)
      ? { slug: 'bad-token', words: `the server refuses ${account} with the password in ${variable}` }
      : null,
  );
  const session = await door.post('xrpc/com.atproto.server.createSession', { identifier: account, password });
  const token = wordsOf(fieldsOf(session.body).accessJwt);
  if (token === null) throw new SourceError('unknown-shape', `${base} (a session without a token)`);
  return openSite(context, base, { authorization: `Bearer ${token}` }, explainToMembers);
}

const explainToStrangers: Explain = (status) => {
  if ([401, 403].includes(status)) {
    const remedy = 'name an account and set BLUESKY_APP_PASSWORD, or read accounts instead of queries';
    return { slug: 'no-token', words: `Bluesky does not show this to strangers at present; ${remedy}` };
  }
  return explainRequest(status);
};

const explainToMembers: Explain = (status) => {
  if (status === 401) return { slug: 'bad-token', words: 'the session was refused; the next crawl signs in again' };
  if (status === 403) return { slug: 'forbidden', words: 'the account may not read this' };
  return explainRequest(status);
};

function explainRequest(status: number): ReturnType<Explain> {
  if (status === 400)
    return { slug: 'bad-options', words: 'no such account, it blocks readers, or a query nobody understands' };
  if (status === 404) return { slug: 'not-found', words: 'no AppView answers there; leave out api, or mend it' };
  if (status === 410) return { slug: 'gone', words: 'the account is gone; leave it out' };
  return null;
}

/** One page, newest first. */
export interface Page {
  items: unknown[];
  cursor: string | null;
}

/** @param list key of the answer that holds the items */
export async function readPage(service: JsonSite, method: string, list: string, query: Query): Promise<Page> {
  const { body } = await service.get(`xrpc/${method}`, { ...query, limit: '100' });
  const items = fieldsOf(body)[list];
  if (!Array.isArray(items))
    throw new SourceError('unknown-shape', `${service.base}xrpc/${method} (no list of ${list})`);
  return { items, cursor: wordsOf(fieldsOf(body).cursor) };
}
