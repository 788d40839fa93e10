/**
 * A page cut down to what a document tree can bear. Building the tree takes the square of the depth, so that 10,000
 * nested elements take a quarter of a minute; this pass reads 30 MB a second and lifts up what stands too deep.
 */
import { Parser } from 'htmlparser2';

/** Characters of a page that are looked at; scripts often take up most of them. */
const LONGEST_PAGE = 10_000_000;
/** Characters and elements that are kept, and how deep they may stand: deeper text is lifted up to this depth. */
const LONGEST_KEPT = 2_000_000;
const MOST_ELEMENTS = 60_000;
const DEEPEST = 200;
/** The parser itself takes the square of the depth; nothing anybody wrote stands deeper, and nothing more is read. */
const BOTTOM = 20_000;
const LONGEST_ATTRIBUTE = 4_000;

const words = (text: string) => new Set(text.split(' '));
/** Elements nobody reads, left out with all that is in them. Metadata in JSON-LD stays. */
const DROPPED = words(
  'applet audio button canvas datalist dialog embed iframe input map math menu object select style svg template ' +
    'textarea video',
);
const VOID = words('area base br col hr img input link meta param source track wbr');
/** Every page has these three, written or not. */
const FRAME = words('html head body');
const OF_HEAD = words('base link meta script title');
/** What says who wrote it and when, how it is marked, and where it leads; nothing that could run. */
const KEPT_ATTRIBUTES = words(
  'alt cite class content datetime dir hidden href id itemprop itemscope itemtype lang name property pubdate rel role ' +
    'src style type aria-hidden aria-modal',
);

/** The page again, complete and bounded: 2 million characters, 60,000 elements, 200 deep, nothing that could run. */
export function boundedPage(page: string): string {
  const parts: string[] = [];
  let [length, elements, depth, droppedFrom] = [0, 0, 0, 0];
  let lang = '';
  let within = '';
  let inHead = true;
  const put = (text: string) => {
    length += text.length;
    if (length > LONGEST_KEPT || elements > MOST_ELEMENTS) parser.pause();
    else parts.push(text);
  };
  const leaveHead = () => {
    if (inHead) parts.push('</head><body>');
    inHead = false;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        within = name;
        if (depth > BOTTOM) parser.pause();
        if (name === 'html') lang ||= attributes.lang ?? '';
        if (droppedFrom > 0 || FRAME.has(name)) return;
        if (isDropped(name, attributes)) droppedFrom = depth;
        else if (depth <= DEEPEST) {
          if (!OF_HEAD.has(name)) leaveHead();
          elements += 1;
          put(`<${shown(name)}${written(attributes)}>`);
        } else put(' ');
      },
      ontext(text) {
        if (droppedFrom > 0) return;
        if (text.trim() !== '' && !OF_HEAD.has(within)) leaveHead();
        // What stands in a script is not markup, and no reader would undo the escaping.
        put(within === 'script' ? text : escapeText(text));
      },
      onclosetag(name) {
        within = '';
        if (droppedFrom === 0 && depth <= DEEPEST && !VOID.has(name) && !FRAME.has(name)) put(`</${shown(name)}>`);
        if (droppedFrom === depth) droppedFrom = 0;
        depth -= 1;
      },
    },
    { decodeEntities: true },
  );
  parser.end(page.slice(0, LONGEST_PAGE));
  leaveHead();
  return `<!DOCTYPE html><html${lang === '' ? '' : written({ lang })}><head>${parts.join('')}</body></html>`;
}

function isDropped(name: string, { type }: Record<string, string>): boolean {
  return name === 'script' ? !/^application\/ld\+json\b/i.test(type ?? '') : DROPPED.has(name);
}

/** Some pages hold their words for readers without JavaScript, which we are. */
function shown(name: string): string {
  return name === 'noscript' ? 'div' : name;
}

function written(attributes: Record<string, string>): string {
  return Object.entries(attributes)
    .filter(([name, value]) => KEPT_ATTRIBUTES.has(name) && value.length <= LONGEST_ATTRIBUTE)
    .map(([name, value]) => ` ${name}="${value.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"`)
    .join('');
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
