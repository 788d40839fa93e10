import { describe, expect, it } from 'vitest';
import { type BackupFile, backupName, outdated, parseBackupName } from '../../../src/store/backup/rotation.js';

const DAY = 86_400_000;
const RULE = { daily: 7, weekly: 4, monthly: 6 };
const START = Date.parse('2026-01-01T02:17:00Z');

function backupAt(at: number): BackupFile {
  return { name: backupName(at, 'db'), at };
}

/** What stands after each of so many nights, of which some are left out. */
function nights(count: number, rule = RULE, skip: (night: number) => boolean = () => false): BackupFile[][] {
  let standing: BackupFile[] = [];
  return Array.from({ length: count }, (_, night) => {
    const now = START + night * DAY;
    if (skip(night)) return standing;
    standing = [...standing, backupAt(now)];
    const gone = new Set(outdated(standing, rule, now));
    standing = standing.filter((backup) => !gone.has(backup));
    return standing;
  });
}

const days = (backups: readonly BackupFile[]) => backups.map(({ at }) => new Date(at).toISOString().slice(0, 10));

describe('names', () => {
  it('say the minute in UTC, and are read back', () => {
    const name = backupName(Date.parse('2026-03-02T21:05:59.999Z'), 'db');
    expect(name).toBe('discover-2026-03-02T2105.db');
    expect(parseBackupName(name)).toEqual({ name, at: Date.parse('2026-03-02T21:05:00Z') });
    expect(parseBackupName('discover-2026-03-02T2105.dump')).not.toBeNull();
  });

  it.each([
    '.discover-2026-03-02T2105.db.part',
    'discover-2026-13-02T2105.db',
    'discover.db',
    'notes.txt',
    'discover-2026-03-02T2105.db.gz',
  ])('of anything else (%s) are not touched', (name) => expect(parseBackupName(name)).toBeNull());
});

describe('the rule, over 400 nights', () => {
  const after = nights(400);

  it('keeps a backup of each of the last seven days, four weeks and six months', () => {
    // Night 399 is Thursday 4 February 2027.
    expect(days(after[399]!)).toEqual([
      ...['2026-09-30', '2026-10-31', '2026-11-30', '2026-12-31'],
      ...['2027-01-17', '2027-01-24', '2027-01-29', '2027-01-30', '2027-01-31'],
      ...['2027-02-01', '2027-02-02', '2027-02-03', '2027-02-04'],
    ]);
  });

  it('never grows past what it says, and never lets go of the newest', () => {
    for (const [night, standing] of after.entries()) {
      expect(standing.length).toBeLessThanOrEqual(7 + 4 + 6);
      expect(standing.at(-1)!.at).toBe(START + night * DAY);
    }
  });

  it('always has one from each reach back that there has been', () => {
    for (const [night, standing] of after.entries()) {
      const ages = standing.map(({ at }) => (START + night * DAY - at) / DAY);
      for (const [from, to] of [
        [0, 0],
        [5, 6],
        [14, 27],
        [120, 183],
      ] as const) {
        if (night < to) continue;
        expect(
          ages.some((age) => age >= from && age <= to),
          `night ${night}: ${ages}`,
        ).toBe(true);
      }
    }
  });
});

describe('the rule', () => {
  it('counts days that have a backup: a long pause costs none', () => {
    const paused = nights(300, RULE, (night) => night > 30 && night < 299);
    expect(days(paused[299]!).slice(-7)).toEqual([
      ...['2026-01-26', '2026-01-27', '2026-01-28', '2026-01-29', '2026-01-30', '2026-01-31', '2026-10-27'],
    ]);
  });

  it('of nothing keeps the newest all the same', () => {
    const after = nights(10, { daily: 0, weekly: 0, monthly: 0 });
    expect(after.map((standing) => standing.length)).toEqual(Array(10).fill(1));
  });

  it('leaves alone what a wrong clock dated ahead, and does not let it crowd out the rest', () => {
    const ahead = Array.from({ length: 20 }, (_, day) => backupAt(START + (365 + day) * DAY));
    const past = Array.from({ length: 7 }, (_, day) => backupAt(START + day * DAY));
    expect(outdated([...ahead, ...past], RULE, START + 6 * DAY)).toEqual([]);
  });

  it('keeps the newest of several on one day', () => {
    const [morning, noon, evening] = [START, START + DAY / 4, START + DAY / 2].map(backupAt) as [
      BackupFile,
      BackupFile,
      BackupFile,
    ];
    expect(outdated([noon, evening, morning], RULE, evening.at)).toEqual([noon, morning]);
  });
});
