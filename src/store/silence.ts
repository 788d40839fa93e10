/**
 * Who was not heard: sources that fail or have fallen silent, places and organisations that people registered and nobody
 * hears, whole areas and sorts of places without a post. Of sources and places only: nothing is told of any author, and
 * nobody's silence is taken for content.
 */
import { restOf } from '../errors.js';
import { type AssertedNode, readAssertions, readMapHand } from './asserted.js';
import type { Database } from './database.js';
import type { Period } from './figures.js';
import { type Heard, type HeardPlace, NOTHING, readHeard, readHeardOrganisations, together } from './heard.js';
import { type ConfiguredSource, readListening } from './listening.js';
import {
  type Declared,
  deafness,
  type Listened,
  plainSilence,
  SILENCE_STATES,
  SILENCE_UNITS,
  type Silence,
} from './silences.js';
import { type SourceFigures, sourceFigures } from './source-figures.js';
import { hasFallen, stateOf } from './source-state.js';

const DAY_MS = 86_400_000;

export interface SilenceRow extends Listened {
  state: Silence;
  /** The end of the period, the last time that anybody listened, or the newest post of a collection that has ended (ISO 8601). */
  asOf: string;
}

/**
 * Who is not heard, by `SILENCE_UNITS`, then in the order of `SILENCES`, then by name. A period without a beginning is as
 * long as the days after which the project calls a source silent. Where nothing new came from anywhere for longer than
 * that, one row says so, and the others tell how it was when something last came: of a collection that has ended, an
 * archive or a sample, it says nothing that every source in it has ended. Empty for a store in which nobody ever listened.
 */
