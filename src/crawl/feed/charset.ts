/** From the bytes of a feed to its characters. */
import { repairWindows1252 } from '../windows-1252.js';

const BYTE_ORDER_MARKS: [number[], string][] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0xff, 0xfe], 'utf-16le'],
];
/** `<` and the next character as UTF-16 without a mark. */
const BARE_UTF_16: [number[], string][] = [
  [[0x00, 0x3c, 0x00], 'utf-16be'],
  [[0x3c, 0x00], 'utf-16le'],
];

const DECLARED_IN_XML = /^.{0,400}?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/is;
const DECLARED_IN_HTML = /<(?:meta|\?xml)\b[^>]{0,500}?\b(?:charset|encoding)\s*=\s*["']?([\w.:-]+)/i;
/** Browsers look at 1,024 bytes; pages that put their scripts first are common. */
const START_BYTES = 4_096;

/**
 * Decodes a document. The byte order mark wins over the HTTP header, the header over the XML declaration, the
 * declaration over UTF-8 (RFC 7303); a charset that does not fit the bytes is passed over. Control characters go.
 */
export function decodeText(body: Uint8Array, contentType: string): string {
  return decode(body, contentType, DECLARED_IN_XML);
}

/** The same for a web page, which declares its charset in a `meta` element (WHATWG HTML, "prescan"). */
export function decodePage(body: Uint8Array, contentType: string): string {
  return decode(body, contentType, DECLARED_IN_HTML);
}

function decode(body: Uint8Array, contentType: string, declaration: RegExp): string {
  const marked = startOf(body, BYTE_ORDER_MARKS) ?? startOf(body, BARE_UTF_16);
  const named = /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1];
  const candidates = [marked, named, declaredCharset(body, declaration), 'utf-8'];
  for (const charset of candidates) {
    const text = charset === undefined ? null : decodeAs(body, charset);
    if (text !== null) return withoutControls(text);
  }
  return withoutControls(new TextDecoder('windows-1252').decode(body));
}

function startOf(body: Uint8Array, table: readonly [number[], string][]): string | undefined {
  return table.find(([bytes]) => bytes.every((byte, index) => body[index] === byte))?.[1];
}

/** Only the ASCII of the declaration matters, and it comes first. */
function declaredCharset(body: Uint8Array, declaration: RegExp): string | undefined {
  return declaration.exec(Buffer.from(body.subarray(0, START_BYTES)).toString('latin1'))?.[1];
}

function decodeAs(body: Uint8Array, label: string): string | null {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(label, { fatal: true });
  } catch {
    return null; // no such charset
  }
  // Declared as UTF-16 by a tool that then wrote something else: without zero bytes it cannot be.
  if (decoder.encoding.startsWith('utf-16') && !body.includes(0)) return null;
  try {
    return decoder.decode(body);
  } catch {
    return decoder.encoding === 'utf-8' ? mostlyUtf8(body) : null;
  }
}

/** One broken byte in a UTF-8 document is one broken character, not another charset. */
function mostlyUtf8(body: Uint8Array): string | null {
  const text = new TextDecoder('utf-8').decode(body);
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  const whole = text.match(/[\u0080-\ufffc\ufffe\uffff]/g)?.length ?? 0;
  return whole > broken ? text : null;
}

/** XML 1.0 allows none of these, and a NUL has cut strings short in many a program. */
function withoutControls(text: string): string {
  return repairWindows1252(text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]/g, ''));
}
