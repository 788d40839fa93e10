/** Voices that use the same things at the same time, beside what chance would do. */
import { describe, expect, test } from 'vitest';
import { type CoordinationSettings, findCoordination, poissonTail } from '../../src/map/coordination.js';
import { seededRandom } from '../../src/random.js';
import type { Database } from '../../src/store/store.js';
import { seed, temporaryStore, tweet } from '../support/project.js';
import { clean } from './samples.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-02-01T00:00:00.000Z');
const SETTINGS: CoordinationSettings = {
  ...{ lens: 'co-link', windowMs: HOUR, least: 2, ignored: new Set() },
  period: { since: null, until: null },
};

interface Use {
  voice: string;
  link: string;
  /** Hours after the start. */
  at: number;
}

async function storeOf(uses: readonly Use[]): Promise<Database> {
  const store = await temporaryStore();
  await seed(
    store,
    'x',
    uses.map(({ voice, at }, index) =>
      tweet(String(index), voice, 'look', { createdAt: new Date(START + at * HOUR).toISOString() }),
    ),
  );
  await clean(store, Object.fromEntries(uses.map(({ link }, index) => [String(index), { links: [link] }])));
  return store;
}

/** Forty voices that each use eight of thirty links, whenever they like in a month. */
function crowd(): Use[] {
  const random = seededRandom(11);
  return Array.from({ length: 320 }, (_, index) => ({
    voice: `v${index % 40}`,
    link: `https://news.example.org/${Math.floor(random() * 30)}`,
    at: random() * 720,
  }));
}

const together = (link: string, at: number): Use[] => [
  { voice: 'one', link, at },
  { voice: 'other', link, at: at + 0.1 },
];

describe('coordination', () => {
  test('names two that keep meeting, with the posts, and hardly anybody of a crowd that does not', async () => {
    const meetings = [1, 2, 3, 4].flatMap((number) => together(`https://news.example.org/${number}`, number * 100));
    const { pairs, voices, pairsThatMet } = await findCoordination(await storeOf([...crowd(), ...meetings]), SETTINGS);
    expect(voices).toBe(42);
    expect(pairsThatMet).toBeGreaterThan(2);
    expect(pairs.filter(({ unlikely }) => unlikely)).toMatchObject([{ things: 4, usedByOne: 4, usedByOther: 4 }]);
    expect(pairs[0]!.evidence).toHaveLength(3);
    expect(pairs[0]!.evidence[0]!.posts).toHaveLength(2);
  });

  test('expects of a crowd about as many meetings as it has', async () => {
    const store = await storeOf(crowd());
    const { pairs } = await findCoordination(store, { ...SETTINGS, windowMs: 48 * HOUR, least: 1 });
    const met = pairs.reduce((sum, { things }) => sum + things, 0);
    const used = new Map<number, number>();
    for (const { one, other, usedByOne, usedByOther } of pairs) used.set(one, usedByOne).set(other, usedByOther);
    const rate = pairs[0]!.expected / (pairs[0]!.usedByOne * pairs[0]!.usedByOther);
    const counts = [...used.values()];
    const expected = counts.flatMap((a, i) => counts.slice(i + 1).map((b) => a * b * rate)).reduce((a, b) => a + b);
    expect(expected / met).toBeGreaterThan(0.7);
    expect(expected / met).toBeLessThan(1.4);
  });

  test('is about the window: the same links a day apart are no meeting', async () => {
    const apart = [1, 2, 3].flatMap((number) => [
      { voice: 'one', link: `https://a.example/${number}`, at: number * 100 },
      { voice: 'other', link: `https://a.example/${number}`, at: number * 100 + 24 },
    ]);
    const store = await storeOf(apart);
    expect((await findCoordination(store, SETTINGS)).pairs).toEqual([]);
    expect((await findCoordination(store, { ...SETTINGS, windowMs: 25 * HOUR })).pairs).toHaveLength(1);
  });

  test('passes over what everybody uses, and says how much', async () => {
    const everybody = Array.from({ length: 201 }, (_, index) => ({
      ...{ voice: `v${index}`, link: 'https://news.example.org/', at: 1 },
    }));
    const found = await findCoordination(await storeOf(everybody), { ...SETTINGS, least: 1 });
    expect(found).toMatchObject({ pairs: [], leftOut: 1 });
  });

  test('ignores what every post carries, and sees nothing in an empty store', async () => {
    const store = await storeOf(together('https://a.example/', 1));
    const ignored = new Set(['https://a.example/']);
    expect((await findCoordination(store, { ...SETTINGS, least: 1, ignored })).pairs).toEqual([]);
    expect(await findCoordination(await temporaryStore(), SETTINGS)).toMatchObject({ pairs: [], uses: 0 });
  });

  test('co-post: two that answer the same posts; one meeting is never called unlikely', async () => {
    const store = await temporaryStore();
    const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
    const said = ['1', '2'].flatMap((id, turn) => [
      tweet(id, `author-${id}`, 'x', { createdAt: at(turn * 600) }),
      tweet(`${id}a`, 'one', 'x', { inReplyTo: id, createdAt: at(turn * 600 + 1) }),
      tweet(`${id}b`, 'other', 'x', { inReplyTo: id, createdAt: at(turn * 600 + 2) }),
    ]);
    await seed(store, 'x', said);
    await clean(store);
    const { pairs } = await findCoordination(store, { ...SETTINGS, lens: 'co-post' });
    expect(pairs).toMatchObject([{ things: 2 }]);
    const once = await findCoordination(store, {
      ...{ ...SETTINGS, lens: 'co-post', least: 1 },
      period: { since: null, until: at(300) },
    });
    expect(once.pairs).toMatchObject([{ things: 1, unlikely: false }]);
  });
});

test('the tail of the Poisson distribution, also far out where 1 minus the rest would be nothing', () => {
  expect(poissonTail(0, 3)).toBe(1);
  expect(poissonTail(1, 0)).toBe(0);
  expect(poissonTail(1, 0.01)).toBeCloseTo(0.009950166, 9);
  expect(poissonTail(3, 2)).toBeCloseTo(0.3233236, 7);
  expect(poissonTail(2, 50)).toBeCloseTo(1, 9);
  expect(poissonTail(10, 0.1) / 2.5163478e-17).toBeCloseTo(1, 3);
});
