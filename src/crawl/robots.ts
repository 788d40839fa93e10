/**
 * What a robots.txt file asks of one crawler: RFC 9309, read as Google's own open parser reads it where the RFC leaves
 * room (a missing colon, common misspellings, index pages). Knows nothing of the network; see `robots-check.ts`.
 */

/** A rule about paths: `*` stands for anything, a final `$` for the end. Percent-encoded, NUL-free. */
export interface RobotsRule {
  allow: boolean;
  pattern: string;
}

export interface RobotsRules {
  rules: RobotsRule[];
  /** Milliseconds between two requests, as `Crawl-delay` asks (no part of the RFC); `null` where it asks for none. */
  crawlDelayMs: number | null;
}

/** RFC 9309 §2.5: at least 500 kibibytes are read; what follows is left alone. */
export const MOST_ROBOTS_BYTES = 500 * 1024;
/** A longer line holds no honest rule; its end is left out. */
const LONGEST_LINE = 16_664;

const ALLOW = ['allow'];
const DISALLOW = ['disallow', 'dissallow', 'dissalow', 'disalow', 'diasllow', 'disallaw'];
const USER_AGENT = ['user-agent', 'useragent', 'user agent'];
const CRAWL_DELAY = ['crawl-delay', 'crawldelay', 'crawl delay'];

/** The rules of one kind of group, our own or those for everybody, put together from all groups of that kind. */
interface Group extends RobotsRules {
  seen: boolean;
}

/**
 * Reads a file for one crawler. Any bytes give an answer: lines that say nothing are passed over.
 * @param body cut off after `MOST_ROBOTS_BYTES`
 * @param token the product token of the crawler, such as `Discover` (RFC 9309 §2.2.1); letters, `-` and `_`
 */
export function parseRobots(body: Buffer, token: string): RobotsRules {
  const own: Group = { seen: false, rules: [], crawlDelayMs: null };
  const everybody: Group = { seen: false, rules: [], crawlDelayMs: null };
  /** The groups that the lines in hand belong to. */
  let heads: Group[] = [];
  let inRules = false;
  for (const { key, value } of linesOf(body)) {
    if (USER_AGENT.includes(key)) {
      if (inRules) heads = [];
      inRules = false;
      const head = isEverybody(value) ? everybody : tokenOf(value) === token.toLowerCase() ? own : null;
      if (head === null) continue;
      head.seen = true;
      heads.push(head);
    } else if (ALLOW.includes(key) || DISALLOW.includes(key)) {
      inRules = true;
      const rule = { allow: ALLOW.includes(key), pattern: escaped(value) };
      // An empty rule is about nothing.
      if (value !== '') for (const head of heads) head.rules.push(rule);
    } else if (CRAWL_DELAY.includes(key)) {
      for (const head of heads) head.crawlDelayMs ??= delayOf(value);
    }
  }
  const { rules, crawlDelayMs } = own.seen ? own : everybody;
  return { rules, crawlDelayMs };
}

/**
 * Whether a path may be visited: the longest rule that fits decides, and of two as long the one that allows
 * (RFC 9309 §2.2.2).
 * @param path with its query, percent-encoded as `URL` has it
 */
export function isAllowedBy(rules: readonly RobotsRule[], path: string): boolean {
  const wanted = upperEscapes(path);
  let longest = { length: -1, allow: true };
  for (const { allow, pattern } of rules) {
    const length = matchLength(pattern, allow, wanted);
    if (length > longest.length || (length === longest.length && allow)) longest = { length, allow };
  }
  return longest.allow;
}

/** How long a rule is when it fits, -1 when it does not. Who allows `/index.html` allows the folder it stands for. */
function matchLength(pattern: string, allow: boolean, path: string): number {
  if (fits(pattern, path)) return pattern.length;
  const slash = pattern.lastIndexOf('/');
  if (!allow || slash === -1 || !pattern.startsWith('/index.htm', slash)) return -1;
  const folder = `${pattern.slice(0, slash + 1)}$`;
  return fits(folder, path) ? folder.length : -1;
}

/** Piece by piece from the left, so that no pattern takes long, however many stars it has. */
function fits(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const [first = '', ...pieces] = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  const last = anchored ? pieces.pop() : undefined;
  if (anchored && last === undefined) return path === first;
  let at = first.length;
  for (const piece of pieces) {
    const found = path.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return last === undefined || (path.length - last.length >= at && path.endsWith(last));
}

/** Each line as a key in small letters and a value. Bytes become characters one by one, so that none is lost. */
function* linesOf(body: Buffer): Generator<{ key: string; value: string }> {
  const text = utf8(wholeLines(body))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  for (const whole of text.split(/\r\n|\n|\r/)) {
    const line = whole.slice(0, LONGEST_LINE).replaceAll('\0', '').replace(/#.*$/s, '').trim();
    const colon = line.indexOf(':');
    if (colon !== -1) {
      yield { key: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() };
      continue;
    }
    // The colon is forgotten now and then: two words are a key and a value all the same.
    const [key, value, more] = line.split(/[ \t]+/);
    if (value !== undefined && more === undefined) yield { key: key!.toLowerCase(), value };
  }
}

/** As much as is read; half a rule at its end would mean something else. */
function wholeLines(body: Buffer): Buffer {
  if (body.length < MOST_ROBOTS_BYTES) return body;
  const read = body.subarray(0, MOST_ROBOTS_BYTES);
  return read.subarray(0, read.lastIndexOf('\n') + 1);
}

/** The RFC knows UTF-8 only; a few old editors save UTF-16, which its first two bytes give away. */
function utf8(body: Buffer): Buffer {
  const encoding = { fffe: 'utf-16le', feff: 'utf-16be' }[body.subarray(0, 2).toString('hex')];
  return encoding === undefined ? body : Buffer.from(new TextDecoder(encoding).decode(body), 'utf8');
}

function isEverybody(value: string): boolean {
  return /^\*(?:\s|$)/.test(value);
}

/** The token a line names; what follows it, such as a version, says nothing. */
function tokenOf(value: string): string {
  return /^[a-z_-]*/i.exec(value)![0].toLowerCase();
}

/** As `URL` writes paths: no bytes beyond ASCII, and escapes in capitals. */
function escaped(value: string): string {
  const ascii = value.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  return upperEscapes(ascii);
}

function upperEscapes(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (triplet) => triplet.toUpperCase());
}

function delayOf(value: string): number | null {
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : null;
}
