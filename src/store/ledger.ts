/**
 * What is spent on platforms that charge. Money is reserved before a request and settled after it, in transactions that
 * take turns, so that any number of processes together stay within the limits. A request that nobody came back from
 * keeps its reservation: the ledger may say too much, never too little.
 */
import type { Database } from './database.js';

const CAPPED = 'SELECT until FROM caps WHERE account = ? AND until > ?';
const CAP = `
  INSERT INTO caps (account, until) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET until = excluded.until`;
const SPENT = 'SELECT coalesce(sum(micros), 0) AS micros FROM spending WHERE day >= ? AND day <= ?';
const RESERVE = `
  INSERT INTO spending (account, source, endpoint, at, day, posts, users, micros, settled_at)
  VALUES (?, ?, ?, ?, ?, 0, 0, ?, NULL) RETURNING id`;
const OPEN = 'SELECT account, day FROM spending WHERE id = ? AND settled_at IS NULL';
const FORGET_OLDER = 'DELETE FROM billed WHERE day < ?';
const REMEMBER = `
  INSERT INTO billed (day, account, kind, item) VALUES (?, ?, ?, ?) ON CONFLICT (day, account, kind, item) DO NOTHING`;
const SETTLE = 'UPDATE spending SET posts = ?, users = ?, micros = ?, settled_at = ? WHERE id = ?';
const BY_SOURCE = `
  SELECT source, endpoint, count(*) AS requests, sum(posts) AS posts, sum(users) AS users, sum(micros) AS micros,
    sum(CASE WHEN settled_at IS NULL THEN micros ELSE 0 END) AS "unsettledMicros", max(at) AS "lastAt"
  FROM spending WHERE day >= ? AND day <= ? GROUP BY source, endpoint ORDER BY source, endpoint`;
const SINCE = `
  SELECT count(*) AS requests, coalesce(sum(posts), 0) AS posts, coalesce(sum(users), 0) AS users,
    coalesce(sum(micros), 0) AS micros
  FROM spending WHERE at >= ?`;

export interface Limits {
  /** Millionths of the currency, in a UTC day and in a UTC month. */
  nightlyMicros: number;
  monthlyMicros: number;
}

/** A request that somebody wants to make. */
export interface Wish {
  account: string;
  source: string;
  endpoint: string;
  /** The most that one item of the answer can cost. */
  itemMicros: number;
  /** How many items to ask for: so many where the money lasts, fewer where it does not, and no fewer than `least`. */
  most: number;
  least: number;
}

export type Reservation =
  | { id: number; items: number }
  | { refused: 'nightly' | 'monthly' | 'capped' /** ISO 8601. */; until: string; leftMicros: number };

/** Items that an answer held, by their ids. */
export interface Delivery {
  posts: readonly string[];
  users: readonly string[];
  /** Of the request itself. */
  flatMicros: number;
}

export interface Spent {
  source: string;
  endpoint: string;
  requests: number;
  posts: number;
  users: number;
  micros: number;
  /** Reserved for requests that were never settled; part of `micros`. */
  unsettledMicros: number;
  lastAt: string;
}

/** Sets money aside for a request, or says why not. `at` is ISO 8601 in UTC. */
export async function reserve(store: Database, wish: Wish, limits: Limits, at: string): Promise<Reservation> {
  return store.transaction(async (tx) => {
    const cap = await tx.get<{ until: string }>(CAPPED, [wish.account, at]);
    if (cap !== undefined) return { refused: 'capped', until: cap.until, leftMicros: 0 };
    const { day, month } = calendar(at);
    const left = {
      nightly: limits.nightlyMicros - (await spentBetween(tx, day.name, day.name)),
      monthly: limits.monthlyMicros - (await spentBetween(tx, month.first, month.last)),
    };
    const tighter = left.monthly < left.nightly ? 'monthly' : 'nightly';
    const affordable = wish.itemMicros === 0 ? wish.most : Math.floor(Math.max(0, left[tighter]) / wish.itemMicros);
    if (affordable < wish.least) {
      const until = tighter === 'monthly' ? month.end : day.end;
      return { refused: tighter, until, leftMicros: Math.max(0, left[tighter]) };
    }
    const items = Math.min(wish.most, affordable);
    const row = [wish.account, wish.source, wish.endpoint, at, day.name, items * wish.itemMicros];
    return { id: (await tx.get<{ id: number }>(RESERVE, row))!.id, items };
  });
}

/** Puts what came of a request in the place of its reservation. Items of the same UTC day are charged once. */
export async function settle(
  store: Database,
  id: number,
  delivery: Delivery,
  prices: { postMicros: number; userMicros: number },
  at: string,
): Promise<void> {
  await store.transaction(async (tx) => {
    const open = await tx.get<{ account: string; day: string }>(OPEN, [id]);
    if (open === undefined) return;
    const today = calendar(at).day.name;
    await tx.run(FORGET_OLDER, [today]);
    const charged = async (kind: string, items: readonly string[]) => {
      const distinct = [...new Set(items)];
      // Sent before midnight and answered after: nobody knows to which day it was billed, so nothing of it is free.
      if (open.day !== today) return distinct.length;
      return tx.many(
        REMEMBER,
        distinct.map((item) => [today, open.account, kind, item]),
      );
    };
    const posts = await charged('post', delivery.posts);
    const users = await charged('user', delivery.users);
    const micros = delivery.flatMicros + posts * prices.postMicros + users * prices.userMicros;
    await tx.run(SETTLE, [posts, users, micros, at, id]);
  });
}

/** The platform says that the account's quota is used up: nothing more is asked of it until then (ISO 8601). */
export async function capAccount(store: Database, account: string, until: string): Promise<void> {
  await store.run(CAP, [account, until]);
}

/** The spending of a UTC day and of its month up to then, in all and by source. */
export async function readSpending(
  store: Database,
  at: string,
): Promise<{ dayMicros: number; monthMicros: number; sources: Spent[] }> {
  const { day, month } = calendar(at);
  return {
    dayMicros: await spentBetween(store, day.name, day.name),
    monthMicros: await spentBetween(store, month.first, month.last),
    sources: await store.all<Spent>(BY_SOURCE, [month.first, month.last]),
  };
}

/** What was spent from a moment on (ISO 8601). */
export async function spentSince(
  store: Database,
  since: string,
): Promise<{ requests: number; posts: number; users: number; micros: number }> {
  return (await store.get<{ requests: number; posts: number; users: number; micros: number }>(SINCE, [since]))!;
}

async function spentBetween(store: Database, first: string, last: string): Promise<number> {
  return (await store.get<{ micros: number }>(SPENT, [first, last]))!.micros;
}

/** The UTC day and month of a moment, and when each is over. */
export function calendar(at: string) {
  const moment = new Date(at);
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()];
  const iso = (...parts: [number, number, number]) => new Date(Date.UTC(...parts)).toISOString();
  const monthName = moment.toISOString().slice(0, 7);
  return {
    day: { name: moment.toISOString().slice(0, 10), end: iso(year, month, day + 1) },
    month: { first: `${monthName}-01`, last: `${monthName}-31`, end: iso(year, month + 1, 1) },
  };
}
