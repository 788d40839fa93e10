/** First step: what a crawler brought, as plain text for reading. */
import { decodeHTMLStrict } from 'entities';
import type { RawPost } from '../store/clean.js';
import type { Draft } from './draft.js';
import { type ReadHtml, readHtml } from './html.js';

/** Characters of a body that are looked at; nobody's post is longer, and hostile input often is. */
const LONGEST_INPUT = 1_000_000;

/** Rounds of decoding: text is often encoded twice, by accident; more is somebody playing. */
const MOST_ROUNDS = 8;

export function cleanText(draft: Draft): Draft {
  const { post } = draft;
  const html = post.html === null ? null : readBody(post, post.html);
  const body = plain(post.text ?? html?.text ?? '');
  return { ...draft, text: withTitle(post, body), hrefs: html?.hrefs ?? [] };
}

/** A reply's quotations are another voice's words and are left out. */
function readBody(post: RawPost, html: string): ReadHtml {
  const answers = post.inReplyTo !== null || post.kind === 'forum' || post.kind === 'comment';
  const quotes = answers ? 'skip' : 'keep';
  const read = readHtml(html.slice(0, LONGEST_INPUT), quotes);
  // Without one element but with the look of markup, the whole was encoded once too often.
  const isEncodedTwice = !read.hasElements && /<\/?(?:a|br|div|p|span|strong|em|ul|li)\b[^<>]{0,999}>/i.test(read.text);
  return isEncodedTwice ? readHtml(read.text, quotes) : read;
}

/** An article's title is part of what it says; a reply only repeats the title of its thread. */
function withTitle(post: RawPost, body: string): string {
  const title = plain(post.title ?? '');
  if (title === '' || body === '') return title || body;
  if (post.inReplyTo !== null || post.kind === 'comment' || repeats(body, title)) return body;
  return /[\p{P}\p{S}]$/u.test(title) ? `${title} ${body}` : `${title}. ${body}`;
}

/** Some feeds make the title from the first words of the body, cut short. */
function repeats(body: string, title: string): boolean {
  return body.toLowerCase().startsWith(title.replace(/\s?(?:…|\.\.\.)$/, '').toLowerCase());
}

/**
 * Plain text: entities decoded however often they were encoded, nothing invisible that steers or hides, Unicode NFC
 * (UAX #15), single spaces. Cleaning clean text changes nothing.
 */
export function plain(raw: string): string {
  let text = raw.slice(0, LONGEST_INPUT);
  if (/[^\x20-\x25\x27-\x7e]/.test(text)) {
    text = visible(text);
    for (let round = 0; round < MOST_ROUNDS && text.includes('&'); round += 1) {
      const next = visible(decodeEntities(text));
      if (next === text) break;
      text = next;
    }
  }
  return text.replace(/(?: \s|[^\S ])\s*/g, ' ').trim();
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  // `&amp;amp;amp;lt;` folds in one go, so that deep nesting costs no more rounds.
  return decodeHTMLStrict(text.replace(/&(?:(?:amp|AMP|#0*38|#[xX]0*26);)+/g, '&'));
}

/** Joiners hold emoji together and shape words of some scripts; among these letters they only hide a word. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|(?!\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic})\p{L}|\p{M})[\u200c\u200d]+/gu;

const JOINER = /[\u200c\u200d]/;

/** No control characters, no direction overrides, no zero-width tricks, no lone surrogates, no towers of accents. */
function visible(text: string): string {
  let shown = withoutTricks(text);
  // Letters and accents that come together may turn out to be a letter among which a joiner is astray.
  for (let before = text; shown !== before && JOINER.test(shown); ) {
    before = shown;
    shown = withoutTricks(shown);
  }
  return shown;
}

function withoutTricks(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}+/gu, '\ufffd')
      .replace(/[\t\n\v\f\r\x85\u2028\u2029]/g, ' ')
      // Soft hyphens, zero-width spaces and joiners of words, direction marks, annotations, non-characters.
      .replace(/[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/gu, '')
      .replace(/\p{Noncharacter_Code_Point}+/gu, '')
      .replace(STRAY_JOINER, '')
      // Tag characters spell the flags of England, Scotland and Wales, and otherwise messages nobody sees.
      .replace(/(\u{1f3f4}[\u{e0030}-\u{e007a}]{1,6}\u{e007f})|[\u{e0000}-\u{e007f}]+/gu, '$1')
      .replace(/(\p{M}{8})\p{M}+/gu, '$1')
      .normalize('NFC')
  );
}
