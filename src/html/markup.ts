/** HTML that cannot be broken out of: whatever is put into the template is escaped unless this file made it. */

/** A piece of finished HTML. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | null | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Not allowed in HTML, or (the last two ranges) able to turn the reading direction of what follows. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** `null` and empty lists make nothing; strings and numbers are escaped, for text and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((all, string, index) => all + render(parts[index - 1] ?? null) + string));
}

function render(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return part.map(render).join('');
}

export function escapeText(text: string): string {
  return text.replace(INVISIBLE, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign]!);
}

/** Somebody else's words: their reading direction ends where they end. */
export function foreign(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

/** An absolute http or https address without a password in it, or `null`: no other kind ever becomes a link. */
export function webAddress(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const { protocol, username, password, href } = new URL(address);
  return /^https?:$/.test(protocol) && username === '' && password === '' ? href : null;
}

/** A link out where the address is fit for one, else the words alone. */
export function linkOut(address: string | null, words: Markup): Markup {
  const href = webAddress(address);
  return href === null ? words : html`<a href="${href}" rel="noopener noreferrer nofollow">${words}</a>`;
}

/** Every piece followed by a comma but the last two, which are joined by "and". */
export function listed(pieces: readonly Markup[]): Markup {
  return html`${pieces.map((piece, index) => [index === 0 ? '' : index === pieces.length - 1 ? ' and ' : ', ', piece])}`;
}
