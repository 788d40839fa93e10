import { describe, expect, it } from 'vitest';
import { inFairOrder } from '../../src/crawl/fair-order.js';
import { testEffects } from '../support/project.js';

const NOW = Date.parse('2026-03-02T21:00:00.000Z');
const named = (...names: string[]) => names.map((name) => ({ name }));
const order = (sources: { name: string }[], crawls: Record<string, string | null>) =>
  inFairOrder(sources, (name) => crawls[name] ?? null, testEffects(NOW)).map(({ name }) => name);

describe('the order of a crawl', () => {
  it('begins with what was never crawled, then goes by how long ago', () => {
    const crawls = {
      a: '2026-03-02T20:00:00.000Z',
      b: '2026-02-01T20:00:00.000Z',
      c: null,
      d: '2026-03-01T20:00:00.000Z',
    };
    expect(order(named('a', 'b', 'c', 'd', 'new'), crawls)).toEqual(['c', 'new', 'b', 'd', 'a']);
  });

  it('I4: gives equals an order that chance decides, and only equals', () => {
    const lots = [0.9, 0.1, 0.5, 0.2];
    const world = { now: () => NOW, random: () => lots.shift()! };
    const crawls: Record<string, string> = { last: '2026-03-02T20:00:00.000Z' };
    const jobs = inFairOrder(named('a', 'last', 'b', 'c'), (name) => crawls[name] ?? null, world);
    expect(jobs.map(({ name }) => name)).toEqual(['c', 'b', 'a', 'last']);
  });

  it('does not believe a last crawl in the future, nor one that cannot be read', () => {
    const crawls = { a: '2026-03-01T20:00:00.000Z', ahead: '2027-03-01T20:00:00.000Z', odd: 'yesterday' };
    expect(order(named('a', 'ahead', 'odd'), crawls)).toEqual(['ahead', 'odd', 'a']);
  });

  it('makes everything due now, each a little before the next', () => {
    const jobs = inFairOrder(named('a', 'b', 'c'), () => null, testEffects(NOW));
    expect(jobs.map(({ runAt }) => runAt)).toEqual([NOW - 3, NOW - 2, NOW - 1]);
  });
});
