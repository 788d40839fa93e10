/** Numbers and dates as a reader expects them, the same on every machine whatever its language settings. */

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `12,345` */
export function figure(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 voice`, `12 voices`, `no voices` */
export function count(value: number, one: string, many = `${one}s`): string {
  if (value === 0) return `no ${many}`;
  return `${figure(value)} ${value === 1 ? one : many}`;
}

/** A sentence begins with a capital letter. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How much was said: by how many voices, or in how many posts where none of them names an author. */
export function amount({ voices, posts }: { voices: number; posts: number }): string {
  return voices === 0 ? count(posts, 'post') : count(voices, 'voice');
}

/** `+3`, `−2` (with a minus sign, not a hyphen), `0` */
export function signed(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `+${figure(value)}` : `−${figure(-value)}`;
}

/** `1 March 2026`, in UTC */
export function day(moment: string): string {
  const [year, month, date] = moment.slice(0, 10).split('-').map(Number);
  return `${date} ${MONTHS[month! - 1]} ${year}`;
}

/** `1 Mar 2026` */
export function tableDay(moment: string): string {
  return `${shortDay(moment)} ${moment.slice(0, 4)}`;
}

/** `1 Mar` */
export function shortDay(moment: string): string {
  const [, month, date] = moment.slice(0, 10).split('-').map(Number);
  return `${date} ${MONTHS[month! - 1]!.slice(0, 3)}`;
}

/** `from 3 January to 1 March 2026`, `on 1 March 2026` */
export function span(first: string, last: string): string {
  if (first.slice(0, 10) === last.slice(0, 10)) return `on ${day(last)}`;
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  return `from ${sameYear ? day(first).replace(/ \d+$/, '') : day(first)} to ${day(last)}`;
}

/** `41%`; never 0% of something that is there, nor 100% of something that is not all. */
export function percent(part: number, whole: number): string {
  const value = Math.round((100 * part) / whole);
  if (value === 0 && part > 0) return 'under 1%';
  if (value === 100 && part < whole) return 'over 99%';
  return `${value}%`;
}
