/**
 * Mastodon statuses (https://docs.joinmastodon.org/entities/Status/) and the outbox of an account archive
 * (ActivityStreams 2.0) into our shape. Only what was said in public is read.
 */
import { type Author, emptyPost, type Post } from '../../model.js';
import { parseDate } from './dates.js';
import {
  addressOf,
  distinct,
  type Fields,
  fieldsOf,
  hostOf,
  idOf,
  isFields,
  languageOf,
  listOf,
  type Reading,
  wordsOf,
} from './fields.js';

/** Everybody may read these; followers-only and direct ones are none of our business. */
const PUBLIC_VISIBILITIES = ['public', 'unlisted'];
const PUBLIC_ADDRESSES = ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public'];

export function isStatus(value: unknown): value is Fields {
  return isFields(value) && typeof value.content === 'string' && isFields(value.account);
}

/** True for something an account did, as its outbox lists it. */
export function isActivity(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  return ['Create', 'Announce'].includes(String(value.type)) && value.object !== undefined;
}

/** Statuses or activities inside a search answer, a thread or an outbox; `null` when it is none of these. */
export function statusesIn(value: unknown): unknown[] | null {
  if (!isFields(value)) return null;
  if (Array.isArray(value.orderedItems)) return value.orderedItems;
  if (Array.isArray(value.ancestors) && Array.isArray(value.descendants)) {
    return [...value.ancestors, ...value.descendants];
  }
  return Array.isArray(value.statuses) ? value.statuses : null;
}

/**
 * The server that a status was read from, where the status shows it: accounts of its own server have a bare name.
 * Ids of statuses mean something on that server only.
 */
export function serverOf(status: Fields): string | null {
  const accounts = [status.account, fieldsOf(status.reblog).account, ...listOf(status.mentions)].map(fieldsOf);
  const local = accounts.find(({ acct }) => typeof acct === 'string' && acct !== '' && !acct.includes('@'));
  return hostOf(addressOf(local?.url));
}

/** @param server host that the status was read from */
export function readStatus(status: Fields, server: string): Reading {
  const id = idOf(status.id);
  if (id === null) return refuse('no id', 'a status');
  if (!PUBLIC_VISIBILITIES.includes(String(status.visibility ?? 'public'))) return refuse('not public', id);
  const account = fieldsOf(status.account);
  if (account.noindex === true) return refuse('the author asks not to be indexed', id);
  const reblog = isFields(status.reblog) ? status.reblog : null;
  return {
    post: { ...emptyPost(id, 'status', server), ...contentOf(reblog ?? status), ...relationsOf(status, reblog) },
  };
}

function refuse(reason: string, item: string): Reading {
  return { refused: { reason, item } };
}

/** What was said: of a boost, what the boosted status says. */
function contentOf(status: Fields): Partial<Post> {
  return {
    html: String(status.content ?? ''),
    title: wordsOf(status.spoiler_text),
    lang: languageOf(status.language),
    mentions: distinct(listOf(status.mentions).map(handleOf)),
    hashtags: distinct(listOf(status.tags).map((tag) => wordsOf(tag.name))),
    links: distinct([addressOf(fieldsOf(status.card).url)]),
  };
}

/** Who said it, when and where, and what it points at. */
function relationsOf(status: Fields, reblog: Fields | null): Partial<Post> {
  const quote = fieldsOf(status.quote);
  return {
    author: authorOf(fieldsOf(status.account)),
    createdAt: parseDate(String(status.created_at ?? '')),
    // A boost has no page of its own to show a person.
    url: addressOf(status.url) ?? addressOf(status.uri),
    inReplyTo: idOf(status.in_reply_to_id),
    quotes: idOf(fieldsOf(quote.quoted_status).id) ?? idOf(quote.quoted_status_id),
    reposts: idOf(reblog?.id),
  };
}

function authorOf(account: Fields): Author | null {
  const handle = handleOf(account);
  if (handle === null) return null;
  const name = wordsOf(account.display_name);
  return { id: handle.toLowerCase(), handle, name, url: addressOf(account.url), kind: 'unknown' };
}

/** The full address (`user@host`), which is the same seen from every server. */
function handleOf(account: Fields): string | null {
  const acct = wordsOf(account.acct) ?? wordsOf(account.username);
  if (acct === null || acct.includes('@')) return acct;
  const host = hostOf(addressOf(account.url));
  return host === null ? acct : `${acct}@${host}`;
}

/** One entry of an outbox: a note the account wrote, or a boost, which has no words of its own. */
export function readActivity(activity: Fields): Reading {
  const object = fieldsOf(activity.object);
  const id = idOf(object.id) ?? idOf(activity.id);
  if (id === null) return refuse('no id', 'an activity');
  if (![...audienceOf(activity), ...audienceOf(object)].some((to) => PUBLIC_ADDRESSES.includes(to))) {
    return refuse('not public', id);
  }
  if (typeof object.content !== 'string') return refuse('no text', id);
  const actor = addressOf(activity.actor) ?? addressOf(object.attributedTo);
  return {
    post: { ...emptyPost(id, 'status', hostOf(actor) ?? 'mastodon'), ...noteOf(object), author: actorOf(actor) },
  };
}

function audienceOf({ to, cc }: Fields): string[] {
  return [to, cc].flat().filter((address) => typeof address === 'string');
}

function noteOf(note: Fields): Partial<Post> {
  const tags = listOf(note.tag);
  const namesOf = (type: string, sign: string) =>
    distinct(tags.filter((tag) => tag.type === type).map((tag) => wordsOf(tag.name)?.replace(sign, '') ?? null));
  return {
    html: String(note.content),
    title: wordsOf(note.summary) ?? wordsOf(note.name),
    createdAt: parseDate(String(note.published ?? '')),
    url: addressOf(note.url) ?? addressOf(note.id),
    lang: languageOf(Object.keys(fieldsOf(note.contentMap))[0]),
    inReplyTo: idOf(note.inReplyTo),
    thread: wordsOf(note.conversation),
    mentions: namesOf('Mention', '@'),
    hashtags: namesOf('Hashtag', '#'),
  };
}

/** Actors are addresses such as `https://social.example.org/users/ada`. */
function actorOf(actor: string | null): Author | null {
  const name = actor === null ? null : (/\/(?:users\/|@)([^/?#]+)$/.exec(actor)?.[1] ?? null);
  if (actor === null || name === null) return null;
  const handle = `${name}@${hostOf(actor)}`;
  return { id: handle.toLowerCase(), handle, name: null, url: actor, kind: 'unknown' };
}
