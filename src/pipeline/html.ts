/** HTML from anyone to plain text, with the addresses it links to. */
import { Parser } from 'htmlparser2';

export interface ReadHtml {
  /** Text with a line break wherever a block begins or ends. Not yet cleaned of anything else. */
  text: string;
  /** `href` of every link that is not a mention or a hashtag, as written. */
  hrefs: string[];
  /** Whether there was any element at all. */
  hasElements: boolean;
}

/** Elements that are not words to a reader. */
const SILENT = new Set(
  'audio canvas embed head iframe math noscript object script select style svg template textarea video'.split(' '),
);
const BLOCKS = new Set(
  (
    'address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table td th tr ul'
  ).split(' '),
);
/** Nothing anybody wrote stands deeper; the parser takes the square of the depth. What comes after is not read. */
const DEEPEST = 2_000;
/** Classes of boxes in which forum software repeats what somebody else wrote. */
const QUOTE_CLASSES = new Set(['quote', 'bbcode_quote', 'bbcode_container', 'quote-inline', 'quoteblock']);

function classesOf(attributes: Record<string, string>): string[] {
  return (attributes.class ?? '').toLowerCase().split(/\s+/);
}

function isQuote(name: string, attributes: Record<string, string>): boolean {
  return name === 'blockquote' || classesOf(attributes).some((one) => QUOTE_CLASSES.has(one));
}

/** Platforms link each handle and hashtag to a page of their own; those links are not something the author points to. */
function isNameLink(attributes: Record<string, string>): boolean {
  return classesOf(attributes).some((one) => one === 'mention' || one === 'hashtag');
}

/** @param quotes `skip` leaves out quotations: in a reply they are another voice's words */
export function readHtml(html: string, quotes: 'keep' | 'skip'): ReadHtml {
  const parts: string[] = [];
  const hrefs: string[] = [];
  let hasElements = false;
  let depth = 0;
  /** Depth of the outermost element now being left out, or 0. */
  let silentFrom = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        hasElements = true;
        depth += 1;
        if (depth > DEEPEST) parser.pause();
        if (silentFrom > 0) return;
        if (BLOCKS.has(name)) parts.push('\n');
        if (SILENT.has(name) || (quotes === 'skip' && isQuote(name, attributes))) silentFrom = depth;
        else if (name === 'a' && attributes.href !== undefined && !isNameLink(attributes)) hrefs.push(attributes.href);
      },
      ontext(text) {
        if (silentFrom === 0) parts.push(text);
      },
      onclosetag(name) {
        if (silentFrom === depth) silentFrom = 0;
        depth -= 1;
        if (silentFrom === 0 && BLOCKS.has(name)) parts.push('\n');
      },
    },
    { decodeEntities: true, recognizeSelfClosing: false },
  );
  parser.end(html);
  return { text: parts.join(''), hrefs, hasElements };
}
