/** A checked project file made into what the program works with: one unit for each kind of number, nothing left unsaid. */
import { resolve } from 'node:path';
import type { AlertRule, AlertsConfig, Config } from './config.js';
import type { Parsed } from './config-schema.js';
import type { Place } from './model.js';

/** @param folder what file names in the project file are relative to */
export function complete(data: Parsed, file: string | null, folder: string, locate: Config['locate']): Config {
  const { http, nightly, notice, queue } = data;
  return {
    file,
    folder,
    purpose: data.purpose,
    words: data.words,
    languages: data.languages,
    seed: data.seed,
    sources: data.sources.map((source) => ({ ...source, place: completePlace(source) })),
    http: {
      contact: http.contact,
      allowPrivate: http.allow_private,
      delayMs: http.delay_s * 1000,
      connectMs: http.connect_timeout_s * 1000,
      headersMs: http.headers_timeout_s * 1000,
      idleMs: http.idle_timeout_s * 1000,
      totalMs: http.total_timeout_s * 1000,
      maxBytes: http.max_megabytes * 1_000_000,
    },
    queue: {
      url: queue.url,
      concurrency: queue.concurrency,
      attempts: queue.attempts,
      backoffMs: Math.round(queue.backoff_s * 1000),
      patienceMs: Math.round(queue.patience_s * 1000),
      leaseMs: Math.round(queue.lease_s * 1000),
    },
    articles: data.articles,
    map: data.map,
    sharing: { fewestPeople: data.sharing.fewest_people },
    schedule: data.schedule,
    themes: { model: data.themes.embeddings.model === null ? null : resolve(folder, data.themes.embeddings.model) },
    nightly: {
      crawlMs: nightly.minutes * 60_000,
      quietDays: nightly.quiet_days,
      backups: nightly.backups,
      mail: nightly.mail,
      webhook: nightly.webhook,
    },
    alerts: {
      rules: data.alerts.rules.map((rule) => completeRule(rule, nightly.quiet_days)),
      rss: data.alerts.rss,
      webhook: data.alerts.webhook,
      mail: alertsMail(data),
    },
    notice: {
      organisation: notice.organisation,
      contact: notice.contact,
      complaints: notice.complaints,
      dataProtectionOfficer: notice.data_protection_officer,
      lawfulBasis: notice.lawful_basis,
      basisNote: notice.basis_note,
      retentionNote: notice.retention_note,
    },
    x: {
      currency: data.x.currency,
      pricesOf: data.x.prices_of,
      postMicros: micros(data.x.price_per_post),
      userMicros: micros(data.x.price_per_user),
      countMicros: micros(data.x.price_per_count),
      nightlyMicros: micros(data.x.nightly),
      monthlyMicros: micros(data.x.monthly),
    },
    store: data.store,
    locate,
  };
}

/** A theme that is new is told of from so many voices, unless its rule says otherwise. */
const NEW_THEME_VOICES = 5;

/** Keys that a rule leaves out are left out here too, rather than there without a value. */
function completeRule(rule: Parsed['alerts']['rules'][number], quietDays: number): AlertRule {
  if (rule.on === 'source-silent') return given({ ...rule, days: rule.days ?? quietDays });
  if (rule.on === 'overdue') return given(rule);
  // A surge has its own fewest voices: every one of them is told of.
  return given({ ...rule, voices: rule.voices ?? (rule.on === 'surge' ? 1 : NEW_THEME_VOICES) });
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function given<T extends object>(value: T): Given<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Given<T>;
}

function alertsMail({ alerts, nightly }: Parsed): AlertsConfig['mail'] {
  if (!alerts.mail || nightly.mail === null) return null;
  return alerts.mail === true ? nightly.mail : { ...nightly.mail, to: alerts.mail.to };
}

function micros(money: number): number {
  return Math.round(money * 1_000_000);
}

function completePlace(source: Parsed['sources'][number]): Place {
  const place = source.place;
  return {
    name: place?.name ?? source.name,
    url: place?.url ?? null,
    kind: place?.kind ?? null,
    owner: place?.owner ?? null,
    area: place?.area ?? null,
    ...(place?.join == null ? {} : { join: place.join }),
  };
}
