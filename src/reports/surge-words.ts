import type { Surge } from '../store/movement.js';
import { TELL_ALL, type Tell } from './tell.js';

/** Why a theme is a surge: `14 voices in the last 48 hours, 2.0 expected`. */
export function surgeWords({ hours, voices, expected }: Surge, tell: Tell = TELL_ALL): string {
  return `${tell.count(voices, 'voice')} in the last ${stretchOf(hours)}, ${expectedWords(expected)} expected`;
}

/** `48 hours`, `7 days` */
function stretchOf(hours: number): string {
  return hours % 168 === 0 ? `${hours / 24} days` : `${hours} hours`;
}

/** `2.0`, `hardly one` */
export function expectedWords(expected: number): string {
  return expected < 0.1 ? 'hardly one' : expected.toFixed(1);
}
