/** What a verification says about one stage. */
import type { Method } from '../store/methods.js';

/** `unknown`: nothing to hold it against any more. */
export interface Check {
  stage: string;
  state: 'agrees' | 'differs' | 'unknown';
  /** What is meant, or what is wrong. */
  words: string;
}

/** A run of which the analysis was kept. */
export type Whole = Method & Required<Pick<Method, 'input' | 'grouping' | 'sureness'>>;

export function agrees(stage: string, words: string): Check {
  return { stage, state: 'agrees', words };
}

export function differs(stage: string, words: string): Check {
  return { stage, state: 'differs', words };
}
