/** A conversation on two themes with all that people may write about them, for tests of what is handed on and published. */
import { recordOutcome } from '../../src/store/outcomes.js';
import { recordParaphrase } from '../../src/store/paraphrases.js';
import { recordQuestion, recordRemit } from '../../src/store/remits.js';
import { type Decision, recordSelection } from '../../src/store/selections.js';
import type { Database } from '../../src/store/store.js';
import { type Said, seedConversation } from '../reports/conversation.js';

export const AUTHOR = 'A. Shah';
export const FORUM = {
  name: 'Carers [Forum]',
  url: 'https://carers.example/(all)',
  kind: 'forum',
  owner: 'charity',
} as const;
const TAG = { name: '#NHSCitizen', url: 'https://x.com/hashtag/NHSCitizen', kind: 'hashtag' } as const;
/** What one person wrote, long enough to be found by. */
export const ANNS = 'I waited nine weeks for a scan and then they lost the form @drjones';
export const TRUSTS = 'We know that scans are late. <b>Write</b> to us | we answer.';

/** Five people and one organisation on scans, in two places that do not meet; one person on the car park. */
export const SAID: Said[] = [
  { id: '1', author: 'ann_lee', text: ANNS, themes: { 'theme-1': 1 }, evidence: true, place: FORUM },
  ...['bob', 'cem'].map((author) => ({
    ...{ id: author, author, text: `${author} waits for a scan`, themes: { 'theme-1': 1 }, place: FORUM },
  })),
  ...['dee', 'eve'].map((author) => ({
    ...{ id: author, author, text: `${author} waits for a scan too`, themes: { 'theme-1': 1 }, place: TAG },
  })),
  {
    ...{ id: 'trust', author: 'trust', kind: 'organisation' as const, text: TRUSTS, themes: { 'theme-1': 1 } },
    ...{ evidence: true, place: TAG, at: '2026-02-11T09:00:00.000Z' },
  },
  { id: 'p1', author: 'ann_lee', text: 'the car park again', themes: { 'theme-2': 1 }, place: FORUM, evidence: true },
  { id: 'p2', author: 'ann_lee', text: 'the car park, again', themes: { 'theme-2': 1 }, place: FORUM },
];

export const THEMES = [
  { id: 'theme-1', label: 'late scans' },
  { id: 'theme-2', label: 'car park' },
];

export async function seedMatters(store: Database): Promise<void> {
  await seedConversation(store, SAID, THEMES);
}

export function decide(store: Database, themeId: string, decision: Decision, reason: string, at: string) {
  const ranks = { voices: 1, cappedPosts: 1, posts: 1, firstTimeVoices: 1 };
  const standing = { label: 'as it was', lane: 'steady' as const, voices: 6, posts: 6, ranks, run: null };
  return recordSelection(store, { at, themeId, decision, reason, author: AUTHOR, standing });
}

/** All that people can write about the first theme. Returns the number of the matter. */
export async function writeEverythingDown(store: Database): Promise<number> {
  const at = '2026-03-02T21:00:00.000Z';
  const about = { at, themeId: 'theme-1', author: AUTHOR };
  await recordParaphrase(store, { ...about, text: 'People wait a long time for scans.' });
  await decide(store, 'theme-1', 'forward', 'Nobody owns *it*', at);
  await recordRemit(store, { ...about, body: 'NHS Leeds ICB', link: 'https://icb.example/', holds: true });
  await recordQuestion(store, { ...about, text: '1. Who reads the scans?' });
  const asked = { ...about, matter: null, owner: 'NHS Leeds ICB', due: '2026-04-01', reply: null, link: null };
  return recordOutcome(store, { ...asked, status: 'raised' });
}
