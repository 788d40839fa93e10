/** The notice of a project: what its file says, what its store knows, and what the crawlers it uses say of themselves. */
import type { Config } from '../config.js';
import { crawlerNames, loadCrawler } from '../crawl/registry.js';
import { type Settings, settingsOf } from '../method/settings.js';
import type { CrawlerNotice, NoticeInput } from '../notice/notice.js';
import { VERBATIM_WORDS } from '../reports/verbatim.js';
import { latestSettings, readNoticeFigures } from '../store/notice-figures.js';
import { type Database, SQLITE } from '../store/store.js';
import { SURGE } from '../themes/surge.js';

/** @param project.store `null` where nothing was ever collected */
export async function noticeOf(project: {
  config: Config;
  version: string;
  store: Database | null;
}): Promise<NoticeInput> {
  const { config, version, store } = project;
  const settings = await settingsInForce(project);
  const figures = store === null ? null : await readNoticeFigures(store);
  const used = new Set([...settings.sources, ...(figures?.sources ?? [])].map(({ crawler }) => crawler));
  const names = crawlerNames().filter((name) => used.has(name));
  const crawlers = new Map<string, CrawlerNotice>();
  for (const name of names) crawlers.set(name, (await loadCrawler(name)).notice);
  const { purpose, words, languages, model, notice, sources } = settings;
  return {
    ...{ version, purpose, words, languages, hasModel: model !== null, sources, crawlers, figures },
    notice,
    rules: {
      store: config.store.url === SQLITE ? 'sqlite' : 'postgres',
      redis: config.queue.url !== 'embedded',
      summaries: config.nightly.mail !== null || config.nightly.webhook !== null,
      siteContact: config.http.contact,
      backups: config.nightly.backups,
      fewestPeople: config.sharing.fewestPeople,
      quietDays: config.nightly.quietDays,
      falseDiscoveryRate: SURGE.rate,
      verbatimWords: VERBATIM_WORDS,
    },
  };
}

/** Those of the project file; where there is none, those that the latest run had. */
async function settingsInForce({ config, version, store }: Parameters<typeof noticeOf>[0]): Promise<Settings> {
  const kept = config.file === null && store !== null ? await latestSettings(store) : null;
  const settings = settingsOf({ config, version });
  if (kept === null) return settings;
  // Runs of earlier versions wrote down less.
  const { sources, ...then } = { ...settings, ...(kept as unknown as Settings) };
  const nowhere = { url: null, kind: null, owner: null, area: null };
  return {
    ...then,
    sources: sources.map((source) => ({ ...source, place: source.place ?? { name: source.name, ...nowhere } })),
  };
}
