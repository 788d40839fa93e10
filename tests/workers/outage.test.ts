import { describe, it } from 'vitest';
import { redisMissing } from '../support/redis.js';
import { lastingRedis, outage } from './outages.js';

/** `npm run test:long` waits for what `npm test` has no time for. */
const long = (process.env.DISCOVER_LONG_TESTS ?? '') !== '';

describe.skipIf(redisMissing !== null)('a run and a worker outlive a Redis that is gone', () => {
  // Side by side, so that the longer wait is the only one.
  it('for 3 s, and for 20 s', async () => {
    const [brief, longer] = await Promise.all([lastingRedis(), lastingRedis()]);
    await Promise.all([outage(brief.redis, 3), outage(longer.redis, 20)]);
  }, 70_000);

  it.skipIf(!long)(
    'for 120 s',
    async () => {
      const { redis } = await lastingRedis();
      await outage(redis, 120);
    },
    200_000,
  );
});
