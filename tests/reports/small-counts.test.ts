/** Counts of few people, left out of what is shared. */
import { expect, it } from 'vitest';
import type { Report, Row } from '../../src/reports/report.js';
import { REPORTS } from '../../src/reports/reports.js';
import { dictionaryOf, writeReport } from '../../src/reports/write.js';
import { temporaryStore } from '../support/project.js';

const SCOPE = { since: null, until: null, identify: false };

function reportOf(...made: Row[]): Report {
  return {
    ...{ name: 'groups', title: 'Groups', summary: 'one row a group' },
    columns: [
      { name: 'group', type: 'text', meaning: 'Its name.' },
      { name: 'people', type: 'integer', people: ['share'], meaning: 'Who is in it.' },
      { name: 'share', type: 'number', meaning: 'Of the largest.' },
      { name: 'posts', type: 'integer', meaning: 'What they said.' },
    ],
    async *rows() {
      yield* made;
    },
  };
}

async function written(report: Report, fewest?: number): Promise<unknown> {
  const scope = fewest === undefined ? SCOPE : { ...SCOPE, fewest };
  let text = '';
  for await (const piece of writeReport(report, 'json', await temporaryStore(), scope)) text += piece;
  return JSON.parse(text);
}

const row = (people: number | null, share = 0.5) => ({ group: 'a', people, share, posts: 2 });
const hidden = { group: 'a', people: null, share: null, posts: 2 };

it('leaves counts from one to the least but one empty, and what would give them away', async () => {
  const report = reportOf(row(4), row(1), row(-3), row(5), row(0), row(-6), row(null));
  const told = [row(5), row(0), row(-6), row(null)];
  expect(await written(report, 5)).toEqual([hidden, hidden, hidden, ...told]);
});

it('tells every count where nobody asks otherwise', async () => {
  const report = reportOf(row(4), row(1));
  expect(await written(report)).toEqual([row(4), row(1)]);
  expect(await written(report, 1)).toEqual([row(4), row(1)]);
});

it('says so in the dictionary', () => {
  expect(dictionaryOf(reportOf(), { fewest: 5 })).toContain(
    'people,integer,Who is in it. Empty from 1 to 4.\r\nshare,number,Of the largest. Empty where people is left empty for that.\r\n',
  );
  expect(dictionaryOf(reportOf())).not.toContain('Empty');
});

it.each(REPORTS.map((report) => [report.name, report] as const))('report %s hides columns that it has', (_, report) => {
  const names = report.columns.map(({ name }) => name);
  for (const { people } of report.columns) for (const name of people ?? []) expect(names).toContain(name);
});

it.each(['themes', 'theme-timeline', 'places', 'campaigns', 'talk', 'unbridged', 'coverage'])(
  'report %s counts people',
  (name) => {
    const { columns } = REPORTS.find((report) => report.name === name)!;
    expect(columns.find((column) => column.name === 'voices')!.people).toBeDefined();
  },
);
