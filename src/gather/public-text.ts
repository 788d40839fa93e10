/** Words that are going to be published: short, on one line where they are a name, and naming no individual. */
import { UsageError } from '../errors.js';
import { webAddress } from '../html/markup.js';

const LONGEST_NAME = 120;
const LONGEST_TEXT = 2000;
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/\S+|www\.\S+/iu;
const MAIL = /(?<![@＠\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
const HANDLE = /[@＠][\p{L}\p{N}_][\p{L}\p{N}_.@-]*|(?<![\p{L}\p{N}])\/?u\/[\p{L}\p{N}_-]+/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A name on one line: of a body, or of whoever stands by what is written.
 * @throws UsageError naming the option
 */
export function nameOf(text: string | undefined, option: string, what: string): string {
  const name = (text ?? '').replace(/\s+/g, ' ').trim();
  if (name === '') throw new UsageError(`Say ${what} with ${option} "…".`);
  return fitting(name, option, LONGEST_NAME);
}

/**
 * A text of as many lines as it has.
 * @throws UsageError naming the option, when it is empty, too long, or has a handle or an address in it
 */
export function textOf(text: string | undefined, option: string, what: string): string {
  const lines = (text ?? '').replace(/\r\n?/g, '\n').split('\n');
  const tidy = lines.map((line) => line.replace(/\s+/g, ' ').trim()).join('\n');
  const words = tidy.replace(/\n{3,}/g, '\n\n').trim();
  if (words === '') throw new UsageError(`Say ${what} with ${option} "…".`);
  return fitting(words, option, LONGEST_TEXT);
}

function fitting(text: string, option: string, most: number): string {
  if (text.length > most) throw new UsageError(`${option} has ${text.length} characters: ${most} is the most.`);
  const name = (ADDRESS.exec(text) ?? MAIL.exec(text) ?? HANDLE.exec(text))?.[0];
  if (name !== undefined) {
    throw new UsageError(
      `${option} has "${name}" in it: it is published, and handles and addresses lead to people. Leave it out; a page can be named with --link.`,
    );
  }
  return text;
}

/** @throws UsageError unless it is an http or https address without a password in it */
export function linkOf(link: string | undefined): string | null {
  if (link === undefined) return null;
  const address = webAddress(link.trim());
  if (address === null) throw new UsageError(`--link ${link}: expected an address such as https://example.org/reply.`);
  return address;
}

/** @throws UsageError unless it is a day of the calendar */
export function dayOf(day: string | undefined, option: string): string | null {
  if (day === undefined) return null;
  const isDay = DAY.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  if (!isDay) throw new UsageError(`${option} ${day}: expected a day such as 2026-12-01.`);
  return day;
}
