/**
 * Statuses as a Mastodon server shows them to everybody (https://docs.joinmastodon.org/entities/Status/): known by their
 * address in ActivityPub (`uri`), which is the same on every server, and not by the number one server gives them.
 */
import type { Refusal } from '../crawler.js';
import { addressOf, type Fields, fieldsOf, idOf, isFields, type Reading } from './fields.js';
import { isStatus, readStatus } from './mastodon.js';

/** All servers share one space of handles (`user@host`) and of addresses. */
export const FEDIVERSE = 'mastodon';

/** What people write into their profile who want no program to read them. */
const KEEP_OUT = /#(?:<[^>]{0,200}>)*(?:nobots?|noindex|nosearch|noarchive)\b/i;

/** A status with what its server knows about it. */
export interface ServedStatus {
  reading: Reading;
  /** Number on this server. */
  id: string | null;
  /** Number, on this server, of the status it answers. */
  inReplyTo: string | null;
  createdAt: number;
  /** When it was last edited, ISO 8601; empty when it never was. */
  editedAt: string;
}

/**
 * Reads one item of a timeline. `inReplyTo` of the post is left open, as it is a number of this server.
 * @param server host that the status was read from
 */
export function readServedStatus(value: unknown, server: string): ServedStatus {
  const status = fieldsOf(value);
  const said = isFields(status.reblog) ? status.reblog : status;
  const id = idOf(status.id);
  return {
    reading: reading(value, said, `${id ?? 'a status'} on ${server}`),
    id,
    inReplyTo: idOf(status.in_reply_to_id),
    createdAt: Date.parse(String(status.created_at)),
    editedAt: typeof said.edited_at === 'string' ? said.edited_at : '',
  };
}

// Whoever is refused is not named: an address would hold the name of the account.
function reading(value: unknown, said: Fields, item: string): Reading {
  if (!isStatus(value) || !isStatus(said)) return { refused: { reason: 'not a status', item } };
  const refused = refusalOf(value, said, item);
  if (refused !== null) return { refused };
  const read = readStatus({ ...value, id: addressOf(value.uri) }, FEDIVERSE);
  if ('refused' in read) return { refused: { ...read.refused, item } };
  const quoted = fieldsOf(fieldsOf(said.quote).quoted_status);
  const { post } = read;
  return {
    post: {
      ...post,
      inReplyTo: null,
      quotes: addressOf(quoted.uri),
      reposts: said === value ? null : addressOf(said.uri),
    },
  };
}

function refusalOf(status: Fields, said: Fields, item: string): Refusal | null {
  if (addressOf(status.uri) === null) return { reason: 'no uri', item };
  if ([status, said].some(({ visibility }) => visibility !== 'public')) return { reason: 'not public', item };
  if ([status, said].some(({ account }) => keepsOut(fieldsOf(account)))) {
    return { reason: 'the author asks not to be indexed', item };
  }
  return null;
}

/**
 * Whether an account asks programs like this one to leave it alone: out of search engines (`noindex`), out of search
 * (`indexable`), out of discovery (`discoverable`), or in the words of its profile. What an account leaves open is no no.
 */
export function keepsOut(account: Fields): boolean {
  if (account.noindex === true || account.indexable === false || account.discoverable === false) return true;
  return typeof account.note === 'string' && KEEP_OUT.test(account.note);
}

/** Address in ActivityPub of each status of a list, by its number on this server. */
export function addressesOf(statuses: unknown): [string, string][] {
  const list = Array.isArray(statuses) ? statuses.map(fieldsOf) : [];
  return list.flatMap(({ id, uri }) => {
    const [number, address] = [idOf(id), addressOf(uri)];
    return number === null || address === null ? [] : [[number, address]];
  });
}
