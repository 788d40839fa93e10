/** Text on its way into XML, SVG and HTML. */

// What XML 1.0 does not allow even as a character reference (https://www.w3.org/TR/xml/#charsets); browsers do not
// want it either.
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
// Without references an XML reader turns line ends and tabs in attributes into spaces.
const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Safe as text and inside quoted attributes of XML, SVG and HTML; characters they forbid are left out. */
export function escapeMarkup(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"'\t\n\r]/g, (character) => SPECIAL[character]!);
}

/**
 * A label as it is shown to people: one line, no control characters, and no marks that turn the direction of the text
 * around them; cut to `most` characters with an ellipsis.
 */
export function shownLabel(label: string, most = 80): string {
  const line = label
    .replace(BIDI_CONTROLS, '')
    .replace(FORBIDDEN, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
