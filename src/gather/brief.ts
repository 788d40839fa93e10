/** A theme as it is handed on: what is known of it, where the talk is, what was decided, and what nobody knows yet. */
import type { Channel, Lane, OwnerKind, PlaceKind } from '../model.js';
import { readAsOf } from '../store/figures.js';
import { type Matter, readMatters } from '../store/outcomes.js';
import { type Paraphrase, readParaphrases } from '../store/paraphrases.js';
import { readPlaces } from '../store/place-figures.js';
import { type Question, type Remit, readQuestions, readRemits } from '../store/remits.js';
import { recentRuns } from '../store/runs.js';
import { readSelections, type Selection } from '../store/selections.js';
import type { Database } from '../store/store.js';
import { type EvidencePost, readEvidence } from '../store/theme-figures.js';
import { readSourcesHeard } from '../store/theme-heard.js';
import { readHeirs } from '../store/theme-heirs.js';
import { readUnbridgedPlaces } from '../store/unbridged.js';
import { type CountLine, countLines, factsOf, isFew, type Standing } from './counts.js';
import { gapsOf } from './gaps.js';

/** Unlike a report, a brief never names anybody: there is no `identify`. */
export interface BriefScope {
  since: string | null;
  until: string | null;
  /** Counts of fewer people than this are left out; 1: none are. */
  fewest: number;
}

/** What may be shown of a post. */
export interface Excerpt {
  /** An organisation by its name; `null` for everybody else. */
  organisation: string | null;
  words: string;
  /** Of organisations that speak in their own words; else `null`. */
  url: string | null;
}

export interface BriefPlace {
  name: string;
  kind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  url: string | null;
  channels: Channel[];
  posts: number;
  /** `null`: too few to tell. */
  voices: number | null;
}

export interface Brief {
  id: string;
  title: string;
  chapter: string;
  lane: Lane;
  since: string | null;
  until: string | null;
  /** Day of the newest post of all themes; `null` where none has a date. */
  asOf: string | null;
  /** A person's words; `null` where nobody has written any. */
  summary: Pick<Paraphrase, 'text' | 'author' | 'at'> | null;
  /** One sentence made from the numbers. */
  facts: string;
  /** Most voices first. */
  places: BriefPlace[];
  counts: CountLine[];
  /** Why a small theme has a place kept for it; `null` where it has none. */
  keptPlace: string | null;
  evidence: (Excerpt & { place: string | null; date: string | null })[];
  bodies: Pick<Remit, 'body' | 'link'>[];
  decision: Pick<Selection, 'at' | 'decision' | 'reason' | 'author'> | null;
  outcomes: Pick<Matter, 'number' | 'owner' | 'status' | 'due' | 'reply' | 'link'>[];
  questions: { asked: Question[]; gaps: string[] };
}

/**
 * The briefs of these themes, in the order given.
 * @param shown what may be shown of posts, one for each
 */
export async function readBriefs(
  store: Database,
  standings: readonly Standing[],
  scope: BriefScope,
  shown: (posts: readonly EvidencePost[]) => Promise<Excerpt[]>,
): Promise<Brief[]> {
  const { since, until } = scope;
  const heirOf = await readHeirs(store);
  const known = {
    asOf: (await readAsOf(store, { since, until }))?.slice(0, 10) ?? null,
    summaries: await readParaphrases(store),
    bodies: await readRemits(store, heirOf),
    questions: await readQuestions(store, heirOf),
    decisions: (await readSelections(store, heirOf)).filter(({ stands }) => stands),
    matters: await readMatters(store, heirOf),
    unbridged: await readUnbridgedPlaces(store, { since, until }),
    listening: await listenedTo(store),
  };
  const briefs: Brief[] = [];
  for (const standing of standings) briefs.push(await briefOf(store, standing, scope, { ...known, shown }));
  return briefs;
}

interface Surroundings {
  asOf: string | null;
  summaries: Map<string, Paraphrase>;
  bodies: Map<string, Remit[]>;
  questions: Map<string, Question[]>;
  decisions: Selection[];
  matters: Matter[];
  unbridged: Awaited<ReturnType<typeof readUnbridgedPlaces>>;
  listening: Listening[];
  shown: (posts: readonly EvidencePost[]) => Promise<Excerpt[]>;
}

async function briefOf(
  store: Database,
  standing: Standing,
  { since, until, fewest }: BriefScope,
  known: Surroundings,
): Promise<Brief> {
  const { theme, measures } = standing;
  const period = { since, until, theme: theme.id };
  const places = await readPlaces(store, period);
  const sources = await readSourcesHeard(store, period);
  const posts = await readEvidence(store, { since, until }, theme.id);
  const excerpts = await known.shown(posts);
  const bodies = known.bodies.get(theme.id) ?? [];
  const decision = known.decisions.find(({ themeId }) => themeId === theme.id);
  return {
    ...{ id: theme.id, title: theme.label, chapter: theme.chapterLabel, lane: theme.lane },
    ...{ since, until, asOf: known.asOf },
    summary: known.summaries.get(theme.id) ?? null,
    facts: factsOf(standing, places, fewest),
    places: places.map(({ name, kind, owner, area, url, channels, posts: written, voices }) => ({
      ...{ name, kind, owner, area, url, channels, posts: written },
      voices: isFew(voices, fewest) ? null : voices,
    })),
    counts: countLines(standing, fewest),
    keptPlace: isFew(theme.voices, fewest) || isFew(theme.firstTimeVoices, fewest) ? null : measures.keptPlace,
    evidence: posts.map(({ place, createdAt }, index) => ({
      ...excerpts[index]!,
      place,
      date: createdAt?.slice(0, 10) ?? null,
    })),
    bodies: bodies.map(({ body, link }) => ({ body, link })),
    decision: decision === undefined ? null : decided(decision),
    outcomes: known.matters
      .filter(({ themeId }) => themeId === theme.id)
      .map(({ number, owner, status, due, reply, link }) => ({ number, owner, status, due, reply, link })),
    questions: {
      asked: known.questions.get(theme.id) ?? [],
      gaps: gapsOf({
        standing,
        bodies: bodies.length,
        silent: silentOf(known.listening, sources, places),
        offline: sources.reduce((sum, { offline }) => sum + offline, 0),
        unbridged: known.unbridged.filter(({ one }) => one.themeId === theme.id),
        few: isFew(theme.voices, fewest),
      }),
    },
  };
}

function decided({ at, decision, reason, author }: Selection): Brief['decision'] {
  return { at, decision, reason, author };
}

interface Listening {
  source: string;
  /** Declared; `null` where the crawler finds the places itself. */
  place: string | null;
}

/** What the project listened to in its latest run. */
async function listenedTo(store: Database): Promise<Listening[]> {
  const [latest] = await recentRuns(store, 1);
  const settings = latest?.method as { sources?: { name: string; place?: { name: string } | null }[] } | undefined;
  return (settings?.sources ?? []).map(({ name, place }) => ({ source: name, place: place?.name ?? null }));
}

/** By the names of the places where they are declared, each once. */
function silentOf(
  listening: readonly Listening[],
  sources: readonly { name: string }[],
  places: readonly { name: string }[],
): string[] {
  const heard = { sources: new Set(sources.map(({ name }) => name)), places: new Set(places.map(({ name }) => name)) };
  const silent = listening.filter(
    ({ source, place }) => !heard.sources.has(source) && (place === null || !heard.places.has(place)),
  );
  return [...new Set(silent.map(({ source, place }) => place ?? source))].sort();
}
