/** Cron lines, as crontab(5) has them: minute, hour, day of month, month, day of week; in the time zone of the machine. */
import { Cron } from 'croner';

/** What is wrong with a cron line; `null` when it is good. */
export function cronProblem(text: string): string | null {
  try {
    return nextMoment(text, 0) === null ? 'it never comes round' : null;
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '');
  }
}

/** The first moment after `after` (both in milliseconds since 1970); `null` when there is none. */
export function nextMoment(text: string, after: number): number | null {
  return new Cron(text, { mode: '5-part' }).nextRun(new Date(after))?.getTime() ?? null;
}
