/**
 * Group: what is new joins the themes. Micro-themes in one pass, merged into themes, merged into chapters; then who is
 * who since the last run, what everything is called, and how it fares.
 */
import type { Log } from '../effects.js';
import type { Database } from '../store/database.js';
import { readHand } from '../store/theme-hand.js';
import { countThemes } from '../store/theme-list.js';
import { saveSnapshot } from '../store/theme-standing.js';
import { waitingPosts } from '../store/theme-stream.js';
import { countLeftOut, readLivingThemes, readMemory, saveThemes } from '../store/themes.js';
import type { ThemeEvent } from './identity.js';
import type { PhraseRules } from './labels.js';
import { drawLanes } from './lanes.js';
import { findModel, type Model, readMeaning } from './meaning.js';
import type { Window } from './parameters.js';
import { drawPortraits } from './portraits.js';
import { rowsOf } from './rows.js';
import { findStanding, handState } from './standing.js';
import { type Backlog, type Member, readStream, type Stream } from './stream.js';

/** The project's own search words, e.g. `#NHSCitizen`, are never a label. */
export interface ThemesSettings extends PhraseRules {
  /** Folder of a sentence model that says what posts mean; without it words alone count. */
  model?: string | null;
}

export interface ThemesSummary {
  /** Newly grouped. */
  posts: number;
  /** Live. */
  themes: number;
  chapters: number;
  born: number;
  merged: number;
  split: number;
  gone: number;
  /** Posts with nothing to go on: no tokens. */
  leftOut: number;
  /** Share of the grouped posts that are in themes of fewer than three. */
  outlierShare: number;
}

export interface ThemesHow {
  /** Even where nothing is new. */
  again?: boolean;
  window?: Window;
}

/**
 * Groups what is new, in as many steps as there is room for in each, and writes the outcome of each in one transaction; a
 * run that was killed goes on with the step it was at. With nothing new it writes nothing, unless it is to be done `again`
 * or a person has changed what belongs together, or there is another sentence model, or none any more.
 * @throws UserError when the sentence model cannot be used
 */
export async function groupThemes(
  store: Database,
  settings: ThemesSettings,
  runId: number,
  log: Log,
  how: ThemesHow = {},
): Promise<ThemesSummary> {
  const backlog = await waitingPosts(store);
  const model = await findModel(settings.model ?? null);
  const events: ThemeEvent[] = [];
  let posts = 0;
  let again = how.again === true;
  do {
    const step = await groupStep(store, settings, runId, log, backlog, { ...how, again, model });
    posts += step.posts;
    events.push(...step.events);
    again = false;
  } while (backlog.length > 0);
  return summarise(store, posts, events);
}

/** Reads the latest part of the stream and what waits behind it, as far as there is room; groups; saves. */
async function groupStep(
  store: Database,
  settings: ThemesSettings,
  runId: number,
  log: Log,
  backlog: Backlog,
  how: ThemesHow & { model: Model | null },
): Promise<{ posts: number; events: readonly ThemeEvent[] }> {
  const memory = await readMemory(store);
  const hand = await readHand(store);
  const stream = await readStream(store, memory, backlog, how.window);
  const changed = stream.added > 0 || stream.lost || handState(hand.actions) !== memory.hand;
  const { model } = how;
  if (!changed && model?.fingerprint === memory.model && how.again !== true) return { posts: 0, events: [] };
  const known = stream.counted.length + stream.followers.length + stream.late.length - stream.added;
  const waiting = backlog.length === 0 ? '' : `; ${backlog.length} wait for the next step`;
  log.info(`grouping ${stream.added} new posts with ${known} known${waiting}`);
  if (model !== null) stream.engine.corpus.vectors = await readMeaning(store, postsOf(stream), model, log);
  const living = await readLivingThemes(store);
  const standing = await findStanding(store, stream, living, memory, hand.actions);
  const { events, endedChapters, nextTheme, nextChapter } = standing;
  const portraits = await drawPortraits(store, stream, standing, living, hand.names, settings);
  const rows = rowsOf(stream, standing);
  const read = model === null ? {} : { model: model.fingerprint };
  const result = {
    ...portraits,
    ...rows,
    events,
    endedChapters,
    memory: { ...rows.memory, ...read, nextTheme, nextChapter },
  };
  await store.transaction(async (tx) => {
    await saveThemes(tx, runId, memory, result);
    // Seen from the last step, and over all posts: too much to be done after each.
    if (backlog.length === 0) await takeStock(tx, runId);
  });
  return { posts: stream.added, events };
}

/** The post behind each item of the corpus: every passage of a post means what the post means. */
function postsOf({ witnesses, counted }: Stream): number[] {
  const passages = ({ id, passages: count }: Member) => Array.from({ length: count }, () => id);
  return [...witnesses.map(({ id }) => id), ...counted.flatMap(passages)];
}

/** How all themes stand, those included that nothing was read of. */
async function takeStock(tx: Database, runId: number): Promise<void> {
  await drawLanes(tx);
  await saveSnapshot(tx, runId);
}

async function summarise(store: Database, posts: number, events: readonly ThemeEvent[]): Promise<ThemesSummary> {
  const standing = await countThemes(store);
  const count = (kind: ThemeEvent['kind']) => events.filter((event) => event.kind === kind).length;
  return {
    posts,
    themes: standing.themes,
    chapters: standing.chapters,
    born: count('birth'),
    merged: count('merge'),
    split: count('split'),
    gone: count('death'),
    leftOut: await countLeftOut(store),
    outlierShare: standing.posts === 0 ? 0 : standing.outliers / standing.posts,
  };
}
