/** The map that a run draws, and the page of a map with what stands behind it: parts of voices, posts as they may be shown, sources of assertions. */
import { drawMapFrom, type MapDetails, type MapSettings, RUN_MAP, readPageEvidence, writePage } from '../map/map.js';
import { measureMap } from '../map/measures/measures.js';
import { ROLE_RULES } from '../map/measures/roles.js';
import type { ConversationMap } from '../model.js';
import type { Project } from '../project.js';
import { shownPosts } from '../reports/shown-posts.js';
import { EVERYTHING, type MapScope } from '../store/map-scope.js';
import { readLayout, saveLayout } from '../store/positions.js';
import type { Database } from '../store/store.js';

export interface PageSettings {
  /** As the map was drawn. */
  identify: boolean;
  scope?: MapScope;
}

/** Everybody and everything in one picture, the strongest of it: what a run writes, and the pages show. */
const RUN_VIEW = { view: 'all', most: RUN_MAP } as const satisfies Partial<MapSettings>;

export interface RunMapSettings {
  identify?: boolean;
  /** Absent: everything. */
  scope?: MapScope;
  /** Whether nodes get their figures, as the files for other programs tell them. */
  figures?: boolean;
  /** The store that is told where nodes stand now, for the next run. */
  keep?: Database;
}

/** From where the nodes stood in the latest run. */
export async function drawRunMap(
  { store, config }: Pick<Project, 'store' | 'config'>,
  { identify = false, scope = EVERYTHING, figures = false, keep }: RunMapSettings,
): Promise<ConversationMap> {
  const before = await readLayout(store);
  const { map, standing } = await drawMapFrom(store, {
    ...RUN_VIEW,
    seed: config.seed,
    identify,
    scope,
    figures,
    before,
  });
  if (keep !== undefined && standing !== before) await saveLayout(keep, standing);
  return map;
}

/** The page of the map as a run would write it now. */
export async function renderRunMap(project: Pick<Project, 'store' | 'config'>): Promise<string> {
  return renderMapPage(project, await drawRunMap(project, {}), { identify: false });
}

/** The file, whole. The same store, map and settings give the same bytes. */
export async function renderMapPage(
  project: Pick<Project, 'store' | 'config'>,
  map: ConversationMap,
  settings: PageSettings,
): Promise<string> {
  return writePage(map, map.nodes.length === 0 ? undefined : await readDetails(project, map, settings));
}

async function readDetails(
  { store, config }: Pick<Project, 'store' | 'config'>,
  map: ConversationMap,
  settings: PageSettings,
): Promise<MapDetails> {
  const { behind, posts, knownFrom } = await readPageEvidence(store, map, settings);
  const shown = await shownPosts(store, posts, settings.identify);
  const { nodes } = await measureMap(store, { ...settings, view: 'voices', seed: config.seed });
  return {
    roles: new Map(nodes.map(({ id, roles }) => [id, roles])),
    rules: ROLE_RULES,
    behind,
    posts: shown.map(({ date, place, voice, words, url }) => ({ date, place, voice, words, url })),
    knownFrom,
  };
}
