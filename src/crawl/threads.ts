/** How forum software shows, in its addresses and its markup, which post belongs to which thread and answers which. */
import { plainText } from './feed/markup.js';

/** Where a post stands. */
export interface Position {
  /** One address per thread, whatever page, post or slug the original named. */
  thread: string;
  /** Number of the post inside its thread (Discourse) or forum, `null` where the address does not say. */
  post: string | null;
}

interface Shape {
  pattern: RegExp;
  /** From the match and the address to its thread. */
  thread(found: RegExpExecArray, url: URL): string;
}

/** By path and query; the first that fits. The group named `post`, here or in the fragment, is the post's number. */
const SHAPES: readonly Shape[] = [
  { pattern: /viewtopic\.php\?(?:.*&)?t=(\d+)/, thread: ([, id], url) => `${url.origin}${url.pathname}?t=${id}` }, // phpBB
  { pattern: /showthread\.php\?(?:.*&)?tid=(\d+)/, thread: ([, id], url) => `${url.origin}${url.pathname}?tid=${id}` }, // MyBB
  { pattern: /showthread\.php\?(?:.*&)?t=(\d+)/, thread: ([, id], url) => `${url.origin}${url.pathname}?t=${id}` }, // vBulletin
  { pattern: /showthread\.php\?(\d+)/, thread: ([, id], url) => `${url.origin}${url.pathname}?${id}` }, // vBulletin 4
  {
    pattern: /[?;&]topic=(\d+)(?:\.msg(?<post>\d+))?/,
    thread: ([, id], url) => `${url.origin}${url.pathname}?topic=${id}`,
  }, // SMF
  { pattern: /\/comments\/(\w+)(?:\/[^/?]*\/(?<post>\w+))?/, thread: ([, id], url) => `${url.origin}/comments/${id}` }, // Reddit
  { pattern: /\/t\/[^/?]+\/(\d+)(?:\/(?<post>\d+))?/, thread: ([, id], url) => `${url.origin}/t/${id}` }, // Discourse
  {
    pattern: /\/threads\/(?:[^/?]*\.)?(\d+)[^/?]*\/?(?:post-(?<post>\d+))?/,
    thread: ([, id], url) => `${url.origin}/threads/${id}`,
  }, // XenForo
  { pattern: /\/topic\/(\d+)-/, thread: ([, id], url) => `${url.origin}/topic/${id}` }, // Invision
  { pattern: /\/discussion\/(\d+)/, thread: ([, id], url) => `${url.origin}/discussion/${id}` }, // Vanilla
  { pattern: /^(.*\/topic\/[^/?#]+)/, thread: ([, path], url) => `${url.origin}${path}` }, // bbPress
];
const POST_IN_QUERY = /[?&](?:p|pid|comment)=(\d+)/;
const POST_IN_FRAGMENT = /^#(?:p|pid|post-?|msg|comment-?)?_?(\d+)$/;

/** Where the post at this address stands; its page is the thread where the software is not known. */
export function positionOf(address: string): Position {
  const url = new URL(address);
  const path = `${url.pathname}${url.search}`;
  const number = POST_IN_FRAGMENT.exec(url.hash)?.[1] ?? POST_IN_QUERY.exec(url.search)?.[1] ?? null;
  for (const { pattern, thread } of SHAPES) {
    const found = pattern.exec(path);
    if (found !== null) return { thread: thread(found, url), post: found.groups?.post ?? number };
  }
  return { thread: `${url.origin}${path}`, post: number };
}

/** `Re: …`, as board software marks answers, also behind the name of a board. */
export function isReplyTitle(title: string): boolean {
  return /^(?:[^•]{1,200} • )?(?:re|reply to|aw|antw|sv|odp|res)\s*:/i.test(title);
}

export interface Quote {
  author: string;
  /** Number of the quoted post inside its thread, where the markup says so. */
  post: string | null;
}

const QUOTES: readonly RegExp[] = [
  /<aside[^>]{0,300}?\sclass="quote[^>]{0,300}?\sdata-username="(?<author>[^"]{1,100})"(?:\sdata-post="(?<post>\d+)")?/i, // Discourse
  /<blockquote[^>]{0,300}?\sdata-quote="(?<author>[^"]{1,100})"(?:\sdata-source="post: (?<post>\d+)")?/i, // XenForo
  /<cite[^>]{0,300}>(?<author>.{1,300}?)<\/cite>/is, // phpBB: "Ann wrote:", with or without links
  /Originally Posted by\s*(?:<[^>]{1,50}>\s*)*(?<author>[^<]{1,100})/i, // vBulletin
];
/** The verb after the name, in the languages of the common board packages. */
const WROTE =
  /\s+(?:wrote|said|posted|escribió|schrieb|hat geschrieben|a écrit|ha scritto|escreveu|schreef|skrev|napisał(?:\(a\))?|писал\(а\)|写道)$/i;

/** Whom the post quotes first: boards show the post that is answered at the top. */
export function quoteIn(html: string): Quote | null {
  for (const pattern of QUOTES) {
    const groups = pattern.exec(html)?.groups;
    if (groups === undefined) continue;
    const written = groups.author ?? '';
    const author = plainText(written).replace(/:.*$/, '').trim().replace(WROTE, '');
    if (author !== '') return { author, post: groups.post ?? /[?&;]p=(\d+)/.exec(written)?.[1] ?? null };
  }
  return null;
}

/** What phpBB and Discourse add below a post. */
const SIGNATURES: readonly RegExp[] = [
  /<p>[^<]{0,60}<a [^>]*href="(?<profile>[^"]*memberlist\.php[^"]*)"[^>]*>[^<]*<\/a>[^<]*<\/p>\s*(?:<hr ?\/?>)?\s*$/,
  /<p>[^<]{0,200} — [^<]{0,60}<\/p>\s*<hr ?\/?>\s*$/,
  /<p><small>[^<]*<\/small><\/p>\s*<p><a [^>]*>[^<]*<\/a><\/p>\s*$/,
];

/** The words of the author without what the software adds, and the author's profile where that names it. */
export function withoutSignature(html: string): { html: string; profile: string | null } {
  for (const pattern of SIGNATURES) {
    const tail = html.slice(-1500);
    const found = pattern.exec(tail);
    if (found === null) continue;
    const kept = html.slice(0, html.length - tail.length + found.index).trim();
    return { html: kept, profile: found.groups?.profile?.replaceAll('&amp;', '&') ?? null };
  }
  return { html, profile: null };
}
