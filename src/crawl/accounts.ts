/**
 * Sources aimed at an account instead of a conversation: which accounts the options of a source name, and whether it may
 * follow them. It may where its place declares that they speak for an organisation; it never may for one person.
 *
 * What is told by the shape of a query or an address is told here. A person's name in plain words is not: it looks like
 * any other word.
 */
import { OWNER_KINDS, type OwnerKind } from '../model.js';

/** An account that the options of a source name. */
export interface Followed {
  /** Where in the options. */
  path: PropertyKey[];
  /** As it is written there. */
  account: string;
}

/** Elected representatives speak for others and are one person each. */
const ONE_PERSON: readonly OwnerKind[] = ['individual', 'elected representative'];
const BODIES = OWNER_KINDS.filter((owner) => !ONE_PERSON.includes(owner));

/** Why a source with this owner may not follow these accounts, one line each; empty where it may. */
export function followProblems(
  owner: OwnerKind | null,
  followed: readonly Followed[],
): { path: PropertyKey[]; message: string }[] {
  if (owner !== null && BODIES.includes(owner)) return [];
  return followed.map(({ path, account }) => ({ path, message: followWords(account) }));
}

/** Why the feed at an address may not be followed for this owner; `null` where it may. */
export function feedProblem(owner: OwnerKind | null, feed: string): string | null {
  const followed = isAccountFeed(feed) ? [{ path: [], account: feed }] : [];
  return followProblems(owner, followed)[0]?.message ?? null;
}

function followWords(account: string): string {
  return (
    `"${account}" names an account, and Discover listens to conversations and follows no person: name what is talked ` +
    `about instead. If the account speaks for an organisation, declare whose it is with owner under the place of the ` +
    `source: ${BODIES.join(', ')}`
  );
}

/** Operators of X and Bluesky that choose posts by whose they are, whom they address, or what a profile says. */
const BY_ACCOUNT = /^(?:from|to|mentions?|author|retweets_of|list|bio|bio_name|bio_location|did)$/;
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_]/u;
/** Kinds of entities of X that are people: https://docs.x.com/x-api/fundamentals/post-annotations */
const PERSON_ENTITY = /^(?:10|35|54|56|58|60|94)\./;
const PROFILE_ADDRESS =
  /^(?:https?:\/\/)?(?:www\.|mobile\.)?(?:(?:x|twitter)\.com\/(?!hashtag\b|search\b|i\b)@?\w|bsky\.app\/profile\/)/i;
/** `-` before a group or a term; a group opens; `name:value`; a phrase; a word; a group closes. */
const TERM = /(-?)(?:(\()|([a-z_]+):(?:"([^"]*)"|([^\s()"]+))|"([^"]*)"|([^\s()"]+))|\)/giu;

/**
 * The terms of a search query that choose posts by an account, as they are written. What is left out with `-` is not
 * among them: to leave out is not to aim.
 */
export function accountsInQuery(query: string): string[] {
  const found: string[] = [];
  // Whether each group we are in is left out, an even number of times being none.
  const groups: boolean[] = [];
  for (const match of query.normalize('NFKC').matchAll(TERM)) {
    const [term, minus, opens, operator, quotedValue, value, phrase, word] = match;
    if (term === ')') {
      groups.pop();
      continue;
    }
    const isLeftOut = (minus === '-') !== (groups.at(-1) ?? false);
    if (opens !== undefined) groups.push(isLeftOut);
    else if (!isLeftOut && isAboutAccount(operator, quotedValue ?? value ?? phrase ?? word ?? '')) found.push(term);
  }
  return found;
}

function isAboutAccount(operator: string | undefined, words: string): boolean {
  const name = operator?.toLowerCase();
  if (name === 'url') return PROFILE_ADDRESS.test(words);
  if (name === 'context') return PERSON_ENTITY.test(words);
  if (name !== undefined && BY_ACCOUNT.test(name)) return true;
  return MENTION.test(words);
}

/** Paths at which platforms and bridges give the posts of one account as a feed. */
const ACCOUNT_FEEDS: readonly RegExp[] = [
  // Mastodon and its kin.
  /^\/(?:@|users\/)[^/]+(?:\.(?:rss|atom)|\/(?:feed|outbox))/i,
  // Bluesky.
  /^\/profile\/[^/]+\/(?:rss|feed)/i,
  // Reddit and Discourse.
  /^\/u(?:ser)?\/[^/]+(?:\/.*)?\.(?:rss|json|atom)$/i,
  // One author of a site with several, as WordPress has them.
  /\/author\/[^/]+\/feed/i,
  // RSSHub.
  /^\/(?:twitter|x|mastodon|bsky|bluesky|instagram|threads|tiktok|weibo)\/(?:user|profile|acct)\//i,
];
/** Nitter: elsewhere `/name/rss` is a folder of a site. */
const BRIDGE_HOST = /nitter|xcancel/i;
const BRIDGE_FEED = /^\/(?!search\b|i\b)[^/]+\/(?:[^/]+\/)?rss$/i;

/** Whether an address is the feed of one account rather than of a site, a board or a topic. */
export function isAccountFeed(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, pathname } = new URL(address);
  if (BRIDGE_HOST.test(hostname)) return BRIDGE_FEED.test(pathname);
  return ACCOUNT_FEEDS.some((pattern) => pattern.test(pathname));
}
