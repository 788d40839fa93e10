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
/** A sentence or two that are published; `null` where there is nothing to say. */
const words = z.string().trim().min(1, 'some words, or null').max(1000).nullable();
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

/** Every kind of thing that an alert can be about; a rule names one after `on`, or is the name alone. */
export const ALERT_KINDS = ['surge', 'new-theme', 'source-silent', 'overdue'] as const;
const themeId = z.string().regex(/^theme-[1-9]\d*$/, 'the id of a theme, such as theme-3');
const aboutThemes = {
  chapter: z
    .string()
    .regex(/^chapter-[1-9]\d*$/, 'the id of a chapter, such as chapter-2')
    .optional(),
  words: z
    .string()
    .max(200)
    .regex(/[\p{L}\p{N}]/u, 'words of a label, such as parking')
    .optional(),
};
const fewestVoices = z.int().min(1).max(1_000_000).optional();
const ruleSchema = z.preprocess(
  (rule) => (typeof rule === 'string' ? { on: rule } : rule),
  z.discriminatedUnion(
    'on',
    [
      z.strictObject({ on: z.literal('surge'), theme: themeId.optional(), ...aboutThemes, voices: fewestVoices }),
      z.strictObject({ on: z.literal('new-theme'), ...aboutThemes, voices: fewestVoices }),
      z.strictObject({
        on: z.literal('source-silent'),
        source: name.optional(),
        days: z.int().min(1).max(3650).optional(),
      }),
      z.strictObject({ on: z.literal('overdue'), theme: themeId.optional(), ...aboutThemes }),
    ],
    { error: `a rule names what it is about: ${ALERT_KINDS.join(', ')}; as "surge", or { on: surge, … }` },
  ),
);
const alertsSchema = z.strictObject({
  rules: z.array(ruleSchema).max(200),
  rss: z.boolean(),
  webhook: z.url({ protocol: /^https?$/ }).nullable(),
  mail: z
    .union([z.boolean(), z.strictObject({ to: mailbox })], {
      error: 'true, or another mailbox such as { to: team@example.org }',
    })
    .nullable(),
});

const projectSchema = z.strictObject({
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
  alerts: alertsSchema,
  map: z.strictObject({
    snapshots: z.strictObject({ latest: kept, daily: kept, weekly: kept, monthly: kept }),
  }),
  sharing: z.strictObject({ fewest_people: z.int().min(1).max(1000) }),
  notice: z.strictObject({
    organisation: words,
    contact: words,
    complaints: words,
    data_protection_officer: words,
    lawful_basis: words,
    basis_note: words,
    retention_note: words,
  }),
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

export const schema = projectSchema.superRefine(({ alerts, nightly, sources }, context) => {
  const wrong = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (alerts.mail && nightly.mail === null) {
    wrong(['alerts', 'mail'], 'alerts go through the mail server of nightly.mail: set that too');
  }
  for (const [index, rule] of alerts.rules.entries()) {
    if (rule.on !== 'source-silent' || rule.source === undefined) continue;
    if (!sources.some((source) => source.name === rule.source)) {
      wrong(['alerts', 'rules', index, 'source'], `no source under sources is called ${rule.source}`);
    }
  }
});

/** A project file with the defaults laid under it, checked. */
export type Parsed = z.infer<typeof schema>;
