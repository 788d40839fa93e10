/** What was decided on a theme and what a body did, in the words that every report, brief and public page uses. */
import { day } from '../html/words.js';
import type { Matter, Status } from './outcomes.js';
import type { Decision } from './selections.js';

export const DECIDED: Record<Decision, string> = {
  forward: 'taken forward',
  'not-now': 'not taken forward now',
  no: 'not taken forward',
};

/** A body, and then what it did. */
export const DID: Record<Status, string> = {
  raised: 'was asked',
  answered: 'answered',
  acting: 'says it is acting',
  done: 'says it is done',
  declined: 'declined',
};

/** `Taken forward on 3 May 2026` */
export function decidedText({ at, decision }: { at: string; decision: Decision }): string {
  return `${DECIDED[decision].replace(/^./, (letter) => letter.toUpperCase())} on ${day(at)}`;
}

/** How a matter stands, in one sentence. */
export function matterText({ owner, status, due }: Pick<Matter, 'owner' | 'status' | 'due'>): string {
  return `${owner} ${DID[status]}${due === null ? '' : `, with a reply due by ${day(due)}`}.`;
}
