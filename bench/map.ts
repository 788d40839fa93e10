/**
 * What the map costs, and how good its communities are: a store of 100,000 posts by 20,000 voices from rows to measures; a
 * network of 54,836 nodes and 96,704 ties; published networks. `npm run bench:map`, or
 * `npm run bench:map -- PART...` of store, large and quality; in processor seconds, so that a busy
 * machine does not count. Beside ours, in the same run, Leiden of igraph and Louvain of NetworkX where they are installed.
 */
import { cpus, loadavg } from 'node:os';
import { detectCommunities } from '../src/map/communities.js';
import { type TieGraph, tieGraph } from '../src/map/graph.js';
import { layOut } from '../src/map/layout.js';
import { bestPartition, modularity } from '../src/map/leiden.js';
import { drawMap, RUN_MAP } from '../src/map/map.js';
import { betweenness, PIVOTS } from '../src/map/measures/betweenness.js';
import { measureMap } from '../src/map/measures/measures.js';
import { emptyPost, type Post } from '../src/model.js';
import { connectPosts } from '../src/pipeline/conversations.js';
import { seededRandom } from '../src/random.js';
import { numberVoices, unnumberedVoices } from '../src/store/clean.js';
import { registerSource, savePage } from '../src/store/sources.js';
import { type Database, openStore, SQLITE } from '../src/store/store.js';
import { noteUnlinked } from '../src/store/unlinked.js';
import { inTemporaryFolder } from './child.js';
import { agreement } from './metrics.js';
import { type Network, powerLaw, publishedNetworks, rivalsMissing, rivalsOn } from './networks.js';

const POSTS = 100_000;
const VOICES = 20_000;
const PLACES = 60;
const THEMES = 150;
const AT = '2026-03-02T21:00:00.000Z';
const MOST_SECONDS = { store: 60, communities: 5, betweenness: 30 };
const MOST_MB = 1_536;

/** Seconds of this process, all its threads. */
async function processorSeconds<T>(work: () => T | Promise<T>): Promise<{ result: T; seconds: number }> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (user + system) / 1e6 };
}

const said = (seconds: number, most?: number) =>
  `${seconds.toFixed(2).padStart(7)} s${most === undefined ? '' : seconds <= most ? `  (at most ${most} asked for: yes)` : `  (at most ${most} asked for: NO)`}`;

/** Some voices louder than others, two of five posts an answer, one of three a mention, one of ten a link. */
function conversation(): { posts: Post[]; mentions: string[][]; links: string[][] } {
  const random = seededRandom(7);
  const loud = () => Math.floor(VOICES * random() ** 2);
  const made = { posts: [] as Post[], mentions: [] as string[][], links: [] as string[][] };
  for (let number = 0; number < POSTS; number += 1) {
    const author = `v${number < VOICES ? number : loud()}`;
    const place = `place ${Math.floor(PLACES * random() ** 2)}`;
    made.posts.push({
      ...emptyPost(String(number), 'tweet', 'x'),
      ...{ text: 'words', url: `https://p${place.slice(6)}.example.org/${number}` },
      createdAt: new Date(Date.UTC(2026, 0, 1) + number * 50_000).toISOString(),
      author: {
        id: author,
        handle: author,
        name: author,
        url: null,
        kind: random() < 0.05 ? 'organisation' : 'individual',
      },
      place: { name: place, url: `https://p${place.slice(6)}.example.org/`, kind: 'forum', owner: null, area: null },
      inReplyTo: number > 0 && random() < 0.4 ? String(Math.floor(number * random())) : null,
    });
    made.mentions.push(random() < 1 / 3 ? [`v${loud()}`] : []);
    made.links.push(random() < 0.1 ? [made.posts[Math.floor(random() * number)]!.url!] : []);
  }
  return made;
}

async function fill(store: Database): Promise<void> {
  const random = seededRandom(8);
  const { posts, mentions, links } = conversation();
  await registerSource(store, 'bench', 'archive');
  for (let from = 0; from < POSTS; from += 1_000) {
    await savePage(store, 'bench', null, { posts: posts.slice(from, from + 1_000) }, AT);
  }
  await store.run("INSERT INTO chapters (id, label) VALUES ('chapter-1', 'Care')");
  await store.many(
    "INSERT INTO themes (id, label, chapter_id, lane, state) VALUES (?, ?, 'chapter-1', 'steady', 'live')",
    Array.from({ length: THEMES }, (_, theme) => [`theme-${theme + 1}`, `theme ${theme + 1}`]),
  );
  const ids = await store.all<{ id: number; name: string; url: string }>(
    'SELECT id, external_id AS name, url FROM posts ORDER BY id',
  );
  await store.many(
    `INSERT INTO clean_posts (post_id, text, lang, tokens, mentions, hashtags, links, canonical_url)
     VALUES (?, 'words', 'en', '[]', ?, '[]', ?, ?)`,
    ids.map(({ id, name, url }) => [
      id,
      JSON.stringify(mentions[Number(name)]),
      JSON.stringify(links[Number(name)]),
      url,
    ]),
  );
  await store.many(
    'INSERT INTO post_themes (post_id, theme_id, weight) VALUES (?, ?, 1)',
    ids.map(({ id }) => [id, `theme-${1 + Math.floor(THEMES * random() ** 2)}`]),
  );
  const voices = await unnumberedVoices(store);
  await store.transaction((tx) => numberVoices(tx, voices));
  await store.transaction((tx) =>
    noteUnlinked(
      tx,
      ids.map(({ id }) => id),
    ),
  );
  await connectPosts(store);
}

