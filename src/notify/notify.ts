/** Tells whoever wants to know how the night went. */
import type { NightlyConfig } from '../config.js';
import type { Fetch } from '../crawl/crawler.js';
import { createFetch, failureOf, type HttpSettings } from '../crawl/http.js';
import { type Effects, isoNow } from '../effects.js';
import { FAILURES, SourceError, wordsOf } from '../errors.js';
import { sendMail } from './mail.js';
import { type NightSummary, nightText, nightTitle } from './summary.js';

/**
 * Sends the summary where `nightly.mail` and `nightly.webhook` say. What cannot be sent loses nothing but the message.
 * @returns a line for each of the two that failed
 */
export async function sendSummary(
  summary: NightSummary,
  wanted: Pick<NightlyConfig, 'mail' | 'webhook'>,
  world: Pick<Effects, 'now' | 'env'> & { fetch: Fetch },
): Promise<string[]> {
  const { mail, webhook } = wanted;
  const sent = [
    mail === null ? null : attempt('mail', () => mailSummary(summary, mail, world)),
    webhook === null ? null : attempt('webhook', () => postJson(webhook, summary, world)),
  ];
  return (await Promise.all(sent)).filter((line) => line !== null);
}

async function attempt(way: string, send: () => Promise<void>): Promise<string | null> {
  const reason = await reasonAgainst(send);
  return reason === null ? null : `The summary could not be sent by ${way}: ${reason}.`;
}

/** Why something could not be sent, in words; `null` when it was. */
export async function reasonAgainst(send: () => Promise<void>): Promise<string | null> {
  try {
    await send();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Without the address: that of a webhook is often a secret in itself. */
function reasonOf(error: unknown): string {
  return error instanceof SourceError ? `${FAILURES[error.slug]} (${error.slug})` : wordsOf(error);
}

async function mailSummary(
  summary: NightSummary,
  mail: NonNullable<NightlyConfig['mail']>,
  world: Pick<Effects, 'now' | 'env'>,
): Promise<void> {
  const subject = `Discover: ${nightTitle(summary)}`;
  const text = `${nightText(summary)}\n`;
  await sendMail(mail, world.env.SMTP_PASSWORD, { subject, text, at: new Date(isoNow(world)) });
}

/**
 * Posts a value as JSON.
 * @throws SourceError when it was not taken
 */
async function postJson(
  url: string,
  value: unknown,
  { fetch, now }: Pick<Effects, 'now'> & { fetch: Fetch },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(value) });
  const failure = failureOf(answer, now());
  if (failure !== null) throw failure;
}

/** Posts values as JSON through a guarded client of its own; `close` when done. See `postJson`. */
export function openPost(
  settings: HttpSettings,
  effects: Effects,
): { post(url: string, value: unknown): Promise<void>; close(): Promise<void> } {
  const { fetch, close } = createFetch(settings, effects);
  return { post: (url, value) => postJson(url, value, { fetch, now: effects.now }), close };
}
