/** Text on its way into XML, SVG and HTML. */
import type { ConversationMap } from '../model.js';

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

/** What a reader of an XML file of the map should know: what is not in it, and what was done to names. */
export function describedIn({ nodes, omitted }: ConversationMap): string {
  const cleaned = nodes.filter(({ label, description }) => isForbidden(label) || isForbidden(description ?? '')).length;
  return [
    'Conversation map.',
    ...(omitted === undefined
      ? []
      : [`Left out: ${omitted.nodes} nodes and ${omitted.edges} relations.`, ...omitted.rules]),
    ...(cleaned === 0
      ? []
      : [
          `Names and descriptions of ${cleaned} ${cleaned === 1 ? 'node' : 'nodes'} are without characters that XML cannot hold.`,
        ]),
  ].join(' ');
}

function isForbidden(text: string): boolean {
  return text.search(FORBIDDEN) !== -1;
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
