/** A theme as it is handed on: what is known of it, where the talk is, what was decided, and what nobody knows yet. */
import type { Channel, Lane, OwnerKind, PlaceKind } from '../model.js';
import { type DirectoryEntry, readDirectory } from '../store/directory.js';
import { readAsOf } from '../store/figures.js';
import { type ConfiguredSource, readListening } from '../store/listening.js';
import { type Matter, readMatters } from '../store/outcomes.js';
import { type Paraphrase, readParaphrases } from '../store/paraphrases.js';
import { type Question, type Remit, readQuestions, readRemits } from '../store/remits.js';
import { readSelections, type Selection } from '../store/selections.js';
import { readSilence, type SilenceRow } from '../store/silence.js';
import { isDeaf, SILENCE_WORDS } from '../store/silences.js';
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
  /** As declared, or known to people; `null` where nobody said. */
  howToJoin: string | null;
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
    directory: await readDirectory(store, { since, until }),
    listening: (await readListening(store)).sources ?? [],
    deaf: (await readSilence(store, { since, until })).filter(isDeafened),
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
  /** Of all themes. */
  directory: DirectoryEntry[];
  listening: ConfiguredSource[];
  /** Where nobody is able to listen, whatever the theme. */
  deaf: SilenceRow[];
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
  const places = known.directory.filter(({ themeId }) => themeId === theme.id);
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
    places: places.map(({ place, kind, owner, area, url, howToJoin, channels, posts: written, voices }) => ({
      ...{ name: place, kind, owner, area, url, howToJoin, channels, posts: written },
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
        silent: silentOf(known, sources, places),
        deaf: [...new Set(known.deaf.map((row) => `${calledOf(row)} (${SILENCE_WORDS[row.state]})`))],
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

/** Whole areas and sorts of places are told by their places. */
function isDeafened({ unit, state }: SilenceRow): boolean {
  return ['source', 'place', 'organisation'].includes(unit) && isDeaf(state);
}

/** A source is known by the place it was set up to hear. */
function calledOf({ name, place }: SilenceRow): string {
  return place ?? name;
}

/** What can be heard and said nothing, by the names of the places where they are declared, each once. */
function silentOf(
  { listening, deaf }: Surroundings,
  sources: readonly { name: string }[],
  places: readonly { place: string }[],
): string[] {
  const heard = new Set([...sources.map(({ name }) => name), ...places.map(({ place }) => place)]);
  const unheard = new Set(deaf.map(({ name }) => name));
  const silent = listening.filter(
    ({ name, place }) => !heard.has(name) && !heard.has(place.name) && !unheard.has(name),
  );
  return [...new Set(silent.map(({ place }) => place.name))].sort();
}
