/** What a project file may say, key by key; `config/default.yaml` explains each. */
import { z } from 'zod';
import { cronProblem } from './cron.js';
import { OWNER_KINDS, PLACE_KINDS } from './model.js';

/** What a source may be called. */
export const SOURCE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;
export const SOURCE_NAME_WORDS = 'letters, digits, spaces, dots and dashes, at most 100, a letter or digit first';
const name = z.string().regex(SOURCE_NAME, SOURCE_NAME_WORDS);
const seconds = z.number().min(0).max(86_400);
const kept = z.int().min(0).max(3650);
const price = z.number().min(0).max(1000);
const CRON_WORDS = 'five fields of cron such as "17 2 * * *" (minute, hour, day of month, month, day of week)';
const mailbox = z.string().regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/, 'one mailbox, such as team@example.org');

const LONGEST_JOIN = 200;

/** What is wrong with words that say how one joins the talk at a place; `null`: nothing. */
export function joinProblem(words: string): string | null {
  if (words.length > LONGEST_JOIN) return `it has ${words.length} characters; at most ${LONGEST_JOIN}`;
  if (/\p{Cc}/u.test(words)) return 'write it in one line';
  const schemes = Array.from(words.matchAll(/([a-z][a-z0-9+.-]*):\/\//gi), (found) => found[1]!.toLowerCase());
  return schemes.every((scheme) => /^https?$/.test(scheme)) ? null : 'only http and https addresses can be followed';
}

const placeSchema = z.strictObject({
  name: z.string().min(1).max(200),
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
  kind: z.enum(PLACE_KINDS).nullable().optional(),
  owner: z.enum(OWNER_KINDS).nullable().optional(),
  area: z.string().min(1).max(200).nullable().optional(),
  join: z
    .string()
    .trim()
    .min(1)
    .superRefine((text, context) => {
      const message = joinProblem(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .nullable()
    .optional(),
});

const sourceSchema = z.strictObject({
  name,
  crawler: z.string().regex(/^[a-z][a-z0-9-]*$/, 'the name of a crawler, such as blogs'),
  options: z.record(z.string(), z.unknown()).default({}),
  place: placeSchema.optional(),
});

export const schema = z.strictObject({
  purpose: z.string().trim().min(1, 'say in a sentence why you listen; it is published with every report'),
  words: z.array(z.string().min(1).max(200)),
  languages: z.array(z.string().regex(/^[a-z]{2}$/, 'a two-letter code such as en')).min(1),
  seed: z.int().min(0).max(0xffff_ffff),
  sources: z.array(sourceSchema),
  http: z.strictObject({
    contact: z.string().min(3).max(200).nullable(),
    allow_private: z.array(
      z.string().regex(/^(\[[0-9a-f:.]+\]|[^\s:/@]+):\d{1,5}$/i, 'host:port, such as "127.0.0.1:8080"'),
    ),
    delay_s: seconds,
    connect_timeout_s: seconds,
    headers_timeout_s: seconds,
    idle_timeout_s: seconds,
    total_timeout_s: seconds,
    max_megabytes: z.number().gt(0).max(1000),
  }),
  queue: z.strictObject({
    url: z.string().regex(/^(embedded|rediss?:\/\/.+)$/, 'embedded, or an address such as redis://localhost:6379'),
    concurrency: z.int().min(1).max(256),
    attempts: z.int().min(1).max(100),
    backoff_s: seconds,
    patience_s: seconds,
    lease_s: z.number().min(1).max(3600),
  }),
  schedule: z
    .string()
    .superRefine((text, context) => {
      const problem = cronProblem(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: `${CRON_WORDS}: ${problem}` });
    })
    .nullable(),
  articles: z.strictObject({
    days: z.int().min(0).max(3650),
    most: z.int().min(0).max(10_000),
    tries: z.int().min(1).max(100),
  }),
  themes: z.strictObject({
    embeddings: z.strictObject({ model: z.string().min(1).max(1000).nullable() }),
  }),
  nightly: z.strictObject({
    minutes: z.number().gt(0).max(1440),
    quiet_days: z.int().min(1).max(3650),
    backups: z.strictObject({ daily: kept, weekly: kept, monthly: kept }),
    mail: z
      .strictObject({
        to: mailbox,
        from: mailbox,
        smtp: z
          .string()
          .regex(
            /^smtps?:\/\/([^\s:/@]+@)?[^\s/@]+$/,
            'an address such as smtp://mail.example.org:25, without a password',
          ),
      })
      .nullable(),
    webhook: z.url({ protocol: /^https?$/ }).nullable(),
  }),
  map: z.strictObject({
    snapshots: z.strictObject({ latest: kept, daily: kept, weekly: kept, monthly: kept }),
  }),
  sharing: z.strictObject({ fewest_people: z.int().min(1).max(1000) }),
  x: z.strictObject({
    currency: z.string().regex(/^[A-Z]{3}$/, 'three letters such as USD'),
    prices_of: z.iso.date('a day such as 2026-08-22'),
    price_per_post: price,
    price_per_user: price,
    price_per_count: price,
    nightly: z.number().min(0).max(1_000_000),
    monthly: z.number().min(0).max(1_000_000),
  }),
  store: z.strictObject({
    url: z
      .string()
      .regex(
        /^(sqlite|postgres(ql)?:\/\/\S+)$/,
        'sqlite, or an address such as postgres://user@host/discover (its password in PGPASSWORD)',
      ),
  }),
});

/** A project file with the defaults laid under it, checked. */
export type Parsed = z.infer<typeof schema>;
