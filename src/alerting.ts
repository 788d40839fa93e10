/** Alerts after a run: looked for in the store, written down, told over the channels that the project file names. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { idleRules } from './alerts/about.js';
import type { Alert } from './alerts/alert.js';
import { raiseAlerts } from './alerts/alerts.js';
import { alertsFeed, newsOfRun, type Send, tellAlerts } from './alerts/telling.js';
import type { World } from './alerts/watch.js';
import { isoNow } from './effects.js';
import { sendMail } from './notify/mail.js';
import { openPost, reasonAgainst } from './notify/notify.js';
import type { Project } from './project.js';
import { readOverdue } from './store/outcomes.js';
import { saveWhole } from './whole-file.js';

export interface AlertsSummary {
  /** Seen first in this run. */
  new: Alert[];
  /** The file of the feed; `null` without one. */
  feed: string | null;
  /** A line for each channel that could not be told; what it was to be told waits for the next run. */
  problems: string[];
  /** A line for each rule that can never tell of anything. */
  notes: string[];
}

/** Looks, writes down and tells; the caller holds the project's lock. Without rules nothing is done. */
export async function alertAfter(project: Project, run: number): Promise<AlertsSummary> {
  const { config, store, effects } = project;
  const { rules } = config.alerts;
  if (rules.length === 0) return { new: [], feed: null, problems: [], notes: [] };
  const world = worldOf(project);
  project.signal.throwIfAborted();
  const { channels, close } = openChannels(project);
  try {
    await raiseAlerts(store, rules, world, { run, at: isoNow(effects), channels: Object.keys(channels) });
    const problems = await tellAlerts(store, channels, () => isoNow(effects));
    const { feed, problem } = await saveFeed(project);
    return {
      new: await newsOfRun(store, run),
      feed,
      problems: [...problems, ...problem],
      notes: await idleRules(store, rules),
    };
  } finally {
    await close();
  }
}

/** What the record of a run keeps of alerts: which events, and none of the names in them. */
export function keysOf(alerts: readonly Alert[]): string[] {
  return alerts.map(({ key }) => key);
}

function worldOf({ config, effects }: Project): World {
  const sources = config.sources.map(({ name }) => name);
  return { now: effects.now(), sources, readOverdue };
}

/** The ways out that the project file names, by what they are called in the store and in messages. */
function openChannels({ config, effects, version }: Project): {
  channels: Record<string, Send>;
  close(): Promise<void>;
} {
  const { webhook, mail } = config.alerts;
  const channels: Record<string, Send> = {};
  const { post, close } = openPost({ ...config.http, version }, effects);
  if (webhook !== null) {
    // `text` is what chat programs show of a message that is posted to them.
    channels.webhook = ({ text, alerts }) => reasonAgainst(() => post(webhook, { version: 1, text, alerts }));
  }
  if (mail !== null) {
    channels.mail = ({ title, text }) => {
      const at = new Date(effects.now());
      const letter = { subject: `Discover: ${title}`, text: `${text}\n`, at };
      return reasonAgainst(() => sendMail(mail, effects.env.SMTP_PASSWORD, letter));
    };
  }
  return { channels, close };
}

/** A feed that cannot be written is one more channel that failed, and no reason to call the run one. */
async function saveFeed({ config, data, store }: Project): Promise<{ feed: string | null; problem: string[] }> {
  if (!config.alerts.rss) return { feed: null, problem: [] };
  const folder = join(data, 'reports');
  const feed = join(folder, 'alerts.xml');
  const content = await alertsFeed(store, config.purpose);
  const reason = await reasonAgainst(async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await saveWhole(feed, [content]);
  });
  return reason === null
    ? { feed, problem: [] }
    : { feed: null, problem: [`Alerts could not be written to their feed: ${reason}`] };
}
