/** Writes a made-up report of any length: `report-child.js FORMAT ROWS FILE`. Prints the rows written. */
import { dirname } from 'node:path';
import { defineReport } from '../src/reports/report.js';
import { exportReport } from '../src/reports/save.js';
import type { ReportFormat } from '../src/reports/write.js';
import { openStore, SQLITE } from '../src/store/store.js';
import { madeUpPost } from './ingest.js';

const [format, rows, file] = process.argv.slice(2) as [ReportFormat, string, string];
const AT = '2026-03-02T21:00:00.000Z';
/** Posts to make rows of, over and over: what is measured is the writing. */
const SAMPLES = Array.from({ length: 1000 }, (_, number) => madeUpPost(number));

const COLUMNS = ['source', 'voice', 'place', 'theme', 'chapter', 'url', 'text'] as const;
const NUMBERS = ['posts', 'voices', 'share'] as const;

const made = defineReport({
  name: 'made',
  title: 'Made up',
  summary: 'rows out of nowhere',
  columns: [
    { name: 'number', type: 'integer', meaning: 'Of the row.' },
    { name: 'day', type: 'date', meaning: 'Some day.' },
    ...COLUMNS.map((name) => ({ name, type: 'text' as const, meaning: 'Some text.' })),
    ...NUMBERS.map((name) => ({ name, type: 'number' as const, meaning: 'Some number.' })),
  ],
  async *rows() {
    for (let number = 0; number < Number(rows); number += 1) {
      const { createdAt, author, url, text } = SAMPLES[number % SAMPLES.length]!;
      yield {
        number,
        day: createdAt!.slice(0, 10),
        source: 'bench',
        voice: author!.handle,
        place: '#bench',
        theme: `theme-${number % 300}`,
        chapter: `chapter-${number % 30}`,
        url,
        text,
        posts: number % 97,
        voices: number % 31,
        share: (number % 10_000) / 10_000,
      };
    }
  },
});

const store = await openStore(SQLITE, dirname(file), AT);
const written = await exportReport(file, made, format, store, { since: null, until: null, identify: false });
await store.close();
console.log(written.rows);
