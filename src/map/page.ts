/**
 * The map as one HTML file that opens from disk: the picture, a search, the communities, and as tables whatever the
 * picture shows. It loads nothing and its content security policy lets nothing be loaded.
 */
import { createHash } from 'node:crypto';
import type { ConversationMap } from '../model.js';
import { escapeMarkup, shownLabel } from './markup.js';
import { PAGE_SCRIPT } from './page-script.js';
import { type DrawnEdge, type DrawnNode, drawPicture, MOST_EDGES, MOST_NODES, type Picture } from './picture.js';
import { PAGE_STYLE } from './style.js';
import { countEdges, countNodes, describeCommunities, EDGE_WORDS } from './summary.js';
import { pictureSvg } from './svg.js';

const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(PAGE_SCRIPT).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export function writePage(map: ConversationMap): string {
  const picture = drawPicture(map);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Conversation map</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>Conversation map</h1>
<p>${escapeMarkup(countNodes(map.nodes))}; ${map.edges.length} relations seen in the collected posts.</p>
</header>
<main>
${pictureSection(map, picture)}
${communitiesSection(map)}
${readingSection(map)}
${nodesSection(map, picture)}
${edgesSection(picture)}
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function pictureSection(map: ConversationMap, picture: Picture): string {
  const { hiddenNodes, hiddenEdges } = picture;
  const hidden =
    hiddenNodes + hiddenEdges === 0
      ? ''
      : `<p>The picture and the tables hold the ${MOST_NODES} nodes with the most posts and the ${MOST_EDGES} strongest relations between them at most. Not drawn: ${hiddenNodes} nodes and ${hiddenEdges} relations; the other formats have them all.</p>`;
  return `<section aria-label="Picture">
<div class="tools">
<label for="search">Find</label> <input id="search" type="search" autocomplete="off">
<button type="button" data-key="+" aria-label="Zoom in">+</button>
<button type="button" data-key="-" aria-label="Zoom out">−</button>
<button type="button" data-key="0">Whole map</button>
<span id="found" role="status"></span>
</div>
<div id="stage" tabindex="0" role="group" aria-label="Map. Plus and minus zoom, arrow keys move, zero shows the whole map. The same is in the tables below.">
${pictureSvg(map, picture)}
</div>
${hidden}
${omittedNote(map)}
</section>`;
}

/** What the map itself leaves out, and by what rule. */
function omittedNote({ omitted }: ConversationMap): string {
  if (omitted === undefined) return '';
  const { nodes, edges, rules } = omitted;
  return `<p>Left out of this map: ${nodes} nodes and ${edges} relations. ${escapeMarkup(rules.join(' '))}</p>`;
}

function communitiesSection(map: ConversationMap): string {
  const communities = describeCommunities(map);
  if (communities.length === 0) return '';
  const items = communities.map(({ number, name, size, posts, colour }) => {
    const swatch = `<span class="swatch ${colour === undefined ? 'other' : `c${colour}`}"></span>`;
    return `<li>${swatch}<span>Community ${number}: <bdi>${escapeMarkup(name)}</bdi> <small>(nodes: ${size}, posts: ${posts})</small></span></li>`;
  });
  return `<section aria-labelledby="communities"><h2 id="communities">Communities</h2>
<p>Groups of nodes that have more to do with one another than with the rest, named by their best known members. Grey in the picture: smaller communities, and nodes without a relation.</p>
<ul class="communities">${items.join('\n')}</ul></section>`;
}

function readingSection(map: ConversationMap): string {
  const kinds = countEdges(map).map(({ kind, count }) => `<li>${EDGE_WORDS[kind]}: ${count}</li>`);
  return `<section aria-labelledby="reading"><h2 id="reading">How to read it</h2>
<p>Circles are voices (accounts as one platform knows them), squares are places, diamonds are themes, triangles are organisations. The larger, the more posts. Bent lines turn clockwise from source to target. The map shows what was seen in the posts that were collected, and nothing of what was not: a missing line is not a missing relation. Relations marked as asserted are what people say; no post shows them.</p>
<ul class="kinds">${kinds.join('')}</ul></section>`;
}

function nodesSection(map: ConversationMap, picture: Picture): string {
  const relations = new Map<string, number>();
  for (const { source, target } of map.edges) {
    for (const end of [source, target]) relations.set(end, (relations.get(end) ?? 0) + 1);
  }
  const rows = picture.nodes.map((drawn) => {
    const { kind, posts, community, id } = drawn.node;
    return `<tr><th scope="row">${linked(drawn)}</th><td>${kind}</td><td>${posts}</td><td>${relations.get(id) ?? 0}</td><td>${community}</td></tr>`;
  });
  return table('nodes', 'Nodes', ['Name', 'Kind', 'Posts', 'Relations', 'Community'], rows);
}

function edgesSection(picture: Picture): string {
  const rows = picture.edges.map(({ edge, source, target }: DrawnEdge) => {
    const dates = `<td>${day(edge.firstSeen)}</td><td>${day(edge.lastSeen)}</td>`;
    return `<tr><td>${nameOf(source)}</td><td>${EDGE_WORDS[edge.kind]}</td><td>${nameOf(target)}</td><td>${edge.weight}</td>${dates}<td>${edge.basis}</td></tr>`;
  });
  return table('edges', 'Relations', ['From', 'Does', 'To', 'Times', 'First', 'Last', 'Basis'], rows);
}

function table(id: string, caption: string, columns: readonly string[], rows: readonly string[]): string {
  const header = columns.map((column) => `<th scope="col">${column}</th>`).join('');
  return `<section aria-labelledby="${id}"><h2 id="${id}">${caption}</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}"><table>
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
  if (url === null || !/^https?:\/\//i.test(url)) return nameOf(drawn);
  return `<a href="${escapeMarkup(url)}" rel="noopener noreferrer">${nameOf(drawn)}</a>`;
}

function day(moment: string | null): string {
  return moment === null ? '' : escapeMarkup(moment.slice(0, 10));
}
