/** Connections to Redis: looked over before use, and patient afterwards. */
import { Redis } from 'ioredis';
import type { Log } from '../effects.js';
import { UserError } from '../errors.js';

/** How long a Redis may take to answer when a queue is opened. */
const ANSWER_MS = 5_000;
/** Shortest silence that is taken for a dead connection. */
const LEAST_SILENCE_MS = 1_000;
/** Longest pause between two attempts to get a lost connection back. */
const LONGEST_PAUSE_MS = 2_000;
/** Major and minor version: what BullMQ asks for. */
const OLDEST_REDIS = [6, 2] as const;

/**
 * Connects to the Redis at `url` after checking that it can hold a queue. Once open, the connection outlives outages of
 * any length: commands wait until Redis is back.
 * @param silenceMs how long an answer may take before the connection is given up as dead and made anew
 * @throws UserError when nothing usable answers, or when it may throw jobs away; never with the password
 */
export async function connectRedis(url: string, silenceMs: number, log: Log): Promise<Redis> {
  const address = withoutPassword(url);
  const facts = await askRedis(url, address);
  refuseUnfit(facts, address, log);
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    // A network that drops a connection without a word would else leave us waiting for a quarter of an hour.
    socketTimeout: Math.max(LEAST_SILENCE_MS, silenceMs),
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
  });
  reportOutages(redis, address, log);
  return redis;
}

/** What may be shown of an address. */
function withoutPassword(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    throw new UserError('queue.url is not a usable address; write it like redis://localhost:6379.');
  }
}

/** The answer to INFO, by a connection of its own that gives up soon. */
async function askRedis(url: string, address: string): Promise<Map<string, string>> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  let reason = '';
  redis.on('error', (error) => {
    reason = error.message;
  });
  try {
    await redis.connect();
    return parseInfo(await redis.info());
  } catch (error) {
    // Without the cause: errors of this library carry the command they failed at, and AUTH carries the password.
    throw new UserError(
      `No usable Redis answers at ${address}: ${reason || (error as Error).message}. ` +
        'Start it, correct queue.url, or set queue.url to embedded, which needs no server.',
    );
  } finally {
    redis.disconnect();
  }
}

function parseInfo(text: string): Map<string, string> {
  const pairs = text.split('\r\n').filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function refuseUnfit(facts: Map<string, string>, address: string, log: Log): void {
  const version = facts.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor < OLDEST_REDIS[1])) {
    throw new UserError(`The Redis at ${address} is version ${version}; ${OLDEST_REDIS.join('.')} or newer is needed.`);
  }
  const policy = facts.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new UserError(
      `The Redis at ${address} throws data away when its memory is full (maxmemory-policy ${policy}): jobs would be lost. ` +
        'Mend it with: redis-cli config set maxmemory-policy noeviction',
    );
  }
  if (facts.get('aof_enabled') === '0') {
    log.warn(
      `The Redis at ${address} forgets its queue when it crashes (appendonly no). No post is lost by that: ` +
        'the next run fills the queue again. To keep it: redis-cli config set appendonly yes',
    );
  }
}

function reportOutages(redis: Redis, address: string, log: Log): void {
  let lost = false;
  redis.on('ready', () => {
    if (lost) log.info(`The Redis at ${address} is back.`);
    lost = false;
  });
  redis.on('reconnecting', () => {
    if (!lost) log.warn(`The Redis at ${address} is gone; waiting until it is back.`);
    lost = true;
  });
  // The library throws what nobody listens to; an outage is already reported above.
  redis.on('error', () => undefined);
}
