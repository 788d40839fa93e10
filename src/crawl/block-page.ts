/** Answers that are not from the site but from what guards it against robots. */
import { SourceError } from '../errors.js';
import { plainAddress } from './address.js';
import type { Answer } from './crawler.js';

/** Where guards say who they are. */
const LOOKED_AT = 20_000;
const MARKS = [
  ...[/<title>\s*(?:Just a moment\.\.\.|Attention Required! \| Cloudflare)/i, /\/cdn-cgi\/challenge-platform\//],
  ...[/_Incapsula_Resource/, /id=["']px-captcha["']/, /geo\.captcha-delivery\.com/],
];
/** On a large page these may be the form under an article. */
const SMALL_PAGE = 15_000;
const MARKS_OF_SMALL_PAGES = [
  ...[/captcha/i, /\bcf-turnstile\b/, /<title>\s*Access denied/i],
  /\b(?:not|are you) a (?:robot|bot)\b|\b(?:verify|prove|confirm)(?:ing)? (?:that )?you(?:'re| are) (?:a )?human/i,
];

/**
 * A test for robots in place of an answer: it is respected, shown to whoever listens, and not evaded.
 * @returns `null` when it is none
 */
export function blockOf({ status, headers, body, url }: Answer): SourceError | null {
  const isBlock = headers['cf-mitigated'] !== undefined || (status !== 429 && isGuardsPage(headers, body));
  return isBlock ? new SourceError('blocked', `${plainAddress(url)} (status ${status})`) : null;
}

function isGuardsPage(headers: Answer['headers'], body: Buffer): boolean {
  if (!/html/i.test(headers['content-type'] ?? 'html')) return false;
  const text = body.subarray(0, LOOKED_AT).toString('latin1');
  if (!/<(?:html|head|body|title)\b/i.test(text) || /<(?:rss|feed|rdf:RDF)\b/i.test(text)) return false;
  const marks = body.length <= SMALL_PAGE ? [...MARKS, ...MARKS_OF_SMALL_PAGES] : MARKS;
  return marks.some((mark) => mark.test(text));
}
