import { describe, expect, it } from 'vitest';
import { politenessOf } from '../../src/store/politeness.js';
import type { RequestRecord } from '../../src/store/requests.js';

const NOTHING_KNOWN = { waits: new Map<string, number>(), validators: new Set<string>() };

function request(startedAt: number, endedAt: number, more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    ...{ hostGroup: 'a.example', budget: 'a.example', url: 'https://a.example/', urlKey: 'k', userAgent: 'Discover/1' },
    ...{ heldBack: null, robotsAsked: false, startedAt, endedAt, status: 200, slug: null, isConditional: false },
    ...{ gaveValidators: false, bytes: 10, waitUntil: null },
    ...more,
  };
}

async function* inOrder(records: readonly RequestRecord[]) {
  yield* records;
}

const of = (records: readonly RequestRecord[], known = NOTHING_KNOWN) => politenessOf(inOrder(records), known);

it('counts, measures pauses, and sees what was under way at once', async () => {
  const { total, groups } = await of([
    request(0, 100),
    request(2_100, 9_000),
    request(3_000, 3_500),
    request(0, 50_000, { hostGroup: 'b.example', userAgent: 'Discover/2' }),
  ]);
  expect(groups).toMatchObject([
    // The third began while the second was under way: a pause below zero.
    { group: 'a.example', requests: 3, smallestGapMs: -6_000, mostAtOnce: 2, bytes: 30 },
    { group: 'b.example', requests: 1, smallestGapMs: null, mostAtOnce: 1 },
  ]);
  expect(total).toMatchObject({ requests: 4, smallestGapMs: -6_000, mostAtOnce: 2, bytes: 40 });
});

it('does not take requests that follow one another at once for two at a time', async () => {
  expect((await of([request(0, 100), request(100, 200)])).total).toMatchObject({ mostAtOnce: 1, smallestGapMs: 0 });
});

it('finds requests inside a wait, by the budget that has to keep it', async () => {
  const token = { budget: 'a.example #1' };
  const { total } = await of([
    request(0, 10, { status: 429, waitUntil: 60_010 }),
    request(60_009, 60_010),
    request(60_010, 60_020),
    request(60_020, 60_030, token),
    request(60_030, 60_040, { ...token, waitUntil: 90_000 }),
    request(61_000, 61_010, { budget: 'a.example #2' }),
    request(62_000, 62_010, token),
  ]);
  expect(total).toMatchObject({ waitsAskedFor: 2, insideWaits: 2 });
});

it('remembers waits that an earlier run was asked for', async () => {
  const known = { ...NOTHING_KNOWN, waits: new Map([['a.example', 1_000]]) };
  expect((await of([request(999, 1_000), request(1_000, 1_001)], known)).total.insideWaits).toBe(1);
});

describe('repeats', () => {
  it('are requests for addresses that have given validators, in an earlier run or in this one', async () => {
    const known = { ...NOTHING_KNOWN, validators: new Set(['old']) };
    const conditional = { isConditional: true };
    const { total } = await of(
      [
        request(0, 1, { urlKey: 'old', ...conditional }),
        request(2, 3, { urlKey: 'new', gaveValidators: true }),
        request(4, 5, { urlKey: 'new' }),
        request(6, 7, { urlKey: 'new', ...conditional }),
        request(8, 9, { urlKey: 'other', ...conditional }),
      ],
      known,
    );
    expect(total).toMatchObject({ repeats: 3, conditionalRepeats: 2 });
  });
});

it('tells what was held back apart from what was sent', async () => {
  const held = (heldBack: RequestRecord['heldBack']) => request(5, 5, { heldBack, status: null, slug: 'rate-limited' });
  const { total, userAgents } = await of([
    request(0, 10, { robotsAsked: true }),
    ...(['wait', 'wait', 'failures', 'robots'] as const).map(held),
  ]);
  expect(total).toMatchObject({
    ...{ requests: 1, mostAtOnce: 1, robotsAllowed: 1 },
    heldBack: { wait: 2, failures: 1, robots: 1 },
  });
  expect(userAgents).toEqual(['Discover/1']);
});
