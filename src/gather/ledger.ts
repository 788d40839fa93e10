/** Which matter an entry of the ledger belongs to. */
import { UsageError, UserError } from '../errors.js';
import { CLOSED, type Matter, mattersWith, type Status } from '../store/outcomes.js';

/** An entry as somebody wants it written down. */
export interface Entry {
  status: Status;
  due: string | null;
  reply: string | null;
  link: string | null;
}

/** @throws UsageError when the parts of an entry contradict each other */
export function checkEntry({ status, due, reply, link }: Entry): void {
  if (status === 'answered' && reply === null && link === null) {
    throw new UsageError(
      'An answer is published: give its words with --reply "…", or a page that has them with --link.',
    );
  }
  if (status === 'raised' && reply !== null) {
    throw new UsageError('--reply goes with what came of it: --status answered, acting, done or declined.');
  }
  if (CLOSED.has(status) && due !== null) {
    throw new UsageError(
      `--due ${due}: nothing is to come of what is ${status}. Leave it out, or choose another --status.`,
    );
  }
}

/**
 * A matter is one theme and one body: a later entry about the same continues it. Raised again after it was closed, it is
 * another one.
 * @param named the theme as it was named, `heir` as it is now
 * @returns `null` where the entry opens a matter
 * @throws UserError when a merge brought several together and it cannot be told which is meant
 */
export function continued(
  matters: readonly Matter[],
  wanted: { named: string; heir: string; owner: string; status: Status },
): Matter | null {
  const theirs = mattersWith(matters, wanted);
  const open = theirs.filter(({ status }) => !CLOSED.has(status));
  const meant = wanted.status === 'raised' || open.length > 0 ? open : theirs.slice(-1);
  if (new Set(meant.map(({ raisedAs }) => raisedAs)).size > 1) {
    const which = meant.map(({ number, raisedAs }) => `${number} (raised as ${raisedAs})`).join(' and ');
    throw new UserError(
      `${wanted.heir} has more than one open matter with ${wanted.owner}: ${which}. Name the theme as it was when the one you mean was raised.`,
    );
  }
  // Two people may have raised the same at one moment: what was raised last goes on.
  return meant.at(-1) ?? null;
}

/** @throws UserError when the last entry says the same: a ledger that is published need not say it twice */
export function refuseRepetition({ number, entries }: Matter, { status, due, reply, link }: Entry): void {
  const last = entries.at(-1)!;
  if (last.status !== status || last.due !== due || last.reply !== reply || last.link !== link) return;
  throw new UserError(`Matter ${number} says so already, since ${last.at.slice(0, 10)}.`);
}
