/**
 * Notes of meetings, postcards and the like as CSV: what was said in a room, beside what is said on the web.
 *
 * One row a remark. Columns: `note` (the words; required), `date`, `meeting`, `area`, `table` (remarks of one table make
 * a thread), `voice` (a pseudonym such as `participant 7`; leave names of people out) and `id`. Dates are read day first
 * (30/09/2021); a remark whose date cannot be read is kept without it and counted in a warning.
 */
import { z } from 'zod';
import { type CrawlContext, defineCrawler } from '../src/crawl/crawler.js';
import { readEntries } from '../src/crawl/files/entries.js';
import { readFileOnce } from '../src/crawl/files/intake.js';
import { type ColumnMap, rowReader } from '../src/crawl/shapes/csv.js';
import { type Fields, idOf, type Reading, wordsOf } from '../src/crawl/shapes/fields.js';
import { type TableDates, tableDates } from '../src/crawl/shapes/table-dates.js';
import { type Author, emptyPost, type Place } from '../src/model.js';

const COLUMNS = ['id', 'date', 'meeting', 'area', 'table', 'voice', 'note'] as const;
/** What pseudonyms belong to; they are kept apart by meeting. */
const PLATFORM = 'offline';

const options = z.strictObject({
  /** Plain or gzip; relative to the folder of the project file. */
  file: z.string().min(1),
  /** Column of the file for each of ours that has another name there. */
  map: z.partialRecord(z.enum(COLUMNS), z.string().min(1)).default({}),
  /** The meeting of all rows that name none. */
  meeting: z.string().min(1).max(200).optional(),
});
type NotesOptions = z.output<typeof options>;

export const notes = defineCrawler<NotesOptions>({
  name: 'notes',
  summary: 'what was said offline: meeting notes, flags and postcards in a CSV file',
  options,
  notice: {
    keeps:
      'what somebody wrote down in a room: the words of a remark, its date, meeting, area and table, and a pseudonym such as "participant 7"',
    honours: 'Those who take the notes are asked to leave the names of people out.',
    thirdParty: null,
  },
  async *crawl(context) {
    yield* readFileOnce(context, (path) => readNotes(path, context));
  },
});

async function* readNotes(path: string, context: CrawlContext<NotesOptions>): AsyncGenerator<Reading, void, void> {
  const { options, source } = context;
  const dates = tableDates();
  const readRow = rowReader(options.map as ColumnMap, COLUMNS, 'note');
  for await (const entry of readEntries(path, 'table')) {
    if ('problem' in entry) yield { refused: { reason: entry.problem, item: entry.item } };
    if (!('row' in entry)) continue;
    const line = readRow(entry.row);
    if (line !== null) yield readNote(line, entry.item, options.meeting ?? null, dates);
  }
  const warning = dates.warning();
  if (warning !== null) context.log.warn(`${source}: ${warning}`);
}

function readNote(line: Fields, item: string, defaultMeeting: string | null, dates: TableDates): Reading {
  const text = wordsOf(line.note);
  if (text === null) return { refused: { reason: 'no note', item } };
  const meeting = wordsOf(line.meeting) ?? defaultMeeting;
  const table = wordsOf(line.table);
  const area = wordsOf(line.area);
  return {
    post: {
      ...emptyPost(idOf(line.id)!, 'note', PLATFORM),
      text,
      createdAt: line.date === undefined ? null : dates.read(String(line.date), item),
      author: speakerOf(wordsOf(line.voice), meeting),
      place: meetingPlace(meeting, area),
      area,
      thread: table === null ? null : [meeting, table].filter((part) => part !== null).join(', '),
    },
  };
}

/** A pseudonym means something within its meeting only. */
function speakerOf(voice: string | null, meeting: string | null): Author | null {
  if (voice === null) return null;
  const id = meeting === null ? voice : `${voice} (${meeting})`;
  return { id, handle: null, name: voice, url: null, kind: 'unknown' };
}

function meetingPlace(name: string | null, area: string | null): Place | null {
  return name === null ? null : { name, url: null, kind: 'offline meeting', owner: null, area };
}