export async function readSilence(store: Database, period: Period): Promise<SilenceRow[]> {
  const { at, heardAt, quietDays, sources: configured } = await readListening(store);
  if (at === null) return [];
  const daysBefore = (moment: string) => new Date(Date.parse(moment) - quietDays * DAY_MS).toISOString();
  const isOver = period.until !== null && period.until < at;
  const endedAt = isOver || period.since !== null || heardAt === null || heardAt >= daysBefore(at) ? null : heardAt;
  const asOf = isOver ? (period.until as string) : (endedAt ?? at);
  const since = period.since ?? daysBefore(asOf);
  const window = { since, until: isOver ? asOf : null, theme: period.theme ?? null };
  const heard = await readHeard(store, window);
  const now = Date.parse(asOf);
  const figures = await sourceFigures(store, now);

  const stateNow = (source: SourceFigures, told: Heard): Silence | null => {
    const rest = restOf(source.lastSlug);
    if (rest !== null) return rest;
    const state = stateOf(source, now, quietDays);
    if (state === 'failing' || state === 'blocked' || state === 'gone') return state;
    if (state === 'waiting' && told.posts === 0) return 'waiting';
    const isFallen = window.theme === null && hasFallen(source.lastWeek, source.expected);
    return plainSilence(told) ?? (isFallen ? 'quiet' : null);
  };
  const sources = listenedSources(configured, figures, heard.bySource, { isOver, stateNow });
  const states = new Map(sources.map(({ name, state }) => [name, state]));
  const nodes = await registeredNodes(store);
  const places = listenedPlaces(states, configured ?? [], heard.places, nodes.filter(isPlace));
  const organisations = nodes.filter((node) => !isPlace(node));
  const accounts = organisations.length === 0 ? [] : await readHeardOrganisations(store, window);
  const registered = [...[...sources, ...places], ...listenedOrganisations(organisations, states, places, accounts)];
  const audiences = listenedAudiences(registered, heard.byArea);
  // The row of a source stands for the place it was set up to hear; heard sources may name the places of their posts.
  const told = new Set(sources.flatMap(({ state, place }) => (state === null ? [] : [place])));
  const setUp = new Set(sources.map(({ place }) => place));
  const isTold = ({ name, lastHeard }: Listened) => told.has(name) || (lastHeard === null && setUp.has(name));
  const asserted = new Set(nodes.filter(isPlace).map(({ name }) => name));
  const ended = endedAt === null ? [] : [{ ...endOf(sources, endedAt), asOf: at }];
  const silent = [...registered, ...audiences]
    .filter((row) => row.unit !== 'place' || asserted.has(row.name) || !isTold(row))
    .filter((row): row is Listened & { state: Silence } => row.state !== null)
    .map((row) => ({ ...row, asOf }));
  return [...ended, ...silent].sort(
    (a, b) => orderOf(a) - orderOf(b) || (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
}

/** The one row of a collection in which nothing new comes from anywhere. */
function endOf(sources: readonly Listened[], lastHeard: string): Listened & { state: Silence } {
  return {
    ...{ unit: 'all', name: 'all sources', state: 'ended', posts: 0, lastHeard, ...UNDECLARED },
    ...{ place: null, sources: sources.map(({ name }) => name), registered: null, crawled: null },
  };
}

function orderOf({ unit, state }: SilenceRow): number {
  return SILENCE_UNITS.indexOf(unit) * SILENCE_STATES.length + SILENCE_STATES.indexOf(state);
}

const isPlace = ({ kind }: AssertedNode): boolean => kind === 'place';

/** What people asserted and nobody took off the map since. */
async function registeredNodes(store: Database): Promise<AssertedNode[]> {
  const key = ({ kind, name }: Pick<AssertedNode, 'kind' | 'name'>) => `${kind} ${name}`;
  const log = await readMapHand(store);
  const withdrawn = new Set(log.filter(({ action, undoneAt }) => action === 'withdraw' && undoneAt === null).map(key));
  return (await readAssertions(store)).nodes.filter((node) => !withdrawn.has(key(node)));
}

const UNDECLARED: Declared = { kind: null, owner: null, area: null, url: null };
const declaredBy = ({ kind, owner, area, url }: Declared): Declared => ({ kind, owner, area, url });

function listenedSources(
  configured: readonly ConfiguredSource[] | null,
  figures: readonly SourceFigures[],
  heard: ReadonlyMap<string, Heard>,
  how: { isOver: boolean; stateNow(source: SourceFigures, told: Heard): Silence | null },
): Listened[] {
  const known = new Map(figures.map((source) => [source.name, source]));
  const wanted = new Map((configured ?? []).map((source) => [source.name, source]));
  return sortedSet([...wanted.keys(), ...known.keys()]).map((name) => {
    const [source, told, place] = [known.get(name), heard.get(name) ?? NOTHING, wanted.get(name)?.place];
    const crawled = {
      usual: how.isOver ? null : (source?.expected ?? null),
      lastWeek: how.isOver ? null : (source?.lastWeek ?? 0),
      ...{
        failedNights: source?.errorNights ?? 0,
        lastSlug: source?.lastSlug ?? null,
        lastOkAt: source?.lastOkAt ?? null,
      },
    };
    const state = (): Silence | null => {
      if (configured !== null && !wanted.has(name)) return told.posts > 0 ? null : 'not-asked';
      // How it fares now says nothing about a period that is over.
      if (how.isOver) return told.lastHeard === null ? 'unknown' : plainSilence(told);
      return source === undefined ? 'waiting' : how.stateNow(source, told);
    };
    return {
      ...{ unit: 'source', name, ...told, state: state(), place: place?.name ?? null, sources: [name] },
      ...{ ...(place === undefined ? UNDECLARED : declaredBy(place)), registered: null, crawled },
    };
  });
}

/** Those that sources were set up to hear, that posts came from, and that people asserted. */
function listenedPlaces(
  sources: States,
  configured: readonly ConfiguredSource[],
  heard: readonly HeardPlace[],
  asserted: readonly AssertedNode[],
): Listened[] {
  const observed = new Map(heard.map((place) => [place.name, place]));
  const atAddress = new Map(heard.flatMap((place) => (place.url === null ? [] : [[addressKey(place.url), place]])));
  // Posts may know a place that people registered by another name: its address tells.
  const nodes = new Map(
    asserted.map((node) => {
      const same = node.url === null ? undefined : (atAddress.get(addressKey(node.url)) as HeardPlace | undefined);
      return [observed.has(node.name) ? node.name : (same?.name ?? node.name), node];
    }),
  );
  const declared = new Map<string, ConfiguredSource[]>();
  for (const source of configured)
    declared.set(source.place.name, [...(declared.get(source.place.name) ?? []), source]);
  return sortedSet([...nodes.keys(), ...declared.keys(), ...observed.keys()]).map((key) => {
    const [place, node, setUp] = [observed.get(key), nodes.get(key), declared.get(key) ?? []];
    const { posts, lastHeard } = place ?? NOTHING;
    const through = sortedSet([...setUp.map(({ name }) => name), ...(place?.sources ?? [])]);
    const facts = [
      ...(node === undefined ? [] : [{ ...declaredBy({ ...node, kind: node.placeKind }) }]),
      ...[...setUp.map((source) => source.place), ...(place === undefined ? [] : [place])].map(declaredBy),
    ];
    return {
      ...{ unit: 'place', name: key, posts, lastHeard, place: null, sources: through },
      ...{ ...firstOf(facts), registered: null, crawled: null },
      state: stateThrough(sources, through, { posts, lastHeard }),
    };
  });
}

/** An organisation is heard through accounts, places and sources of its own name or address. */
function listenedOrganisations(
  nodes: readonly AssertedNode[],
  sources: States,
  places: readonly Listened[],
  accounts: readonly (Heard & { name: string | null; handle: string | null })[],
): Listened[] {
  return nodes.map((node) => {
    const { name, owner, area, url } = node;
    const isOwn = (other: string | null) => other !== null && nameKey(other) === nameKey(name);
    const isThere = (other: string | null) => other !== null && url !== null && addressKey(other) === addressKey(url);
    const own = places.filter((place) => isOwn(place.name) || isThere(place.url));
    const spoken = accounts.filter((account) => isOwn(account.name) || isOwn(account.handle));
    const told = [...own, ...spoken].reduce<Heard>(together, NOTHING);
    const through = sortedSet(own.flatMap((place) => place.sources));
    const state = spoken.length > 0 ? plainSilence(told) : stateThrough(sources, through, told);
    return {
      ...{ unit: 'organisation', name, ...told, state, place: null, sources: through },
      ...{ kind: null, owner, area, url, registered: null, crawled: null },
    };
  });
}

/** Areas, owners and kinds of what was listened for. */
function listenedAudiences(listened: readonly Listened[], byArea: ReadonlyMap<string, Heard>): Listened[] {
  return (['area', 'owner', 'kind'] as const).flatMap((unit) =>
    sortedSet(listened.map((one) => one[unit]).filter((name) => name !== null)).map((name): Listened => {
      const places = listened.filter((one) => one[unit] === name && one.unit !== 'source');
      const said = unit === 'area' ? byArea.get(name) : undefined;
      const told = places.reduce<Heard>(together, said ?? NOTHING);
      const state = told.posts > 0 ? null : (deafness(places.map((one) => one.state)) ?? plainSilence(told));
      return {
        ...{ unit, name, ...told, state, ...UNDECLARED, place: null, registered: places.length, crawled: null },
        sources: sortedSet(places.flatMap(({ sources }) => sources)),
      };
    }),
  );
}

/** Of sources, by name. */
type States = ReadonlyMap<string, Silence | null>;

/** The state of what is heard through these sources. */
function stateThrough(sources: States, through: readonly string[], told: Heard): Silence | null {
  if (told.posts > 0) return null;
  if (through.length === 0) return 'not-listened';
  return deafness(through.map((name) => sources.get(name) ?? null)) ?? plainSilence(told);
}

/** Of each fact the first that somebody declared. */
function firstOf(facts: readonly Declared[]): Declared {
  const first = <Key extends keyof Declared>(key: Key) => facts.find((one) => one[key] !== null)?.[key] ?? null;
  return { kind: first('kind'), owner: first('owner'), area: first('area'), url: first('url') } as Declared;
}

function sortedSet<Name extends string>(names: readonly Name[]): Name[] {
  return [...new Set(names)].sort();
}

const nameKey = (name: string): string => name.normalize('NFC').toLowerCase();

/** An address without what does not tell places apart. */
function addressKey(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, port, pathname, search } = new URL(url);
  return `${hostname.replace(/^www\./, '')}:${port}${pathname.replace(/\/+$/, '')}${search}`;
}
