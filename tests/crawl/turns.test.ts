import { expect, it } from 'vitest';
import { createTurns } from '../../src/crawl/turns.js';
import { testEffects } from '../support/project.js';

it('never lets two turns of one host overlap, and keeps the pause between them', async () => {
  const effects = testEffects(0);
  const turns = createTurns(5_000, effects);
  const spans: { start: number; end: number }[] = [];
  const work = async () => {
    const start = effects.now();
    await Promise.resolve();
    effects.clock.now += 100; // the request takes a moment
    spans.push({ start, end: effects.now() });
  };
  await Promise.all(Array.from({ length: 5 }, () => turns.take('site.example', work)));
  expect(spans.map(({ start }) => start)).toEqual([0, 5_100, 10_200, 15_300, 20_400]);
});

it('lets different hosts go at the same time', async () => {
  const turns = createTurns(5_000, testEffects(0));
  const seen: string[] = [];
  let release: () => void = () => undefined;
  const slow = turns.take('slow.example', () => new Promise<void>((resolve) => (release = resolve)));
  await turns.take('quick.example', async () => void seen.push('quick'));
  expect(seen).toEqual(['quick']);
  release();
  await slow;
});

it('goes on with the next after one has failed, and hands the failure to its own caller only', async () => {
  const effects = testEffects(0);
  const turns = createTurns(1_000, effects);
  const failed = turns.take('site.example', async () => {
    throw new Error('broken');
  });
  const next = turns.take('site.example', async () => effects.now());
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe(1_000);
});

it('waits no longer than the pause when the clock was set back', async () => {
  const effects = testEffects(1_000_000_000);
  const turns = createTurns(5_000, effects);
  await turns.take('site.example', async () => undefined);
  effects.clock.now = 0;
  expect(await turns.take('site.example', async () => effects.now())).toBe(5_000);
});
