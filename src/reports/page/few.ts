/** Names in a sentence. */
import { html, listed, type Markup } from '../../html/markup.js';
import { count } from '../../html/words.js';

/** Of more only the number. */
const NAMED = 3;

/** The first few names, and how many others. */
export function few(names: readonly Markup[], most = NAMED): Markup {
  if (names.length <= most) return listed(names);
  return listed([...names.slice(0, most), html`${count(names.length - most, 'other')}`]);
}
