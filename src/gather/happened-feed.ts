/** What happened as news: one item for each decision and each entry of the ledger, and one for each reply that is late. */
import { day } from '../html/words.js';
import { type FeedItem, rssFeed } from '../rss.js';
import { DECIDED, DID } from '../store/action-words.js';
import type { Matter } from '../store/outcomes.js';
import type { Happened, HappenedTheme } from './happened.js';
import { heardText } from './happened-page.js';
import { entryText } from './words.js';

/** Readers keep what they have shown; nobody needs the whole past at once. */
const MOST_ITEMS = 100;
const ABOUT = 'What was heard, what was taken forward and what was not, who was asked, and what came of it.';
const DAY_MS = 86_400_000;

/** @param project its own name: no item of another project's feed has the same id */
export function happenedFeed(
  happened: Happened,
  { project, purpose, fewest }: { project: string; purpose: string; fewest: number },
): string {
  const { decisions, matters, overdue } = happened;
  const themes = new Map(happened.themes.map((theme) => [theme.id, theme]));
  const heard = (themeId: string) => heardText(themes.get(themeId) as HappenedTheme, fewest);
  const guid = (kind: string, number: number | string) => `discover:${project}:${kind}:${number}`;
  const decided = decisions.map(
    ({ id, at, label, themeId, decision, reason }): FeedItem => ({
      ...{ at, guid: guid('decision', id), link: null },
      title: `${capital(DECIDED[decision])}: ${label}`,
      text: `${heard(themeId)}\n${reason}`,
    }),
  );
  const written = matters.flatMap(({ label, themeId, entries }) =>
    entries.map(
      (entry): FeedItem => ({
        ...{ at: entry.at, guid: guid('entry', entry.id), link: entry.link },
        title: `${entry.owner} ${DID[entry.status]}: ${label}`,
        text: [heard(themeId), entryText(entry), ...(entry.reply === null ? [] : [entry.reply])].join('\n'),
      }),
    ),
  );
  const late = matters
    .filter(({ number }) => overdue.has(number))
    .map((matter) => lateItem(matter, guid('overdue', `${matter.number}:${matter.due}`), heard(matter.themeId)));
  const items = [...decided, ...written, ...late].sort((a, b) => compare(b.at, a.at) || compare(a.guid, b.guid));
  return rssFeed(
    { title: 'What happened to what was said', description: `${ABOUT} ${purpose}`.trim(), link: null },
    items.slice(0, MOST_ITEMS),
  );
}

/** Late from the day after it was due. */
function lateItem({ owner, label, due }: Matter, guid: string, heard: string): FeedItem {
  return {
    ...{ at: new Date(Date.parse(due!) + DAY_MS).toISOString(), guid, link: null },
    title: `No reply from ${owner}: ${label}`,
    text: `${heard}\nA reply was due by ${day(due!)} and has not come.`,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
