/**
 * The project file: unknown in, complete and checked Config out. Defaults are read from `config/default.yaml`, the one
 * place where they are written. After this nothing is optional and nothing is global.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { complete } from './config-complete.js';
import { schema } from './config-schema.js';
import { ConfigError, isNotFound, UserError } from './errors.js';
import type { Place } from './model.js';

export { joinProblem, SOURCE_NAME, SOURCE_NAME_WORDS } from './config-schema.js';

/** Files shipped with the program: the folder of its package, from the source (src/) or the compiled file (dist/src/). */
export const PACKAGE_FOLDER = ['..', '../..']
  .map((up) => resolve(dirname(fileURLToPath(import.meta.url)), up))
  .find((folder) => existsSync(resolve(folder, 'config/default.yaml'))) as string;
const DEFAULTS_FILE = resolve(PACKAGE_FOLDER, 'config/default.yaml');
/** Larger than any honest project file. */
const MAX_FILE_BYTES = 1_000_000;

export interface SourceConfig {
  name: string;
  crawler: string;
  /** Checked by the crawler's own schema when the source is loaded. */
  options: Record<string, unknown>;
  place: Place;
}

export interface NightlyConfig {
  /** How long a night may crawl. */
  crawlMs: number;
  /** A source without a newer post than this many days is named in the summary. */
  quietDays: number;
  /** How many backups are kept: one for each of so many days, weeks and months. */
  backups: { daily: number; weekly: number; monthly: number };
  /** Where the summary goes; the password of the mail server comes from the environment. */
  mail: { to: string; from: string; smtp: string } | null;
  webhook: string | null;
}

/** What to tell of. Narrowed by what is not absent; the fewest voices and days are always there. */
export type AlertRule =
  | { on: 'surge'; theme?: string; chapter?: string; words?: string; voices: number }
  | { on: 'new-theme'; chapter?: string; words?: string; voices: number }
  | { on: 'source-silent'; source?: string; days: number }
  | { on: 'overdue'; theme?: string; chapter?: string; words?: string };

export interface AlertsConfig {
  /** None: nothing is looked for, and nothing written. */
  rules: AlertRule[];
  /** Whether there is a feed of them among the reports. */
  rss: boolean;
  webhook: string | null;
  mail: { to: string; from: string; smtp: string } | null;
}

/** What X charges and what may be spent on it, in millionths of the currency. */
export interface XConfig {
  /** ISO 4217. */
  currency: string;
  /** The day on which these were the prices, YYYY-MM-DD. */
  pricesOf: string;
  postMicros: number;
  userMicros: number;
  /** Of one request for a count. */
  countMicros: number;
  /** In one UTC day. */
  nightlyMicros: number;
  /** In one UTC month. */
  monthlyMicros: number;
}

/** What only those who listen can say in the privacy notice; `null` where they have not. */
export interface NoticeConfig {
  organisation: string | null;
  contact: string | null;
  complaints: string | null;
  dataProtectionOfficer: string | null;
  lawfulBasis: string | null;
  basisNote: string | null;
  retentionNote: string | null;
}

export interface Config {
  /** The project file, or `null` when the defaults stand alone. */
  file: string | null;
  /** File names in the project file are relative to this folder. */
  folder: string;
  /** Empty only when there is no project file. */
  purpose: string;
  words: string[];
  languages: string[];
  seed: number;
  sources: SourceConfig[];
  http: {
    contact: string | null;
    allowPrivate: string[];
    delayMs: number;
    connectMs: number;
    headersMs: number;
    idleMs: number;
    totalMs: number;
    maxBytes: number;
  };
  queue: {
    url: string;
    concurrency: number;
    attempts: number;
    backoffMs: number;
    patienceMs: number;
    leaseMs: number;
  };
  /** Full texts of posts whose feed gave a summary: how old a post may be, how many a source and run, how often tried. */
  articles: { days: number; most: number; tries: number };
  /** When workers make a run: a cron line in the time zone of the machine; `null` for never. */
  schedule: string | null;
  /** The folder of a sentence model, by its whole path; `null`: themes go by words alone. */
  themes: { model: string | null };
  nightly: NightlyConfig;
  alerts: AlertsConfig;
  map: {
    /** How many maps of runs are kept: the newest, and one for each of so many days, weeks and months. */
    snapshots: { latest: number; daily: number; weekly: number; monthly: number };
  };
  /** Counts of fewer people than this are left out of what is shared. */
  sharing: { fewestPeople: number };
  notice: NoticeConfig;
  x: XConfig;
  /** `sqlite`, or the address of a PostgreSQL database, which may hold a password: not to be shown. */
  store: { url: string };
  /** `file:line:column` of a key, for problems that are found later (a crawler's own options). */
  locate(path: readonly PropertyKey[]): string;
}

