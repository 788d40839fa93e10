/** Dates of a table or of mapped keys, which nobody promised to write in a form of ours. */
import { parseTableDate } from './dates.js';

/** Reads the dates of one file, and counts those that are none. */
export interface TableDates {
  /**
   * @param item where it stands, such as `line 17`
   * @returns ISO 8601 in UTC; `null`, and counted, when it cannot be read: words are worth keeping without their date
   */
  read(text: string, item: string): string | null;
  /** What people should know about the dates so far; `null` when all could be read. */
  warning(): string | null;
}

export function tableDates(): TableDates {
  let unread = 0;
  let first = '';
  return {
    read(text, item) {
      const date = parseTableDate(text);
      if (date !== null) return date;
      if (unread === 0) first = item;
      unread += 1;
      return null;
    },
    warning() {
      if (unread === 0) return null;
      const kept = unread === 1 ? '1 post is kept without a date' : `${unread} posts are kept without a date`;
      return `${kept}: what stands there cannot be read (first: ${first}). Dates are day first, as 30/09/2021, or 2021-09-30`;
    },
  };
}
