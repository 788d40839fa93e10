/** The words of an X post as a person reads them: whole, decoded, with real addresses instead of t.co ones. */
import { addressOf, distinct, type Fields, fieldsOf, listOf } from './fields.js';

/** The same thing under its older and its newer name; X renames `tweet` to `post` in its specification of 2026. */
export const NAMES = {
  note: ['note_tweet', 'note_post'],
  references: ['referenced_tweets', 'referenced_posts'],
  history: ['edit_history_tweet_ids', 'edit_history_post_ids'],
  included: ['tweets', 'posts'],
} as const;

export function named(fields: Fields, name: keyof typeof NAMES): unknown {
  const [older, newer] = NAMES[name];
  return fields[older] ?? fields[newer];
}

/** What X escapes in text, and nothing else: https://docs.x.com, "Counting characters". */
const ESCAPES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const STATUS = /^https?:\/\/(?:www\.|mobile\.)?(?:twitter|x)\.com\/(?:i\/web|\w+)\/status\/(\d+)/i;
const MEDIA = /\/(?:photo|video)\/\d+$/;
/** Of a page that X could open when it followed the link. */
const OPENED = [undefined, 200];

export interface XText {
  text: string;
  mentions: string[];
  hashtags: string[];
  /** Where the links lead, unwound where X has followed them; none to pictures, to the quoted post or to itself. */
  links: string[];
}

/** @param ownIds ids of the post itself and of what it quotes: links to these are furniture, not words */
export function readXText(tweet: Fields, ownIds: readonly (string | null)[]): XText {
  const note = fieldsOf(named(tweet, 'note'));
  // Posts longer than 280 characters are cut in `text`; `note_tweet` holds all of it.
  const whole = typeof note.text === 'string' ? note.text : String(tweet.text);
  const entities = [fieldsOf(note.entities), fieldsOf(tweet.entities)];
  const pick = (kind: string) => entities.flatMap((entity) => listOf(entity[kind]));
  let text = whole.replace(/&(?:amp|lt|gt);/g, (sign) => ESCAPES[sign]!);
  const links: (string | null)[] = [];
  for (const entity of pick('urls')) {
    const target = isFurniture(entity, ownIds) ? null : targetOf(entity);
    links.push(target);
    text = replaceLink(text, entity, target);
  }
  return {
    text: text.trim(),
    mentions: distinct(pick('mentions').map((mention) => stringOf(mention.username))),
    hashtags: distinct(pick('hashtags').map((hashtag) => stringOf(hashtag.tag))),
    links: distinct(links),
  };
}

/** Positions count differently from version to version, and t.co addresses are unique: they are found by themselves. */
function replaceLink(text: string, { url }: Fields, target: string | null): string {
  if (typeof url !== 'string' || url === '') return text;
  if (target !== null) return text.replaceAll(url, () => target);
  return text.replaceAll(` ${url}`, '').replaceAll(url, '');
}

function targetOf({ unwound_url, status, expanded_url, url }: Fields): string | null {
  const unwound = OPENED.includes(status as number | undefined) ? addressOf(unwound_url) : null;
  return unwound ?? addressOf(expanded_url) ?? addressOf(url);
}

function isFurniture({ media_key, expanded_url }: Fields, ownIds: readonly (string | null)[]): boolean {
  if (media_key !== undefined) return true;
  const status = typeof expanded_url === 'string' ? STATUS.exec(expanded_url) : null;
  return status !== null && (MEDIA.test(expanded_url as string) || ownIds.includes(status[1]!));
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
