/** Addresses: found in text, and brought into one form so that the same page is the same string. */
import type { Draft } from './draft.js';

/** Longer ones carry data, not a place. */
const LONGEST_ADDRESS = 2_000;

export function findLinks(draft: Draft): Draft {
  const { post, text } = draft;
  const canonicalUrl = post.url === null ? null : canonicalForm(post.url);
  const { prose, addresses } = takeAddresses(text);
  // Where the platform says what its own short links stand for, the short ones add nothing.
  const written = post.links.length > 0 ? addresses.filter((one) => !/^(?:https?:\/\/)?t\.co\//i.test(one)) : addresses;
  const links = [...post.links, ...draft.hrefs, ...written.map(withScheme)]
    .map((address) => canonicalForm(address, post.url ?? undefined))
    .filter((link) => link !== null && link !== canonicalUrl) as string[];
  return { ...draft, prose, canonicalUrl, links: [...new Set(links)] };
}

function withScheme(address: string): string {
  return /^https?:/i.test(address) ? address : `https://${address}`;
}

const LATIN = 'a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f';
/** A part of a host name, which neither begins nor ends with a hyphen or underscore. */
const label = (letters: string) => `[${letters}](?:[${letters}_-]{0,61}[${letters}])?\\.`;
const LABEL = label(`${LATIN}0-9`);
/** After `http://` the odd domain made of symbols is believed; elsewhere they are emoji before an address. */
const ANY_LABEL = label(`${LATIN}0-9\\p{So}`);
const TOP = 'xn--[a-z0-9-]{2,59}|[a-z]{2,63}';
const FOREIGN_TOP = '(?:(?![a-z])[\\p{L}\\p{M}]){2,24}';
/** Top-level domains that are believed without `http://` or a path: elsewhere `end.The` would be an address. */
const PLAIN_TOP = 'com|org|net|edu|gov|mil|int|info|nhs|scot|wales|cymru|london|eu|uk|ie|fr|de|es|nl|pl|pt|jp|ca|au|nz';
const HOST_END = '(?![a-z0-9_@-]|\\.[a-z0-9])';
const PATH = `[${LATIN}\\u0400-\\u04ff0-9!*';:=+,.$%#\\[\\]_~@|&/?()-]*`;
const FORMS = [
  `https?://(?:(?:${ANY_LABEL}){1,9}(?:(?:${TOP})${HOST_END}|${FOREIGN_TOP}))(?::\\d{1,5})?(?:[/?#]${PATH})?`,
  `www\\.(?:${LABEL}){1,8}(?:${TOP})${HOST_END}(?:[/?#]${PATH})?`,
  `(?:${LABEL}){1,8}(?:(?:${PLAIN_TOP})${HOST_END}(?:[/?]${PATH})?|(?:${TOP})/${PATH})`,
];
/**
 * After twitter-text's rules, without its list of all top-level domains: an address begins after anything but a letter,
 * digit or one of `@ $ # . _ / -`, and its host ends where the letters of a domain name end, even in mid-sentence of a
 * language without spaces. Labels and repeats are bounded, so that no input makes it slow.
 */
const ADDRESS = new RegExp(`(?<![${LATIN}0-9@＠$#＃._/-])(?:${FORMS.join('|')})`, 'giu');

/** Splits text into its addresses and the rest. An address cut short by `…` is taken out but not kept. */
export function takeAddresses(text: string): { prose: string; addresses: string[] } {
  if (!/[./]/.test(text)) return { prose: text, addresses: [] };
  const addresses: string[] = [];
  let prose = '';
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTail(match[0]);
    prose += `${text.slice(end, match.index)} `;
    end = match.index + address.length;
    if (!/^(?:…|\.\.\.)/.test(text.slice(end, end + 3))) addresses.push(address);
  }
  return { prose: prose + text.slice(end), addresses };
}

/** Leaves to the sentence what belongs to the sentence: closing punctuation, brackets opened before the address. */
function withoutTail(match: string): string {
  const short = /^https?:\/\/t\.co\/[a-z0-9]+/i.exec(match);
  if (short !== null) return short[0];
  let end = match.length;
  let unopened = count(match, ')') - count(match, '(');
  for (; end > 0; end -= 1) {
    const last = match[end - 1]!;
    if (last === ')' && unopened > 0) unopened -= 1;
    else if (!"!*';:,.?$%[]~@|(".includes(last)) break;
  }
  return match.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

/** Parameters that say how a reader came, not what is read. */
const TRACKING = new RegExp(
  '^(?:utm_.*|mc_.*|at_.*|_hs.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mkt_tok|' +
    'ref|ref_src|ref_url|referrer|cmpid|ocid|ito|ncid|spm)$',
  'i',
);

/**
 * One string for one page: http or https, lower-case host in ASCII, no default port, user, fragment or tracking parameter,
 * parameters sorted by name, no slash at the end of a path. Scheme, `www.`, `m.` and `amp` stay: sites exist where they
 * matter. The form of a form is itself.
 * @returns `null` for what is not a web address
 */
export function canonicalForm(address: string, base?: string): string | null {
  if (address.length > LONGEST_ADDRESS) return null;
  const url = parse(address.trim(), base);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  const query = url.search.slice(1).split('&').filter(isTelling).sort(byName).join('&');
  return `${url.protocol}//${url.host}${withoutLastSlash(url.pathname)}${query === '' ? '' : `?${query}`}`;
}

function parse(address: string, base: string | undefined): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}

function nameOf(parameter: string): string {
  return parameter.split('=', 1)[0]!;
}

function isTelling(parameter: string): boolean {
  return parameter !== '' && !TRACKING.test(nameOf(parameter));
}

function byName(a: string, b: string): number {
  const [one, other] = [nameOf(a), nameOf(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

function withoutLastSlash(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return end === 0 ? '/' : path.slice(0, end);
}
