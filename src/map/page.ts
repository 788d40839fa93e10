/**
 * The map as one HTML file that opens from disk. It carries the map as data, the script that draws it (web/), a still
 * picture for browsers that cannot, for paper and for readers without script, and as tables whatever is in the picture.
 * It loads nothing and its content security policy lets nothing be loaded.
 */
import { createHash } from 'node:crypto';
import type { ConversationMap } from '../model.js';
import { weightWords } from './fields.js';
import { escapeMarkup, shownLabel } from './markup.js';
import { pageScript } from './page-bundle.js';
import { isWebAddress, type MapDetails, NO_DETAILS, pageData } from './page-data.js';
import { PAGE_STYLE } from './page-style.js';
import { type DrawnEdge, type DrawnNode, drawPicture, MOST_EDGES, MOST_NODES, type Picture } from './picture.js';
import { PICTURE_STYLE } from './style.js';
import { countEdges, countNodes, describeCommunities, EDGE_WORDS } from './summary.js';
import { pictureSvg } from './svg.js';

export function writePage(map: ConversationMap, details: MapDetails = NO_DETAILS): string {
  const picture = drawPicture(map);
  const script = pageScript();
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Conversation map</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#tables">Skip to the tables</a>
<header><h1>Conversation map</h1>
<p>${escapeMarkup(countNodes(map.nodes))}; ${map.edges.length.toLocaleString('en-GB')} relations</p><span id="scheme"></span></header>
<main>
${workSection(map, picture)}
<div class="sheet" id="tables">
${readingSection(map, picture)}
${nodesSection(map, picture)}
${edgesSection(picture)}
</div>
</main>
<script type="application/json" id="map-data">${embedded(pageData(map, details))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function policyFor(script: string): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(PAGE_STYLE)} ${hash(PICTURE_STYLE)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** JSON that cannot end the element it is in. */
function embedded(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

const KEYS =
  'Map. Arrow keys move, plus and minus zoom, zero shows all, N and P go from node to node, Enter opens one, Escape closes, slash searches. The same is in the tables below.';

function workSection(map: ConversationMap, picture: Picture): string {
  return `<section class="work" aria-label="Picture">
<div id="stage" tabindex="0" role="group" aria-label="${KEYS}">
<div id="drawing" hidden></div>
<figure id="still">${pictureSvg(map, picture)}</figure>
<div class="over zoom live drawn" hidden><button type="button" id="zoom-in" aria-label="Zoom in">+</button><button type="button" id="zoom-out" aria-label="Zoom out">−</button><button type="button" id="whole">Whole map</button></div>
<p class="over live drawn" id="drawn-words" hidden></p><p class="unseen" id="spoken" role="status"></p>
</div>
<div id="panel">
<div class="find live" hidden role="search"><label for="search">Find</label><input id="search" type="search" autocomplete="off"><span id="found" role="status"></span><ul id="hits"></ul></div>
<section id="details" aria-label="Details" hidden></section>
<fieldset id="time" hidden><legend>Time</legend>
<label>From<input type="range" id="from" min="0" value="0"></label><label>To<input type="range" id="to" min="0" value="0"></label>
<p><span id="window"></span><button type="button" id="play" hidden>Play</button><button type="button" id="always">All</button></p></fieldset>
<fieldset class="live" hidden><legend>Shown</legend><div class="boxes" id="node-kinds"></div><div class="boxes" id="edge-kinds"></div></fieldset>
${communitiesSection(map)}
</div></section>`;
}

function communitiesSection(map: ConversationMap): string {
  const communities = describeCommunities(map);
  const items = communities.slice(0, MOST_NODES).map(({ number, name, size, colour }) => {
    const swatch = `<span class="swatch ${colour === undefined ? 'other' : `c${colour}`}"></span>`;
    return `<li>${swatch} ${number + 1} <bdi>${escapeMarkup(name)}</bdi> <small>${size}</small></li>`;
  });
  return `<section aria-labelledby="communities-title"${items.length === 0 ? ' hidden' : ''}><h2 id="communities-title">Communities</h2>
<ul id="communities">${items.join('\n')}</ul></section>`;
}

function readingSection(map: ConversationMap, { hiddenNodes, hiddenEdges }: Picture): string {
  const kinds = countEdges(map).map(
    ({ kind, count }) => `<li>${EDGE_WORDS[kind]}: ${count.toLocaleString('en-GB')}</li>`,
  );
  const hidden =
    hiddenNodes + hiddenEdges === 0
      ? ''
      : `<p>Without script, and on paper, the picture and the tables hold the ${MOST_NODES} nodes with the most posts and the ${MOST_EDGES} strongest relations between them at most: not ${hiddenNodes} nodes and ${hiddenEdges} relations.</p>`;
  return `<section aria-labelledby="reading"><h2 id="reading">How to read it</h2>
<p>Circles are voices (accounts as one platform knows them), squares are places, diamonds are themes, triangles are organisations. The larger, the more posts. Near each other are those that have much to do with one another. Communities are groups that have more to do with one another than with the rest, numbered and named by their best known members; grey are smaller communities, and nodes without a relation.</p>
<p>The map shows what was seen in the posts that were collected, and nothing of what was not: a missing line is not a missing relation. Relations marked as asserted are what people say; no post shows them.</p>
<ul class="kinds">${kinds.join('')}</ul>${hidden}${omittedNote(map)}</section>`;
}

/** What the map itself leaves out, and by what rule. */
function omittedNote({ omitted }: ConversationMap): string {
  if (omitted === undefined) return '';
  const { nodes, edges, rules } = omitted;
  return `<p>Left out of this map: ${nodes} nodes and ${edges} relations. ${escapeMarkup(rules.join(' '))}</p>`;
}

function nodesSection(map: ConversationMap, picture: Picture): string {
  const relations = new Map<string, number>();
  for (const { source, target } of map.edges) {
    for (const end of [source, target]) relations.set(end, (relations.get(end) ?? 0) + 1);
  }
  const rows = picture.nodes.map((drawn) => {
    const { kind, posts, community, id } = drawn.node;
    return `<tr><th scope="row">${linked(drawn)}</th><td>${kind}</td><td>${posts}</td><td>${relations.get(id) ?? 0}</td><td>${community + 1}</td></tr>`;
  });
  return table('nodes', 'Nodes', ['Name', 'Kind', 'Posts', 'Relations', 'Community'], rows);
}

function edgesSection(picture: Picture): string {
  const rows = picture.edges.map(({ edge, source, target }: DrawnEdge) => {
    const dates = `<td>${day(edge.firstSeen)}</td><td>${day(edge.lastSeen)}</td>`;
    return `<tr><th scope="row">${nameOf(source)}</th><td>${EDGE_WORDS[edge.kind]}</td><td>${nameOf(target)}</td><td>${weightWords(edge)}</td>${dates}<td>${edge.basis}</td></tr>`;
  });
  return table('edges', 'Relations', ['From', 'Does', 'To', 'Times', 'First', 'Last', 'Basis'], rows);
}

function table(id: string, caption: string, columns: readonly string[], rows: readonly string[]): string {
  const header = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  return `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${caption}</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title"><table>
<thead><tr>${header}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div></section>`;
}

function nameOf({ node }: DrawnNode): string {
  return `<bdi>${escapeMarkup(shownLabel(node.label) || node.id)}</bdi>`;
}

/** The name, with a way out to where the talk is. */
function linked(drawn: DrawnNode): string {
  const { url } = drawn.node;
  if (url === null || !isWebAddress(url)) return nameOf(drawn);
  return `<a href="${escapeMarkup(url)}" rel="noopener noreferrer">${nameOf(drawn)}</a>`;
}

function day(moment: string | null): string {
  return moment === null ? '' : escapeMarkup(moment.slice(0, 10));
}
