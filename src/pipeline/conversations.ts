/**
 * Conversations across sources: an article, its copies in other feeds, the comments below it and the posts that link to
 * it are one. Posts belong together when one replies to, quotes, repeats, copies or links to the other, and that other is
 * in the store; to share a topic, a tag or a site is not enough.
 */
import { fault } from '../effects.js';
import { nextNumber } from '../store/clean.js';
import {
  type LinkKind,
  linkedPosts,
  notedLinks,
  placeInConversations,
  saveAddresses,
  saveLinks,
  type UnreadAddresses,
  unreadAddresses,
} from '../store/conversations.js';
import type { Database } from '../store/database.js';
import { pageOf } from '../store/pages.js';
import { forgetUnlinked, noteConcerned, noteConversations } from '../store/unlinked.js';
import { canonicalForm } from './links.js';

const BATCH = 2_000;

/**
 * Links the posts that are new or have changed, and those around them, and numbers their conversations: what comes out is
 * what linking all posts anew would give. The same posts give the same conversations in whatever order they arrive; where
 * two grow together the smaller number stays.
 */
export async function connectPosts(store: Database): Promise<void> {
  for (let after = 0; ; ) {
    const posts = await unreadAddresses(store, after, BATCH);
    const last = posts.at(-1);
    if (last === undefined) break;
    await store.transaction((tx) => saveAddresses(tx, posts.map(addressesOf)));
    after = last.id;
  }
  await store.transaction(async (tx) => {
    await noteConcerned(tx);
    await saveLinks(tx);
    fault('connect');
    await noteConversations(tx);
    await numberConversations(tx);
    await forgetUnlinked(tx);
  });
}

function addressesOf(post: UnreadAddresses) {
  const refs: { kind: LinkKind; page: string }[] = [];
  const point = (kind: LinkKind, address: string | null) => {
    const page = address === null ? null : pageOf(address);
    if (page !== null) refs.push({ kind, page });
  };
  point('replies', pageAddress(post.replies));
  point('quotes', pageAddress(post.quotes));
  point('reposts', pageAddress(post.reposts));
  for (const link of post.links) point('links-to', link);
  const stands = pageAddress(post.url);
  return { id: post.id, page: stands === null ? null : pageOf(stands), refs };
}

/** The canonical form of an address that leads to a page, and not to a part of one, such as a comment. */
function pageAddress(address: string | null): string | null {
  if (address === null || !/^https?:/i.test(address) || /#(?!!).+$/.test(address)) return null;
  return canonicalForm(address);
}

async function numberConversations(tx: Database): Promise<void> {
  const groups = new Groups();
  for (const { postId, targetId } of await notedLinks(tx)) groups.join(postId, targetId);
  const posts = await linkedPosts(tx);
  const numbers = new Map<number, number>();
  for (const { id, conversation } of posts) {
    if (conversation === null || !groups.has(id)) continue;
    const number = numberOf(conversation);
    const group = groups.of(id);
    numbers.set(group, Math.min(number, numbers.get(group) ?? number));
  }
  // Of a conversation that fell apart, the part with the first post keeps the number.
  const given = new Set<number>();
  const settled = new Map<number, string>();
  for (const { id } of posts) {
    const group = groups.of(id);
    if (!groups.has(id) || settled.has(group)) continue;
    const old = numbers.get(group);
    const number = old === undefined || given.has(old) ? await nextNumber(tx, 'conversation') : old;
    given.add(number);
    settled.set(group, `conversation-${number}`);
  }
  const changes = posts
    .map(({ id, conversation }) => ({ id, conversation, now: groups.has(id) ? settled.get(groups.of(id))! : null }))
    .filter(({ conversation, now }) => conversation !== now);
  await placeInConversations(
    tx,
    changes.map(({ id, now }) => ({ id, conversation: now })),
  );
}

function numberOf(conversation: string): number {
  return Number(conversation.slice('conversation-'.length));
}

/** Connected components, by union and find. */
class Groups {
  readonly #parents = new Map<number, number>();

  has(member: number): boolean {
    return this.#parents.has(member);
  }

  of(member: number): number {
    let root = member;
    for (
      let parent = this.#parents.get(root);
      parent !== undefined && parent !== root;
      parent = this.#parents.get(root)
    ) {
      this.#parents.set(root, this.#parents.get(parent) ?? parent);
      root = parent;
    }
    return root;
  }

  join(one: number, other: number): void {
    for (const member of [one, other]) if (!this.has(member)) this.#parents.set(member, member);
    const [root, second] = [this.of(one), this.of(other)];
    this.#parents.set(Math.max(root, second), Math.min(root, second));
  }
}
