import { count } from '../html/words.js';
import type { Surge } from '../store/movement.js';

/** Why a theme is a surge: `14 voices in the last 48 hours, 2.0 expected`. */
export function surgeWords({ hours, voices, expected }: Surge): string {
  const stretch = hours % 168 === 0 ? `${hours / 24} days` : `${hours} hours`;
  return `${count(voices, 'voice')} in the last ${stretch}, ${expected < 0.1 ? 'hardly one' : expected.toFixed(1)} expected`;
}
