/** The charset of older Windows programs, which the TextDecoder of Node 20 takes for Latin-1: it loses €, quotes and dashes. */

/** From 0x80 to 0x9f; a space stands for the five bytes that mean nothing. https://encoding.spec.whatwg.org/#windows-1252 */
const UPPER_CONTROLS = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Controls above ASCII are never meant: they are signs of windows-1252 that were read as Latin-1, as HTML knows too. */
export function repairWindows1252(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (sign) => (UPPER_CONTROLS[sign.charCodeAt(0) - 0x80] ?? '').trim());
}

export function decodeWindows1252(bytes: Buffer): string {
  return repairWindows1252(bytes.toString('latin1'));
}
