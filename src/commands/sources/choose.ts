/** Questions to the person at the terminal. */
import { UsageError } from '../../errors.js';
import type { Context } from '../command.js';

/** Answers that cannot be understood, until the asking ends. */
const MOST_TRIES = 3;

/**
 * Which of some numbered things to take, from 0.
 * @param shown the things, for people
 * @returns the first for an empty answer, none for `no`
 * @throws UsageError when no answer could be understood
 */
export async function choose(
  ask: NonNullable<Context['ask']>,
  shown: string,
  question: string,
  count: number,
): Promise<number[]> {
  let words = `${shown}\n\n${question} Numbers such as 1 or 1,2; all; or no. [1] `;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await ask(words);
    const chosen = answer === null ? [] : readChoice(answer.trim().toLowerCase(), count);
    if (chosen !== null) return chosen;
    words = `"${answer!.trim().slice(0, 40)}" is none of the answers: numbers from 1 to ${count}, all, or no. [1] `;
  }
  throw new UsageError('Nothing was added: no answer could be understood.');
}

function readChoice(answer: string, count: number): number[] | null {
  if (answer === '') return [0];
  if (/^(?:n|no|none|q|quit|0)$/.test(answer)) return [];
  if (/^(?:a|all)$/.test(answer)) return Array.from({ length: count }, (_, index) => index);
  const words = answer.split(/[\s,]+/).filter((word) => word !== '');
  const numbers = words.map((word) => (/^\d{1,6}$/.test(word) ? Number(word) - 1 : -1));
  return numbers.length > 0 && numbers.every((number) => number >= 0 && number < count) ? [...new Set(numbers)] : null;
}

/**
 * Whether to go on; an empty answer is a yes.
 * @throws UsageError when no answer could be understood
 */
export async function confirm(ask: NonNullable<Context['ask']>, shown: string, question: string): Promise<boolean> {
  let words = `${shown}\n\n${question} [yes] `;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const answer = await ask(words);
    if (answer === null || /^(?:n|no)$/i.test(answer.trim())) return false;
    if (/^(?:|y|yes)$/i.test(answer.trim())) return true;
    words = 'Please answer yes or no. [yes] ';
  }
  throw new UsageError('Nothing was added: no answer could be understood.');
}
