/** The words that every form of a brief and of the public page uses. */
import { count, day } from '../html/words.js';
import { decidedText, matterText } from '../store/action-words.js';
import type { OutcomeEntry } from '../store/outcomes.js';
import type { Decision } from '../store/selections.js';
import type { Brief, BriefPlace } from './brief.js';
import { voicesText } from './counts.js';

/** The voices are counted of everything said so far, whatever has been decided. */
export const NOT_A_POLL =
  'These are voices that were heard, not a sample of the public: no share of people can be read from the numbers. A voice is an account or an author; one person may have several.';

/** Nothing made by a machine stands in for a person's summary. */
export function noSummary(themeId: string): string {
  return `No neutral summary has been written yet. Somebody who has read the posts can write one: discover themes paraphrase ${themeId} "…" --by NAME.`;
}

/** `As of 1 March 2026 (the newest post); posts from 1 February 2026.` */
export function asOfText({ asOf, since, until }: Pick<Brief, 'asOf' | 'since' | 'until'>): string {
  const period = [
    ...(since === null ? [] : [`from ${day(since)}`]),
    ...(until === null ? [] : [`before ${day(until)}`]),
  ].join(' and ');
  const newest = asOf === null ? 'No post has a date' : `As of ${day(asOf)}, the day of the newest post`;
  return `${newest}${period === '' ? '' : `; only posts ${period}`}.`;
}

/** What a place is, who runs it, how much was said there, how one joins: `forum; owner: charity; 12 voices, 30 posts`. */
export function placeText(place: BriefPlace, fewest: number): string {
  const { kind, owner, area, howToJoin, channels, posts, voices } = place;
  const what = [
    kind ?? 'kind not declared',
    owner === null ? 'owner not declared' : `owner: ${owner}`,
    ...(area === null ? [] : [`area: ${area}`]),
    ...(channels.includes('offline') ? [channels.length === 1 ? 'offline' : 'online and offline'] : []),
  ];
  const said = voices === null ? `fewer than ${fewest} voices` : voicesText(voices, 1);
  const join = howToJoin === null ? [] : [`to join: ${howToJoin}`];
  return [...what, `${said}, ${count(posts, 'post')}`, ...join].join('; ');
}

export function decisionText(decision: { at: string; decision: Decision; reason: string }): string {
  return `${decidedText(decision)}: ${decision.reason}`;
}

/** One entry of the ledger, without the reply itself. */
export function entryText({ at, owner, status, due }: Pick<OutcomeEntry, 'at' | 'owner' | 'status' | 'due'>): string {
  return `${day(at)}: ${matterText({ owner, status, due })}`;
}
