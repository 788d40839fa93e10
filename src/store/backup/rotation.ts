/** Which backups, and which maps of runs, to keep: the newest of each of so many days, weeks and months. */

export interface BackupFile {
  /** Without its folder. */
  name: string;
  /** Milliseconds since 1970, from the name: when the copy was begun. */
  at: number;
}

export interface RotationRule {
  daily: number;
  weekly: number;
  monthly: number;
}

const NAME = /^discover-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})\.(?:db|dump)$/;
const DAY_MS = 86_400_000;
/** 1970-01-01 was a Thursday; weeks begin on Mondays. */
const MONDAY_OFFSET = 3;

/** `discover-2026-03-02T2100.db`: minutes in UTC, so that no hour comes twice. */
export function backupName(at: number, ending: 'db' | 'dump'): string {
  return `discover-${new Date(at).toISOString().slice(0, 16).replace(':', '')}.${ending}`;
}

/** Reads a name back; `null` for anything that is not the name of a backup. */
export function parseBackupName(name: string): BackupFile | null {
  const found = NAME.exec(name);
  // Asked to parse nothing in particular, Date.parse makes something up.
  const at = found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}:${found[3]}:00Z`);
  return Number.isNaN(at) ? null : { name, at };
}

/**
 * The backups that the rule no longer keeps. Periods without a backup do not count, so a pause costs none; the newest is
 * always kept; those dated after `now` were made by a clock since put right, and are left alone.
 */
export function outdated<Kept extends { at: number }>(
  backups: readonly Kept[],
  rule: RotationRule,
  now: number,
): Kept[] {
  const past = backups.filter((backup) => backup.at <= now).sort((one, other) => other.at - one.at);
  const keep = new Set(past.slice(0, 1));
  const periods: [number, (at: number) => string | number][] = [
    [rule.daily, (at) => Math.floor(at / DAY_MS)],
    [rule.weekly, (at) => Math.floor((Math.floor(at / DAY_MS) + MONDAY_OFFSET) / 7)],
    [rule.monthly, (at) => new Date(at).toISOString().slice(0, 7)],
  ];
  for (const [wanted, periodOf] of periods) {
    for (const backup of newestOfEach(past, periodOf).slice(0, wanted)) keep.add(backup);
  }
  return past.filter((backup) => !keep.has(backup));
}

/** `backups` newest first, and so is the answer. */
function newestOfEach<Kept extends { at: number }>(
  backups: readonly Kept[],
  periodOf: (at: number) => string | number,
): Kept[] {
  const seen = new Set<string | number>();
  return backups.filter(({ at }) => {
    const period = periodOf(at);
    if (seen.has(period)) return false;
    seen.add(period);
    return true;
  });
}
