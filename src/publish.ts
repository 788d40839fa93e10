/**
 * Show: everything a run leaves behind. The map, the tables, the page for people, the notice and what was decided are made
 * from one store and lie beside each other; each can be asked for alone too.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isoNow } from './effects.js';
import { PUBLIC_FOLDER, writeHappened } from './gather/gather.js';
import { describeMap, keepMap, type MapFormat, writeMap } from './map/map.js';
import type { ConversationMap } from './model.js';
import { renderNotice } from './notice/notice.js';
import type { Project } from './project.js';
import { MANIFEST, saveManifest, type Written } from './reports/manifest.js';
import { type MapPicture, readPage, renderPage } from './reports/page.js';
import type { Scope } from './reports/report.js';
import { RUN_REPORTS } from './reports/reports.js';
import { savePage, saveTable } from './reports/save.js';
import { remembering } from './store/remembering.js';
import { saveWhole } from './whole-file.js';
import { drawRunMap, renderMapPage } from './work/map-page.js';
import { noticeOf } from './work/notice.js';

/** Everything in a run is shown without names: whoever needs them asks one report at a time, with a reason. */
const PUBLIC: Scope = { since: null, until: null, identify: false };
const MAP_FILES: readonly MapFormat[] = ['gexf', 'graphml', 'json'];

/** Link and show: the map in each format, the tables, the page, the notice. Returns the files, page first. */
export async function writeEverything(project: Project, runId: number): Promise<string[]> {
  const { data, config, effects } = project;
  const store = remembering(project.store);
  const folder = join(data, 'reports');
  const tables = await writeTables({ ...project, store }, folder);
  const map = await drawRunMap({ store, config }, { keep: project.store, figures: true });
  const maps = await writeMaps({ ...project, store }, map, folder);
  await keepMap(project.store, map, { runId, at: effects.now(), rule: config.map.snapshots });
  const page = join(folder, 'page.html');
  await saveWhole(page, [await renderProjectPage({ ...project, store }, PUBLIC, map)]);
  const notice = await saveNotice({ ...project, store });
  return [page, ...maps, ...tables, notice, ...(await publishHappened(project))];
}

/** As a page of its own and for other programs. Returns the files. */
async function writeMaps(
  { store, config, signal }: Pick<Project, 'store' | 'config' | 'signal'>,
  map: ConversationMap,
  folder: string,
): Promise<string[]> {
  const page = await renderMapPage({ store, config }, map, { identify: false });
  const files = [{ suffix: 'html', pieces: () => [page] }, ...MAP_FILES.flatMap((format) => writeMap(map, format))];
  const written: string[] = [];
  for (const { suffix, pieces } of files) {
    signal.throwIfAborted();
    const file = join(folder, `map.${suffix}`);
    await saveWhole(file, pieces());
    written.push(file);
  }
  return written;
}

/** The tables with what explains them, and one manifest of all. Returns the files. */
export async function writeTables(
  { store, signal }: Pick<Project, 'store' | 'signal'>,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const tables: Written[] = [];
  for (const report of RUN_REPORTS) {
    signal.throwIfAborted();
    const file = join(folder, `${report.name}.csv`);
    // Of the file that somebody asked for by itself, which this one replaces.
    await rm(`${file}${MANIFEST}`, { force: true });
    tables.push(await saveTable(file, report, 'csv', store, PUBLIC, { stop: signal }));
  }
  const manifest = await saveManifest(join(folder, 'manifest.json'), tables);
  return [...tables.flatMap(({ files }) => files.map(({ file }) => file)), manifest];
}

/** The privacy notice with the list of sources and the limits. Returns the file. */
async function saveNotice(project: Project): Promise<string> {
  const folder = join(project.data, PUBLIC_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'notice.html');
  await saveWhole(file, [renderNotice(await noticeOf(project), 'html')]);
  return file;
}

/** What happened to what was said, for everybody: anew whenever something is written down, as replies fall due meanwhile. */
export async function publishHappened({ store, data, config, effects }: Project): Promise<string[]> {
  const today = isoNow(effects).slice(0, 10);
  return writeHappened(store, data, { today, purpose: config.purpose, fewest: config.sharing.fewestPeople });
}

/** The page for people, with the picture of the map of the same posts in it. */
export async function renderProjectPage(project: Project, scope: Scope, drawn?: ConversationMap): Promise<string> {
  const { config, store, version } = project;
  return renderPage({
    figures: await readPage(store, scope),
    purpose: config.purpose,
    method: { version, seed: config.seed, words: config.words },
    map: await pictureFor(project, scope, drawn),
  });
}

/** The same as a file with its manifest. */
export async function saveProjectPage(
  out: string,
  project: Project,
  scope: Scope,
): Promise<{ files: string[]; manifest: string; rows: null }> {
  return savePage(out, await renderProjectPage(project, scope), project.store, scope);
}

/** None where counts of few people are kept back: a map shows people one by one. */
async function pictureFor(project: Project, scope: Scope, drawn?: ConversationMap): Promise<MapPicture | null> {
  const { since, until, identify, theme = null, fewest = 1 } = scope;
  if (fewest > 1) return null;
  const map = drawn ?? (await drawRunMap(project, { identify, scope: { since, until, theme } }));
  if (map.nodes.length === 0) return null;
  const isWhole = since === null && until === null && theme === null;
  // Beside the page lies the map of everything.
  return {
    svg: writeMap(map, 'svg')[0]!.content,
    description: describeMap(map),
    table: isWhole ? 'map.html' : null,
  };
}
