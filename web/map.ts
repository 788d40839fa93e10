/** The page of a map comes to life: from here one sees which part does what. */

import type { NodeInfo } from './data.js';
import { readData } from './data.js';
import { startDetails } from './details.js';
import { byId, count } from './dom.js';
import { Drawing } from './drawing.js';
import { startFilters } from './filters.js';
import { startKeyboard } from './keyboard.js';
import { startSearch } from './search.js';
import { startTables } from './table.js';
import { schemeButton } from './theme.js';
import { startTime } from './time.js';
import { View } from './view.js';

function start(): void {
  const view = new View(readData(byId('map-data').textContent ?? ''));
  if (view.data.nodes.length === 0) return;
  const drawing = startDrawing(view);
  // The picture first, and what stands around it when it is there.
  const rest = () => startRest(view, drawing);
  if (drawing === null) rest();
  else requestAnimationFrame(() => setTimeout(rest));
}

function startRest(view: View, drawing: Drawing | null): void {
  // The first picture is on the screen: what the bench measures.
  performance.mark('map drawn');
  const show = (node: NodeInfo) => void drawing?.show(node);
  const open = (node: NodeInfo) => {
    byId('hits').replaceChildren();
    view.select({ what: 'node', node });
    show(node);
  };
  startSearch(view, open);
  startFilters(view);
  startTime(view);
  startDetails(view, show);
  startTables(view, open);
  byId('scheme').replaceChildren(schemeButton(() => drawing?.refresh()));
  if (drawing !== null) startKeyboard(view, drawing, open);
  for (const part of document.querySelectorAll<HTMLElement>('.live')) part.hidden = false;
  if (drawing === null) for (const part of document.querySelectorAll<HTMLElement>('.drawn')) part.hidden = true;
  document.documentElement.dataset.ready = 'yes';
}

/** `null` where the browser cannot: the still picture stays, and everything else works. */
function startDrawing(view: View): Drawing | null {
  const [container, still] = [byId('drawing'), byId('still')];
  container.hidden = false;
  try {
    const drawing = new Drawing(view, container);
    still.hidden = true;
    const { sigma } = drawing;
    sigma.on('clickNode', ({ node }) => view.select({ what: 'node', node: view.data.nodes[Number(node)]! }));
    sigma.on('clickEdge', ({ edge }) => view.select({ what: 'edge', edge: view.data.edges[Number(edge)]! }));
    sigma.on('clickStage', () => view.selection !== null && view.select(null));
    sigma.on('enterNode', () => container.classList.add('pointing'));
    sigma.on('leaveNode', () => container.classList.remove('pointing'));
    drawing.onChoice = () => tellChoice(view, drawing);
    tellChoice(view, drawing);
    return drawing;
  } catch {
    container.replaceChildren();
    container.hidden = true;
    still.hidden = false;
    return null;
  }
}

/** How much of the map is in the picture. */
function tellChoice({ data }: View, { choice }: Drawing): void {
  const all = choice.nodes.length === data.nodes.length && choice.edges.length === data.edges.length;
  if (all) {
    byId('drawn-words').textContent = 'All of the map is drawn.';
    return;
  }
  const words = `${count(choice.nodes.length, 'node')} of ${data.nodes.length.toLocaleString('en-GB')} and ${count(choice.edges.length, 'relation')} of ${data.edges.length.toLocaleString('en-GB')} drawn`;
  const more = choice.waiting > 0 ? '; zoom in, search or filter for the rest' : '';
  byId('drawn-words').textContent = `${words}${more}.`;
}

start();
