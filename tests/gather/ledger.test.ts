import { describe, expect, it } from 'vitest';
import { checkEntry, continued, type Entry, refuseRepetition } from '../../src/gather/ledger.js';
import type { Matter, Status } from '../../src/store/outcomes.js';

const ENTRY: Entry = { status: 'raised', due: null, reply: null, link: null };

function matter(number: number, raisedAs: string, status: Status, owner = 'NHS Leeds ICB'): Matter {
  const at = '2026-03-02T21:00:00.000Z';
  const entry = { ...ENTRY, id: number, at, status, owner, author: 'A. Shah' };
  return {
    ...{ number, themeId: 'theme-3', raisedAs, label: 'scans', hidden: false, owner, status },
    ...{ due: null, reply: null, link: null, entries: [entry] },
  };
}

const wanted = (named: string, status: Status = 'answered') => ({
  ...{ named, heir: 'theme-3', owner: ' nhs  Leeds ICB', status },
});
const numberOf = (...[matters, asked]: Parameters<typeof continued>) => continued(matters, asked)?.number ?? null;

describe('an entry', () => {
  it('goes on with the open matter of its theme and body', () => {
    const matters = [matter(1, 'theme-3', 'raised', 'Leeds Council'), matter(2, 'theme-3', 'raised')];
    expect(numberOf(matters, wanted('theme-3'))).toBe(2);
    expect(numberOf([], wanted('theme-3'))).toBeNull();
    expect(numberOf([{ ...matter(4, 'theme-9', 'raised'), themeId: 'theme-9' }], wanted('theme-3'))).toBeNull();
  });

  it('opens another matter when it is raised again after it was closed, and else adds to the closed one', () => {
    const closed = [matter(1, 'theme-3', 'done'), matter(2, 'theme-3', 'declined')];
    expect(numberOf(closed, wanted('theme-3', 'raised'))).toBeNull();
    expect(numberOf(closed, wanted('theme-3', 'acting'))).toBe(2);
    expect(numberOf([...closed, matter(3, 'theme-3', 'acting')], wanted('theme-3', 'raised'))).toBe(3);
  });

  it('of themes that were merged belongs to the matter raised under the name that is given', () => {
    const merged = [matter(1, 'theme-7', 'raised'), matter(2, 'theme-3', 'raised')];
    expect(numberOf(merged, wanted('theme-3'))).toBe(2);
    expect(numberOf(merged, wanted('theme-7'))).toBe(1);
    expect(numberOf([merged[0]!], wanted('theme-3'))).toBe(1);
    const two = [matter(1, 'theme-7', 'raised'), matter(2, 'theme-8', 'acting')];
    expect(() => continued(two, wanted('theme-3'))).toThrow(
      /more than one open matter .*: 1 \(raised as theme-7\) and 2 \(raised as theme-8\)\. Name the theme as it was/,
    );
  });

  it('goes on with the later of two that were raised at one moment', () => {
    expect(numberOf([matter(1, 'theme-3', 'raised'), matter(2, 'theme-3', 'raised')], wanted('theme-3'))).toBe(2);
  });

  it.each<[Partial<Entry>, RegExp]>([
    [{ status: 'answered' }, /--reply "…", or a page .* --link/],
    [{ status: 'raised', reply: 'Yes.' }, /--reply goes with what came of it/],
    [{ status: 'done', due: '2026-05-01' }, /--due 2026-05-01: nothing is to come of what is done/],
    [{ status: 'declined', due: '2026-05-01' }, /is declined/],
  ])('is refused where it contradicts itself: %j', (parts, words) => {
    expect(() => checkEntry({ ...ENTRY, ...parts })).toThrow(words);
  });

  it.each<Partial<Entry>>([
    { status: 'answered', link: 'https://icb.example/' },
    { status: 'answered', reply: 'In May.', due: '2026-05-31' },
    { status: 'declined' },
    { status: 'acting', reply: 'Begun.' },
  ])('is taken: %j', (parts) => {
    expect(() => checkEntry({ ...ENTRY, ...parts })).not.toThrow();
  });

  it('says something new', () => {
    const known = matter(5, 'theme-3', 'raised');
    expect(() => refuseRepetition(known, ENTRY)).toThrow('Matter 5 says so already, since 2026-03-02.');
    expect(() => refuseRepetition(known, { ...ENTRY, due: '2026-05-01' })).not.toThrow();
  });
});
