/** Tells whoever wants to know how the night went. */
import type { NightlyConfig } from '../config.js';
import type { Fetch } from '../crawl/crawler.js';
import { failureOf } from '../crawl/failures.js';
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
    webhook === null ? null : attempt('webhook', () => postSummary(summary, webhook, world)),
  ];
  return (await Promise.all(sent)).filter((line) => line !== null);
}

async function attempt(way: string, send: () => Promise<void>): Promise<string | null> {
  try {
    await send();
    return null;
  } catch (error) {
    return `The summary could not be sent by ${way}: ${reasonOf(error)}.`;
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

async function postSummary(
  summary: NightSummary,
  url: string,
  { fetch, now }: Pick<Effects, 'now'> & { fetch: Fetch },
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(summary) });
  const failure = failureOf(answer, now());
  if (failure !== null) throw failure;
}
