import { describe, expect, it } from 'vitest';
import { dueInTrouble, errorWeight, type Failure, type Trouble, worse } from '../../src/crawl/trouble.js';
import type { FailureSlug } from '../../src/errors.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-02T04:00:00.000Z');
const WELL: Trouble = { slug: null, errors: 0, nights: 0, countedAt: 0 };
const failure = (slug: FailureSlug, retryable = false): Failure => ({ slug, retryable, retryAt: undefined });

/** What these failures come to, one each at its moment. */
const troubleOver = (...failures: [Failure, number][]) =>
  failures.reduce((trouble, [one, at]) => worse(trouble, one, at), WELL);

describe('what a failure weighs', () => {
  it.each<[FailureSlug, boolean, number]>([
    ['server-error', true, 0.5],
    ['timeout', true, 0.5],
    ['not-found', false, 0.5],
    ['unknown-host', true, 0.25],
    ['unknown-host', false, 1],
    ['blocked', false, 1],
    ['not-a-feed', false, 1],
    ['bad-token', false, 0],
    ['file-missing', false, 0],
  ])('%s (worth a retry: %s): %d', (slug, retryable, weight) => {
    expect(errorWeight({ slug, retryable })).toBe(weight);
  });
});

describe('nights of failures', () => {
  it('count once each, however many tries were made', () => {
    const down = failure('server-error', true);
    const night = (at: number): [Failure, number][] => [
      [down, at],
      [down, at + 60_000],
      [failure('timeout', true), at + 120_000],
    ];
    expect(troubleOver(...night(NOW))).toMatchObject({ errors: 0.5, nights: 1, countedAt: NOW });
    expect(troubleOver(...night(NOW), ...night(NOW + DAY))).toMatchObject({ errors: 1, nights: 1 });
    expect(troubleOver([down, NOW], [down, NOW + DAY], [down, NOW + 2 * DAY])).toMatchObject({
      errors: 1.5,
      nights: 3,
    });
  });

  it('after a clock was put back are nights of their own', () => {
    const down = failure('server-error');
    expect(troubleOver([down, NOW], [down, NOW - DAY])).toMatchObject({ errors: 1, nights: 2, countedAt: NOW - DAY });
  });

  it('C13: gone on three nights is believed and looked at once a month; on two nights not yet', () => {
    const gone = failure('gone');
    const due = (nights: number) => {
      const at = NOW + (nights - 1) * DAY;
      const trouble = troubleOver(
        ...Array.from({ length: nights }, (_, night) => [gone, NOW + night * DAY] as [Failure, number]),
      );
      return (dueInTrouble(trouble, gone, at)! - at) / DAY;
    };
    expect(due(1)).toBeLessThan(1);
    expect(due(2)).toBeLessThan(2);
    expect(due(3)).toBe(25);
  });

  it('what is ours to mend is due at once', () => {
    const refused = failure('bad-token');
    expect(dueInTrouble(troubleOver([refused, NOW]), refused, NOW)).toBeNull();
  });
});
