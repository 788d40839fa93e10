/**
 * Telling: what waits goes out over each channel as one message, and is down as told once the other side has taken it. A
 * process that dies between the two tells it once more at the next run: twice at most, and never not at all.
 */
import { fault } from '../effects.js';
import { rssFeed } from '../rss.js';
import {
  alertsOfRun,
  type KeptAlert,
  markTold,
  newestAlerts,
  readTellings,
  type Telling,
  waitingAlerts,
} from '../store/alerts.js';
import type { Database } from '../store/database.js';
import { type Alert, detailsOf, shownAlerts } from './alert.js';

/** Alerts in a feed. */
const IN_FEED = 100;
/** Alerts in full in a text; a mail of hundreds is read by nobody. */
const IN_TEXT = 50;

export interface Message {
  /** One line. */
  title: string;
  /** Plain text. */
  text: string;
  /** Oldest first. */
  alerts: Alert[];
}

/** Sends a message; in words why it could not, or `null`. */
export type Send = (message: Message) => Promise<string | null>;

/** Tells each channel what it has not been told; a line for each that failed. What waits goes on waiting there. */
export async function tellAlerts(
  store: Database,
  channels: Readonly<Record<string, Send>>,
  now: () => string,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [channel, send] of Object.entries(channels)) {
    const waiting = await waitingAlerts(store, channel);
    if (waiting.length === 0) continue;
    const reason = await send(messageOf(await shownAlerts(store, waiting)));
    fault('tell');
    if (reason === null) {
      const ids = waiting.map(({ id }) => id);
      await markTold(store, channel, ids, now());
    } else problems.push(`Alerts could not be sent by ${channel}: ${reason}. The next run tries again.`);
  }
  return problems;
}

/** What was seen first in this run. */
export async function newsOfRun(store: Database, run: number): Promise<Alert[]> {
  return shownAlerts(store, await alertsOfRun(store, run));
}

/** The newest alerts with how far they were told, newest first. */
export async function listAlerts(store: Database, limit: number): Promise<(Alert & { told: Telling[] })[]> {
  const kept: KeptAlert[] = await newestAlerts(store, limit);
  const tellings = await readTellings(
    store,
    kept.map(({ id }) => id),
  );
  const shown = await shownAlerts(store, kept);
  return shown.map((alert, index) => ({ ...alert, told: tellings.get(kept[index]!.id) ?? [] }));
}

/** The newest alerts as a feed. */
export async function alertsFeed(store: Database, purpose: string): Promise<string> {
  const alerts = await shownAlerts(store, await newestAlerts(store, IN_FEED));
  const head = { title: 'Discover: alerts', description: purpose === '' ? 'Alerts' : purpose, link: null };
  return rssFeed(
    head,
    alerts.map((alert) => ({
      ...{ title: alert.what, text: detailsOf(alert).join('\n'), at: alert.at },
      ...{ guid: `${alert.key}@${alert.at}`, link: null },
    })),
  );
}

function messageOf(alerts: Alert[]): Message {
  const more = alerts.length - IN_TEXT;
  return {
    title: alerts.length === 1 ? `Alert: ${alerts[0]!.what}` : `${alerts.length} alerts, the first: ${alerts[0]!.what}`,
    text: [
      ...alerts.slice(0, IN_TEXT).map(blockOf),
      ...(more > 0 ? [`… and ${more} more: discover alerts --last ${alerts.length}`] : []),
      'Each event is told once. Rules: alerts.rules in the project file. All of them: discover alerts',
    ].join('\n\n'),
    alerts,
  };
}

/** An alert as a few plain lines. */
export function blockOf(alert: Alert): string {
  const seen = `Seen in run ${alert.run} on ${alert.at.slice(0, 10)}, by the rule: ${alert.rule}.`;
  return [alert.what, ...[...detailsOf(alert), seen].map((line) => `  ${line}`)].join('\n');
}
