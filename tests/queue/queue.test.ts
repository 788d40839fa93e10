import { describe, expect, it } from 'vitest';
import { type Job, nextTry, retryMoment } from '../../src/queue/queue.js';

const NOW = 1_000_000;
const HOUR = 3_600_000;

describe('retryMoment', () => {
  it.each([
    { what: 'the first wait', attempt: 1, dice: 0, retryAt: undefined, wait: 2_000 },
    { what: 'twice that', attempt: 2, dice: 0, retryAt: undefined, wait: 4_000 },
    { what: 'and twice again', attempt: 5, dice: 0, retryAt: undefined, wait: 32_000 },
    { what: 'an hour at most', attempt: 30, dice: 0, retryAt: undefined, wait: HOUR },
    { what: 'an hour at most, even beyond all numbers', attempt: 5_000, dice: 0, retryAt: undefined, wait: HOUR },
    { what: 'up to a quarter more', attempt: 1, dice: 0.999999, retryAt: undefined, wait: 2_500 },
    { what: 'as long as asked', attempt: 1, dice: 0, retryAt: NOW + 9_000, wait: 9_000 },
    { what: 'longer than an hour when asked', attempt: 1, dice: 0, retryAt: NOW + 5 * HOUR, wait: 5 * HOUR },
    { what: 'as long as asked, and spread', attempt: 1, dice: 0.5, retryAt: NOW + 9_000, wait: 9_250 },
    { what: 'no less than its own wait', attempt: 3, dice: 0, retryAt: NOW + 1, wait: 8_000 },
    { what: 'and does not mind a moment long past', attempt: 1, dice: 0, retryAt: 5, wait: 2_000 },
  ])('waits $what', ({ attempt, dice, retryAt, wait }) => {
    const world = { now: () => NOW, random: () => dice };
    expect(retryMoment(attempt, { backoffMs: 2_000 }, world, retryAt)).toBe(NOW + wait);
  });
});

describe('nextTry', () => {
  const world = { now: () => NOW, random: () => 0 };
  const settings = { attempts: 3, backoffMs: 2_000, leaseMs: 30_000 };
  it.each([
    { attempt: 1, retryable: true, moment: NOW + 2_000 },
    { attempt: 1, retryable: true, retryAt: NOW + 9_000, moment: NOW + 9_000 },
    { attempt: 2, retryable: true, moment: NOW + 4_000 },
    { attempt: 3, retryable: true, moment: null },
    { attempt: 1, retryable: false, moment: null },
  ])(
    'after try $attempt of 3, retryable $retryable, asked for $retryAt: $moment',
    ({ attempt, retryable, retryAt, moment }) => {
      const job: Job = {
        id: '1',
        kind: 'crawl',
        key: 'a',
        payload: {},
        attempt,
        spent: false,
        suspect: false,
        lease: 'l',
      };
      expect(nextTry(job, { slug: 'timeout', message: '', retryable, retryAt }, settings, world)).toBe(moment);
    },
  );
});