async function benchStore(): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const store = await openStore(SQLITE, folder, AT);
    await fill(store);
    console.log(`Store: ${POSTS.toLocaleString('en-GB')} posts by ${VOICES.toLocaleString('en-GB')} voices`);
    for (const view of ['voices', 'all'] as const) {
      const { result, seconds } = await processorSeconds(() => measureMap(store, { seed: 1, view, identify: false }));
      const { nodes, edges, communities } = result.summary;
      console.log(`  graph, communities and measures of ${view.padEnd(8)} ${said(seconds, MOST_SECONDS.store)}`);
      console.log(`    ${nodes} nodes, ${edges} edges, ${communities} communities`);
    }
    const whole = await processorSeconds(() => drawMap(store, { seed: 1, view: 'all', identify: false }));
    console.log(`  the whole map, drawn                       ${said(whole.seconds)}`);
    const run = await processorSeconds(() => drawMap(store, { seed: 1, view: 'all', identify: false, most: RUN_MAP }));
    console.log(`  the map of a run, drawn                    ${said(run.seconds)}`);
    const themes = await processorSeconds(() => drawMap(store, { seed: 1, view: 'themes', identify: false }));
    console.log(`  the themes by shared voices, drawn         ${said(themes.seconds)}`);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    console.log(
      `  memory of all this, filling included ${megabytes.toFixed(0)} MB (at most ${MOST_MB} asked for: ${megabytes <= MOST_MB ? 'yes' : 'NO'})`,
    );
    await store.close();
  });
}

async function benchLarge(): Promise<void> {
  const network = powerLaw(54_836, 96_704);
  console.log(`Power law: ${network.nodes.length} nodes, ${network.ties.length} ties`);
  const { result: graph, seconds } = await processorSeconds(() => tieGraph(network.nodes, network.ties));
  console.log(`  into rows             ${said(seconds)}`);
  const found = await processorSeconds(() => bestPartition(graph, 1));
  const quality = modularity(graph, found.result).toFixed(4);
  console.log(`  communities, ours     ${said(found.seconds, MOST_SECONDS.communities)}, modularity ${quality}`);
  if (rivalsMissing === null) {
    for (const [name, rival] of Object.entries(rivalsOn(network))) {
      const theirs = modularity(graph, renumbered(rival.labels)).toFixed(4);
      console.log(`  communities, ${name.padEnd(8)} ${said(rival.seconds)}, modularity ${theirs}`);
    }
  }
  const between = await processorSeconds(() => betweenness(graph, 1));
  console.log(`  betweenness (${PIVOTS} nodes) ${said(between.seconds, MOST_SECONDS.betweenness)}`);
  const communities = detectCommunities(graph, 1);
  const drawn = await processorSeconds(() => layOut(graph, communities, 1));
  console.log(`  layout                ${said(drawn.seconds)}`);
}

function benchQuality(): void {
  const networks = publishedNetworks();
  if (networks.length === 0) console.log('Published networks: none beside the checkout');
  if (networks.length === 0 || rivalsMissing !== null) return;
  console.log(
    'Published networks: modularity and, where groups are known, NMI of ours / igraph Leiden / NetworkX Louvain',
  );
  for (const network of networks) {
    const graph = tieGraph(network.nodes, network.ties);
    const { leiden, louvain } = rivalsOn(network);
    const marks = [bestPartition(graph, 1), renumbered(leiden.labels), renumbered(louvain.labels)].map((labels) =>
      marksOf(network, graph, labels),
    );
    console.log(`  ${network.name.padEnd(32)} ${marks.join('   ')}`);
  }
}

/** `0.4198 0.588`. */
function marksOf({ groups }: Network, graph: TieGraph, labels: Uint32Array): string {
  const quality = modularity(graph, labels).toFixed(4);
  if (groups.size === 0) return `${quality}      `;
  const known = graph.names.map((name, node) => [groups.get(name), String(labels[node])] as const);
  const those = known.filter((pair): pair is readonly [string, string] => pair[0] !== undefined);
  const { nmi } = agreement(
    those.map(([group]) => group),
    those.map(([, label]) => label),
  );
  return `${quality} ${nmi.toFixed(3)}`;
}

function renumbered(labels: readonly number[]): Uint32Array {
  return Uint32Array.from(labels);
}

console.log(`${cpus().length} cores, ${loadavg()[0]!.toFixed(1)} of them busy with other things before`);
const PARTS: Record<string, () => Promise<void> | void> = {
  store: benchStore,
  large: benchLarge,
  quality: benchQuality,
};
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PARTS)) {
  if (PARTS[name] === undefined)
    throw new Error(`There is no part ${name}; there are ${Object.keys(PARTS).join(', ')}.`);
  await PARTS[name]();
}
if (rivalsMissing !== null) console.log(rivalsMissing);
