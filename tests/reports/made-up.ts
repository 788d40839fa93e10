/** A report of given rows, for tests of how reports are written. */
import type { Column, Report, Row, Scope } from '../../src/reports/report.js';
import { type ReportFormat, type Wish, writeReport } from '../../src/reports/write.js';
import { temporaryStore } from '../support/project.js';

export const OPEN: Scope = { since: null, until: null, identify: false };

export function reportOf(columns: readonly Column[], rows: readonly Row[] | AsyncIterable<Row>): Report {
  return {
    ...{ name: 'made', title: 'Made <up>', summary: 'one row a "thing" & more', columns },
    async *rows() {
      yield* rows;
    },
  };
}

export async function bytesOf(report: Report, format: ReportFormat, wish: Wish = {}, scope = OPEN): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeReport(report, format, await temporaryStore(), scope, wish)) {
    pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  }
  return Buffer.concat(pieces);
}
