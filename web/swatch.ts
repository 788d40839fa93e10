/** The mark of a community in lists. */
import { element } from './dom.js';

export function describeCommunityColour(colour: number | undefined): HTMLElement {
  return element('span', { class: `swatch ${colour === undefined ? 'other' : `c${colour}`}`, 'aria-hidden': 'true' });
}
