/**
 * Counts of people as words: where they are too few to be told, only that they are few. The same rule as the tables'
 * (src/reports/small-counts.ts); of nobody it may be said that it is nobody.
 */
import { count, figure } from '../html/words.js';
import type { Scope } from './report.js';

export interface Tell {
  /** Whether any count at all is kept back, so that a reader has to be told. */
  keepsBack: boolean;
  /** Counts of fewer people than this are kept back. */
  fewest: number;
  isSmall(people: number): boolean;
  /** `12`, `fewer than 5` */
  figure(people: number): string;
  /** The same for the cell of a table: `12`, `under 5` */
  cell(people: number): string;
  /** `12 voices`, `fewer than 5 voices`, `no voices`; in the plural where the number is not told */
  count(people: number, one: string, many?: string): string;
  /** See `amount` in src/html/words.ts. */
  amount(said: { voices: number; posts: number }): string;
}

export function tellFor({ fewest = 1 }: Pick<Scope, 'fewest'>): Tell {
  const isSmall = (people: number) => people > 0 && people < fewest;
  const few = `fewer than ${fewest}`;
  const tell: Tell = {
    keepsBack: fewest > 1,
    fewest,
    isSmall,
    figure: (people) => (isSmall(people) ? few : figure(people)),
    cell: (people) => (isSmall(people) ? `under ${fewest}` : figure(people)),
    count: (people, one, many = `${one}s`) => (isSmall(people) ? `${few} ${many}` : count(people, one, many)),
    amount: ({ voices, posts }) => (voices === 0 ? count(posts, 'post') : tell.count(voices, 'voice')),
  };
  return tell;
}

/** For whoever may know every number. */
export const TELL_ALL = tellFor({});

/** What stands where a number would give another away. */
export const NOT_TOLD = 'not told';

/** Of a theme's voices, who they are, as far as each number may be told. */
export interface ToldSplit {
  individuals: string;
  organisations: string;
  unknown: string;
  firstTime: string;
}

/** Three numbers that add up to the voices: where one of people is kept back, so is what it could be reckoned from. */
export function tellSplit(
  voices: number,
  split: { individuals: number; organisations: number; firstTimeVoices: number },
  tell: Tell,
): ToldSplit {
  const { individuals, organisations, firstTimeVoices } = split;
  const unknown = voices - individuals - organisations;
  const all = !tell.isSmall(voices);
  const apart = all && !tell.isSmall(individuals) && !tell.isSmall(unknown);
  return {
    individuals: apart || (all && tell.isSmall(individuals)) ? tell.cell(individuals) : NOT_TOLD,
    organisations: apart ? figure(organisations) : NOT_TOLD,
    unknown: apart || (all && tell.isSmall(unknown)) ? tell.cell(unknown) : NOT_TOLD,
    firstTime: all ? tell.cell(firstTimeVoices) : NOT_TOLD,
  };
}
