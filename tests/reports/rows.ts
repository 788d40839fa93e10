/** Rows of a report, and of a report as it is written with small counts left out. */
import type { Report, Row, Scope } from '../../src/reports/report.js';
import { withheld } from '../../src/reports/small-counts.js';
import type { Database } from '../../src/store/store.js';

export const OPEN: Scope = { identify: false, since: null, until: null };

export async function rowsOf(report: Report, store: Database, scope: Partial<Scope> = {}): Promise<Row[]> {
  const whole = { ...OPEN, ...scope };
  const rows: Row[] = [];
  for await (const row of withheld(report, report.rows(store, whole), whole)) rows.push(row);
  return rows;
}
