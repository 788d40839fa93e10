/** The settings that decide what a run finds, as they may be shown: published with every report of themes. */
import { basename } from 'node:path';
import type { Config, SourceConfig } from '../config.js';

/** Names of options and of parameters of addresses whose values open doors. */
const SECRET = /token|secret|passw|api_?key|^key$|auth|signature|^sig$|credential/i;
/** Stands where one was. */
export const HIDDEN = 'hidden';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export interface Settings {
  /** Of this program, and of Node. */
  version: string;
  node: string;
  purpose: string;
  words: string[];
  languages: string[];
  seed: number;
  /** Name of the folder of a sentence model, where one weighs beside the words. */
  model: string | null;
  articles: Config['articles'];
  /** Days without a new post after which a source counts as silent. */
  quietDays: number;
  /** Who listens, as the privacy notice says it. */
  notice: Config['notice'];
  sources: Pick<SourceConfig, 'name' | 'crawler' | 'options' | 'place'>[];
}

export function settingsOf({ config, version }: { config: Config; version: string }): Settings {
  const { purpose, words, languages, seed, articles, nightly, notice, sources, themes } = config;
  const shown = sources.map(({ name, crawler, options, place }) => ({
    name,
    crawler,
    options: withoutSecrets(options) as Record<string, unknown>,
    place,
  }));
  return {
    version,
    node: process.version,
    purpose,
    words,
    languages,
    seed,
    model: themes.model && basename(themes.model),
    articles,
    quietDays: nightly.quietDays,
    notice,
    sources: shown,
  };
}

/** The same value without passwords and tokens, wherever in it they are. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, SECRET.test(name) ? HIDDEN : withoutSecrets(inner)]),
  );
}

/** Of an address on this machine the port is left out too: it is another at every start. */
function withoutCredentials(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
  const url = new URL(text);
  const secrets = [...url.searchParams.keys()].filter((name) => SECRET.test(name));
  const isLocal = LOOPBACK.test(url.hostname) && url.port !== '';
  if (url.username + url.password === '' && secrets.length === 0 && !isLocal) return text;
  url.username = '';
  url.password = '';
  if (isLocal) url.port = '';
  for (const name of secrets) url.searchParams.set(name, HIDDEN);
  return url.href;
}
