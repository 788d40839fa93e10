/** What may be shown of a post when nobody is named: organisations speak openly, everybody else does not. */
import type { SpokenWords } from './verbatim.js';

/** Of a post's author, as much as is known; all `null` where the post has none. */
export interface Authorship {
  voiceId: number | null;
  voiceKind: string | null;
  voiceNumber: number | null;
  handle: string | null;
  name: string | null;
  authorId: string | null;
}

export interface SaidPost extends Authorship {
  text: string | null;
  /** External id or address of what it repeats; the address of a repost leads to the original. */
  reposts: string | null;
}

const REPOST = /^\s*RT\s*[@＠]/;
const ADDRESS = /(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+|(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}\/\S*/giu;
const MAIL = /(?<![@＠\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const HANDLE = /[@＠][\p{L}\p{N}_][\p{L}\p{N}_.@-]*|(?<![\p{L}\p{N}])\/?u\/[\p{L}\p{N}_-]+/gu;
export const MASKED_ADDRESS = '[link]';
const MASKED_NAME = '@…';

/** An organisation's own post, which may be linked to. A repost is somebody else's words behind an organisation's name. */
export function isOpen(post: SaidPost): boolean {
  return post.voiceKind === 'organisation' && post.reposts === null && !REPOST.test(post.text ?? '');
}

/** The text as it may be shown, or `null` where it may not. */
export function shareable(post: SaidPost, spoken: SpokenWords): string | null {
  if (post.text === null || !isOpen(post) || spoken.hasRunOf(post.text)) return null;
  return masked(post.text);
}

/** Text without names after `@`, addresses and e-mail addresses: each of them leads to a person. */
export function masked(text: string): string {
  return text.replace(ADDRESS, MASKED_ADDRESS).replace(MAIL, MASKED_NAME).replace(HANDLE, MASKED_NAME);
}

/** The first thing in a text that `masked` would take out; `null` where there is none. */
export function leadToPerson(text: string): string | null {
  const found = [ADDRESS, MAIL, HANDLE].flatMap((pattern) => text.match(pattern) ?? []);
  return found[0] ?? null;
}

/** The author as named in a file that names nobody; `null` without an author. */
export function pseudonym(author: Authorship): string | null {
  if (author.voiceId === null) return null;
  if (author.voiceKind === 'organisation') return author.name ?? author.handle ?? author.authorId;
  return author.voiceNumber === null ? 'voice not numbered yet' : `voice ${author.voiceNumber}`;
}

/** The author as the platform knows them; `null` without an author. */
export function trueName(author: Authorship): string | null {
  return author.handle ?? author.name ?? author.authorId;
}
