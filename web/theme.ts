/** Light and dark: as the reader's system wants it, until the button says otherwise. */
import { COMMUNITY_COLOURS } from '../src/map/appearance.js';
import { button } from './dom.js';

export interface Colours {
  ground: string;
  ink: string;
  quiet: string;
  faint: string;
  accent: string;
  other: string;
  communities: string[];
}

/** What the style sheet says at the moment. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: of('--map-ground'),
    ink: of('--map-ink'),
    quiet: of('--quiet'),
    faint: of('--map-faint'),
    accent: of('--accent'),
    other: of('--map-other'),
    communities: COMMUNITY_COLOURS.map((_, index) => of(`--map-c${index}`)),
  };
}

/** A button that turns the scheme; `changed` is called then, and when the system changes its mind. */
export function schemeButton(changed: () => void): HTMLButtonElement {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const current = () => root.dataset.scheme ?? (dark.matches ? 'dark' : 'light');
  const other = () => (current() === 'dark' ? 'light' : 'dark');
  const made = button('', () => {
    root.dataset.scheme = other();
    show();
  });
  const show = () => {
    made.textContent = other() === 'dark' ? 'Dark' : 'Light';
    made.setAttribute('aria-label', `Switch to ${other()} colours`);
    changed();
  };
  dark.addEventListener('change', show);
  made.textContent = other() === 'dark' ? 'Dark' : 'Light';
  made.setAttribute('aria-label', `Switch to ${other()} colours`);
  return made;
}

/** `part` of one `#rrggbb` colour over another: lines are opaque, so that many of them do not add up to white. */
export function mixed(colour: string, ground: string, part: number): string {
  const channels = (value: string) => [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16));
  const [over, under] = [channels(colour), channels(ground)];
  const hex = over.map((value, index) => Math.round(value * part + under[index]! * (1 - part)).toString(16));
  return `#${hex.map((value) => value.padStart(2, '0')).join('')}`;
}