/**
 * Reads and checks a project file.
 * @throws ConfigError with one line per problem: where, which key, what was expected
 */
export async function readConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR';
    const reason = isNotFound(error)
      ? 'there is no such file'
      : isFolder
        ? 'this is a folder'
        : (error as Error).message;
    throw new ConfigError([`${file}: ${reason}. \`discover init\` writes a project file to start from.`]);
  }
  return parseConfig(text, file);
}

/** Checks the text of a project file; `file` is used in messages and to find files named in it. */
export async function parseConfig(text: string, file: string): Promise<Config> {
  if (text.length > MAX_FILE_BYTES) throw new ConfigError([`${file}: larger than a project file can be (1 MB)`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map((error) => `${at(error.pos[0])} not valid YAML: ${error.message}`));
  }
  const locate = (path: readonly PropertyKey[]) => at(offsetOf(document.contents, path));
  const given = plainObject(document, file);
  const checked = schema.safeParse(merge(await defaults(), given));
  if (!checked.success) {
    throw new ConfigError(checked.error.issues.map((issue) => problemLine(issue.path, issue.message, locate)));
  }
  const repeated = repeatedSource(checked.data.sources);
  if (repeated !== undefined) {
    const path = ['sources', repeated, 'name'];
    throw new ConfigError([problemLine(path, 'this name is used twice; each source needs its own', locate)]);
  }
  return complete(checked.data, resolve(file), dirname(resolve(file)), locate);
}

/** The defaults alone: enough to import, group and report without a project file. */
export async function defaultConfig(folder: string): Promise<Config> {
  const data = { ...(await defaults()), purpose: '-' };
  return { ...complete(schema.parse(data), null, folder, () => DEFAULTS_FILE), purpose: '' };
}

/** One problem as a line: `file:line:column key: what was expected`. */
export function problemLine(
  path: readonly PropertyKey[],
  message: string,
  locate: (path: readonly PropertyKey[]) => string,
): string {
  return `${locate(path)} ${path.map(String).join('.') || 'file'}: ${message}`;
}

async function defaults(): Promise<Record<string, unknown>> {
  return parseDocument(await readFile(DEFAULTS_FILE, 'utf8')).toJS() as Record<string, unknown>;
}

function plainObject(document: ReturnType<typeof parseDocument>, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigError([`${file}: ${(error as Error).message}`]);
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new ConfigError([`${file}:1:1 file: expected settings, one "key: value" a line`]);
  return value as Record<string, unknown>;
}

/** Sections are merged key by key; lists and plain values of the project replace the defaults. */
function merge(base: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  const isSection = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(given)) {
    const standing = base[key];
    merged[key] = isSection(standing) && isSection(value) ? merge(standing, value) : value;
  }
  return merged;
}

/** Where the deepest existing part of a path stands: the key for a wrong value, its section for a missing one. */
function offsetOf(node: Node | null, path: readonly PropertyKey[]): number {
  let offset = node?.range?.[0] ?? 0;
  let here: unknown = node;
  for (const step of path) {
    if (isMap(here)) {
      const pair = here.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      here = pair.value;
    } else {
      here = (here as { items?: unknown[] } | null)?.items?.[step as number];
      offset = (here as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}

function repeatedSource(sources: readonly { name: string }[]): number | undefined {
  const seen = new Set<string>();
  const index = sources.findIndex((source) => {
    const repeated = seen.has(source.name);
    seen.add(source.name);
    return repeated;
  });
  return index === -1 ? undefined : index;
}

/** The version of this program, from its package. */
export async function programVersion(): Promise<string> {
  try {
    const text = await readFile(resolve(PACKAGE_FOLDER, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch (error) {
    throw new UserError('This installation is incomplete: its package.json cannot be read.', { cause: error });
  }
}
