import { expect, it } from 'vitest';
import { digestOf, SetDigest } from '../../src/store/digest.js';

function setOf(values: readonly string[]): string {
  const all = new SetDigest();
  for (const value of values) all.add(digestOf([value]));
  return all.value;
}

it('a set has one digest in whatever order, and another with anything more, less or twice', () => {
  const values = Array.from({ length: 500 }, (_, index) => `post ${index}`);
  const digest = setOf(values);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(setOf([...values].reverse())).toBe(digest);
  const others = [values.slice(1), [...values, 'post'], [...values, 'post 3'], ['post x', ...values.slice(1)]].map(
    setOf,
  );
  expect(new Set([digest, ...others]).size).toBe(5);
});

it('is the sum modulo 2 to the 256th, carries and all', () => {
  const digests = Array.from({ length: 300 }, (_, index) => digestOf([index]));
  const all = new SetDigest();
  for (const digest of digests) all.add(digest);
  const sum = digests.reduce((total, digest) => total + BigInt(`0x${digest.toString('hex')}`), 0n) % 2n ** 256n;
  expect(all.value).toBe(sum.toString(16).padStart(64, '0'));
  expect(new SetDigest().value).toBe('0'.repeat(64));
});

it('values run into one another under no circumstances', () => {
  const cases = [['a', 'b'], ['ab'], ['a,b'], ['a', null, 'b'], ['a', 'null', 'b'], [1], ['1']];
  expect(new Set(cases.map((values) => digestOf(values).toString('hex'))).size).toBe(cases.length);
});
