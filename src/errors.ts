/**
 * Few typed errors, and one table from error to words and exit code. Anything else that is thrown is a bug and is shown
 * as one.
 */

/** What the shell is told (sysexits.h for 75 and 78). */
export const EXIT = { done: 0, failed: 1, usage: 2, locked: 75, config: 78 } as const;

/** Something the person at the keyboard can mend; the message names the thing and what to do. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly exitCode: number;

  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** The server of the store went away in the middle of something: worth another try, and nobody's fault. */
export class LostStoreError extends UserError {
  override readonly name = 'LostStoreError';
}

/** Wrong arguments. */
export class UsageError extends UserError {
  override readonly name = 'UsageError';
  constructor(message: string) {
    super(message, { exitCode: EXIT.usage });
  }
}

/** A project file that cannot be used; `problems` are `file:line:column key: what was expected` lines. */
export class ConfigError extends UserError {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'), { exitCode: EXIT.config });
    this.problems = problems;
  }
}

/** Another run holds the lock of this project. */
export class LockedError extends UserError {
  override readonly name = 'LockedError';
  constructor(message: string) {
    super(message, { exitCode: EXIT.locked });
  }
}

/** Every way a source can fail, as a slug that reports and scripts can rely on, with its words for people. */
export const FAILURES = {
  'bad-options': 'its options are wrong',
  'no-token': 'it is off: no access token is set',
  'no-declared-use': 'it is off: what its posts are used for is not declared',
  'bad-token': 'the platform refused the access token',
  forbidden: 'the site refuses us',
  blocked: 'the site answers us with a test for robots',
  'not-found': 'there is nothing at this address',
  gone: 'the site says this address is gone for good',
  'http-error': 'the site answered with an error',
  'server-error': 'the site has trouble of its own',
  'rate-limited': 'the site asks us to wait',
  'robots-refused': 'the robots.txt of the site asks us not to read this',
  'usage-capped': 'the paid quota of the platform is used up',
  'budget-spent': 'the money set aside for it is spent',
  'unknown-host': 'no such host',
  'connection-refused': 'nothing answers at this address',
  'connection-lost': 'the connection broke off',
  'tls-error': 'the certificate of the site cannot be trusted',
  timeout: 'the site took too long',
  'too-large': 'the answer is larger than allowed',
  'bad-encoding': 'the answer is packed in a way we do not accept',
  'too-many-redirects': 'the site sends us round in circles',
  'refused-address': 'the address is private, and http.allow_private does not name its host:port',
  'bad-address': 'the address is not a usable http or https address',
  'not-a-feed': 'what is there is not a feed',
  'bad-feed': 'the feed is broken beyond reading',
  'not-a-page': 'what is there is not a web page',
  'no-article': 'the page shows no more of the article than its feed',
  'heavy-page': 'reading the page takes too much time or memory',
  'unknown-shape': 'the answer does not have the shape we know',
  'file-missing': 'the file cannot be read',
  'bad-file': 'the file is not what it claims to be',
  interrupted: 'it was taken from a process that died or stalled',
  bug: 'an unexpected fault in this program',
} as const;
export type FailureSlug = keyof typeof FAILURES;

/** Nothing is broken and trying again changes nothing: the source is off, or waits for the next budget. */
const AT_REST = {
  'no-token': 'off',
  'no-declared-use': 'off',
  'budget-spent': 'waiting',
  'usage-capped': 'waiting',
} as const satisfies Partial<Record<FailureSlug, string>>;

/** Whether a source that stopped for this reason is off, waits, or (`null`) failed. */
export function restOf(slug: string | null): 'off' | 'waiting' | null {
  return slug !== null && slug in AT_REST ? AT_REST[slug as keyof typeof AT_REST] : null;
}

/** A source, page or file that failed. The run goes on; the slug, the words and the address are recorded. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly slug: FailureSlug;
  /** Worth trying again soon, without anybody mending anything. */
  readonly retryable: boolean;
  /** Not before this moment (milliseconds since 1970), when the other side said so. */
  readonly retryAt: number | undefined;

  constructor(
    slug: FailureSlug,
    message: string,
    options: { retryable?: boolean; retryAt?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.slug = slug;
    this.retryable = options.retryable ?? false;
    this.retryAt = options.retryAt;
  }
}

/** A slug for anything thrown while a source was read. */
export function slugOf(error: unknown): FailureSlug {
  return error instanceof SourceError ? error.slug : 'bug';
}

/** One line for people about a recorded failure. */
export function failureWords(slug: FailureSlug, message: string): string {
  return `${FAILURES[slug]}: ${message}`;
}

/** One line for people about anything thrown. */
export function wordsOf(error: unknown): string {
  if (error instanceof SourceError) return failureWords(error.slug, error.message);
  return error instanceof Error ? error.message : String(error);
}

/** True for "no such file or directory". */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}
