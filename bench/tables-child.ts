/**
 * Writes every table of a run, as a run does, and prints what each took: `tables-child.js DATA FOLDER`. Seconds are of the
 * processor; of what several tables ask for, the first one pays.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_REPORTS } from '../src/reports/reports.js';
import { saveTable } from '../src/reports/save.js';
import { remembering } from '../src/store/remembering.js';
import { openStore, SQLITE } from '../src/store/store.js';

/** What one table took. */
export interface TableCost {
  name: string;
  rows: number;
  cpuSeconds: number;
}

const [data, folder] = process.argv.slice(2) as [string, string];
const PUBLIC = { since: null, until: null, identify: false };

await mkdir(folder, { recursive: true });
const store = await openStore(SQLITE, data, '2026-03-02T21:00:00.000Z');
const moment = remembering(store);
const costs: TableCost[] = [];
for (const report of RUN_REPORTS) {
  const before = process.cpuUsage();
  const { rows } = await saveTable(join(folder, `${report.name}.csv`), report, 'csv', moment, PUBLIC);
  const { user, system } = process.cpuUsage(before);
  costs.push({ name: report.name, rows, cpuSeconds: (user + system) / 1e6 });
}
await store.close();
console.log(JSON.stringify(costs));
