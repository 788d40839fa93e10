import { describe, expect, it } from 'vitest';
import { keepIdentities } from '../../src/themes/identity.js';

/** `before`: former id of each post; `now`: its group today. */
function keep(
  before: (string | undefined)[],
  now: number[],
  living = [...new Set(before.filter((id) => id !== undefined))],
) {
  return keepIdentities('theme', living, before, Int32Array.from(now), Math.max(-1, ...now) + 1, 10);
}

const A = 'theme-1';
const B = 'theme-2';

describe('identities', () => {
  it('gives new groups new numbers', () => {
    expect(keep([undefined, undefined], [0, 1])).toEqual({
      ids: ['theme-10', 'theme-11'],
      events: [
        { kind: 'birth', id: 'theme-10', other: null },
        { kind: 'birth', id: 'theme-11', other: null },
      ],
      next: 12,
    });
  });

  it('keeps ids however the groups are numbered', () => {
    expect(keep([A, A, B, B], [1, 1, 0, 0])).toEqual({ ids: [B, A], events: [], next: 10 });
  });

  it('lets the bigger of two that merge survive', () => {
    const { ids, events } = keep([A, B, B, B, undefined], [0, 0, 0, 0, 0]);
    expect(ids).toEqual([B]);
    expect(events).toEqual([{ kind: 'merge', id: A, other: B }]);
  });

  it('lets the older of two equals survive, by number and not by letter', () => {
    expect(keep(['theme-10', 'theme-9'], [0, 0]).ids).toEqual(['theme-9']);
  });

  it('lets the bigger part of a split keep the id', () => {
    const { ids, events } = keep([A, A, A, A, A], [0, 0, 1, 1, 1]);
    expect(ids).toEqual(['theme-10', A]);
    expect(events).toEqual([{ kind: 'split', id: 'theme-10', other: A }]);
  });

  it('calls a group with a few strays of another a birth', () => {
    const { events } = keep([A, A, A, A, undefined, undefined], [0, 0, 0, 1, 1, 1]);
    expect(events).toEqual([{ kind: 'birth', id: 'theme-10', other: null }]);
  });

  it('does not pass an id on through a few strays', () => {
    const before = [...Array<string>(10).fill(A), ...Array<string>(20).fill(B)];
    const now = [...Array<number>(8).fill(0), 1, 1, ...Array<number>(20).fill(0)];
    // One group continues B; the other holds a fifth of A, all of itself, and so continues A.
    expect(keep(before, now).ids).toEqual([B, A]);
    const mixed = [...before, ...Array<undefined>(30).fill(undefined)];
    const strays = [...now, ...Array<number>(30).fill(1)];
    // Two posts of A in a group of 32, a fifth of A: a new theme, and A went into B.
    expect(keep(mixed, strays)).toMatchObject({
      ids: [B, 'theme-10'],
      events: [
        { kind: 'birth', id: 'theme-10' },
        { kind: 'merge', id: A, other: B },
      ],
    });
  });

  it('reports a theme without posts as dead', () => {
    expect(keep([A], [0], [A, B]).events).toEqual([{ kind: 'death', id: B, other: null }]);
  });
});
