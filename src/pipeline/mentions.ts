/** Handles and hashtags, after the rules of twitter-text (github.com/twitter/twitter-text, conformance/extract.yml). */
import { plain } from './clean.js';
import type { Draft } from './draft.js';

export function findNames(draft: Draft): Draft {
  const { post } = draft;
  const prose = withoutMailAddresses(draft.prose);
  const mentioned = takeMentions(prose, post.platform);
  const tagged = takeHashtags(mentioned.prose);
  return {
    ...draft,
    prose: tagged.prose,
    mentions: withMarked(
      post.mentions.map((handle) => foldHandle(plain(handle))),
      mentioned.handles,
    ),
    hashtags: unique([...post.hashtags.map((tag) => foldTag(plain(tag))), ...tagged.hashtags]),
  };
}

// The looking-behind lets a match begin only where a run begins; without it a long run would be read once per letter.
const MAIL_ADDRESS = /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}(?![\w@])/gi;

function withoutMailAddresses(text: string): string {
  return text.includes('@') ? text.replace(MAIL_ADDRESS, ' ') : text;
}

// The sign comes before the looking-behind, so that only signs are looked behind.
const SIGN = '[@＠](?<=(?:^|[^a-z0-9_!#$%&*@＠]|(?:^|[^a-z0-9_+~.-])rt:?)[@＠])';
/** Only X has handles of word characters alone; elsewhere they are domain names, or name another server. */
const X_HANDLE = new RegExp(`${SIGN}([a-z0-9_]{1,20})(?:/[a-z][a-z0-9_-]{0,24})?`, 'gi');
const HANDLE = new RegExp(
  `${SIGN}([a-z0-9_]{1,64}(?:[.-][a-z0-9_]{1,64})*(?:@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63})+)?)`,
  'gi',
);
const AFTER_HANDLE = /^(?:[@＠\u00c0-\u024f]|:\/\/)/;

/** Handles in the order they appear, lower-cased, and the text without them. */
export function takeMentions(text: string, platform: string): { prose: string; handles: string[] } {
  const handles: string[] = [];
  const prose = text.replace(platform === 'x' ? X_HANDLE : HANDLE, (match: string, handle: string, at: number) => {
    if (AFTER_HANDLE.test(text.slice(at + match.length, at + match.length + 3))) return match;
    handles.push(foldHandle(handle));
    return ' ';
  });
  return { prose, handles: unique(handles) };
}

/** Handles in the text are often the short form (`@ann`) of one the platform marked (`ann@town.example`). */
function withMarked(marked: readonly string[], written: readonly string[]): string[] {
  const short = new Set(marked.map((handle) => handle.split('@', 1)[0]!));
  return unique([...marked, ...written.filter((handle) => !short.has(handle))]);
}

// Marks some languages write inside words: middle dots, maqaf, geresh, joiners, wave dashes, tsheg.
const TAG_CHARACTER =
  '\\p{L}\\p{M}\\p{Nd}_\\u200c\\u200d\\ua67e\\u05be\\u05f3\\u05f4\\uff5e\\u301c\\u309b\\u309c\\u30a0\\u30fb\\u3003\\u0f0b\\u0f0c\\u00b7';
const TAG = new RegExp(
  `[#＃](?<!(?:[&\\p{L}\\p{Nd}_\\u200c\\u200d\\u05be\\u30fb\\u00b7]|(?![\\ufe0e\\ufe0f])\\p{M})[#＃])(?![\\ufe0f\\u20e3])([${TAG_CHARACTER}]+)`,
  'gu',
);
const HAS_LETTER = /[\p{L}\p{M}]/u;
const AFTER_TAG = /^(?:[#＃]|:\/\/)/;

/** Hashtags in order, folded, and the text in which `#` stands before true hashtags only, with spaces around them. */
export function takeHashtags(text: string): { prose: string; hashtags: string[] } {
  if (!/[#＃]/.test(text)) return { prose: text, hashtags: [] };
  const hashtags: string[] = [];
  let prose = '';
  let end = 0;
  for (const match of text.matchAll(TAG)) {
    const after = match.index + match[0].length;
    const tag = match[1]!;
    if (!HAS_LETTER.test(tag) || AFTER_TAG.test(text.slice(after, after + 3))) continue;
    hashtags.push(foldTag(tag));
    prose += `${withoutSigns(text.slice(end, match.index))} #${tag} `;
    end = after;
  }
  return { prose: prose + withoutSigns(text.slice(end)), hashtags: unique(hashtags) };
}

function withoutSigns(text: string): string {
  return text.replace(/[#＃]+/g, ' ');
}

function foldHandle(handle: string): string {
  return handle.replace(/^[@＠]/, '').toLowerCase();
}

function foldTag(tag: string): string {
  return tag
    .replace(/^[#＃]/, '')
    .normalize('NFC')
    .toLowerCase();
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
