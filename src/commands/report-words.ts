/** What `discover report` says beside the files it writes. */
import type { Scope } from '../reports/report.js';
import type { Database } from '../store/store.js';
import { count, table } from '../terminal.js';
import type { Outcome } from './command.js';

/** Every report; for machines with its columns, and what makes no difference to it. */
export async function listReports(): Promise<Outcome> {
  const { REPORTS } = await import('../reports/reports.js');
  const { REPORT_FORMATS } = await import('../reports/write.js');
  const tables = REPORTS.map(({ name, summary, ignores = [] }) => [
    name,
    ignores.length === 0 ? summary : `${summary} (not by ${ignores.join(' or ')})`,
  ]);
  const rows = [...tables, ['page', 'all of it for people, as HTML']];
  return {
    json: REPORTS.map(({ name, title, summary, ignores = [], columns }) => ({
      ...{ name, title, summary, ignores, formats: REPORT_FORMATS },
      columns: columns.map(({ name: column, type, meaning }) => ({ name: column, type, meaning })),
    })),
    text: `${table([{ title: 'report' }, { title: 'what it holds' }], rows)}\n\n  \`discover report NAME\` writes one, with a dictionary of its columns; \`discover report --json\` tells the columns.`,
  };
}

/** Whether the files of a manifest are as they were written: exit code 1 where one is not. */
export async function checkReports(manifest: string): Promise<Outcome> {
  const { checkManifest } = await import('../reports/manifest.js');
  const files = await checkManifest(manifest);
  const wrong = files.filter((file) => file.wrong !== null);
  const lines = wrong.map(({ name, wrong: what }) => `${name}: ${what === 'missing' ? 'is missing' : `has ${what}`}`);
  const verdict =
    wrong.length === 0
      ? `${count(files.length, 'file is as it was', 'files are as they were')} written.`
      : `${wrong.length} of ${count(files.length, 'file')} ${wrong.length === 1 ? 'is' : 'are'} not as written. Make the report again.`;
  return {
    json: { manifest, ok: wrong.length === 0, files },
    text: [...lines, verdict].join('\n'),
    failed: wrong.length > 0,
  };
}

/** Why a report has no rows. */
export async function emptyWords(store: Database, scope: Scope): Promise<string> {
  const { periodWords } = await import('../reports/about.js');
  const { readPostSpan } = await import('../store/post-span.js');
  const all = await readPostSpan(store, { since: null, until: null });
  if (all.posts === 0) return 'The project holds no posts yet: the report has no rows.';
  const { posts } = await readPostSpan(store, scope);
  const theme = typeof scope.theme === 'string' ? ` about ${scope.theme}` : '';
  const asked = `${theme} ${periodWords(scope)}`.trimEnd();
  if (posts > 0) return `${count(posts, 'post')}${asked}, and nothing among them for this report: it has no rows.`;
  const span =
    all.first === null || all.last === null
      ? `holds ${count(all.posts, 'post')} without a date`
      : `holds posts from ${all.first.slice(0, 10)} to ${all.last.slice(0, 10)}`;
  return `No posts${asked}; the project ${span}. The report has no rows.`;
}
