/** What every page that is written to a file has around it: one file that asks nothing of the network and runs no script. */
import { html, Markup } from './markup.js';
import { PRINT } from './print.js';
import { STYLE } from './style.js';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * A whole document. `body` holds an element with the id `content`, to which the first link leads whoever uses a keyboard.
 * @param head.style rules of this page alone, after those of all pages
 */
export function page(head: { title: string; skip: string; style?: string }, body: Markup): string {
  return html`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>${head.title}</title><style>${new Markup(STYLE + PRINT + (head.style ?? ''))}</style></head>
<body><a class="skip" href="#content">${head.skip}</a>
${body}
</body></html>
`.text;
}
