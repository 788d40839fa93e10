/** Everything without a mouse: move, zoom, and go from node to node. */

import type { NodeInfo } from './data.js';
import { byId } from './dom.js';
import { type Drawing, duration } from './drawing.js';
import type { View } from './view.js';

/** How far an arrow key moves, as a share of what is in sight. */
const STEP = 0.12;

export function startKeyboard(view: View, drawing: Drawing, open: (node: NodeInfo) => void): void {
  const stage = byId('stage');
  const camera = drawing.sigma.getCamera();
  const animate = { duration: duration() };
  const move = (x: number, y: number) => {
    const { x: now, y: also, ratio } = camera.getState();
    void camera.animate({ x: now + x * ratio * STEP, y: also + y * ratio * STEP }, animate);
  };
  const zoomIn = () => void camera.animatedZoom({ factor: 1.4, ...animate });
  const zoomOut = () => void camera.animatedUnzoom({ factor: 1.4, ...animate });
  const whole = () => void camera.animatedReset(animate);
  let current = -1;
  const step = (by: number) => {
    const { nodes } = drawing.choice;
    if (nodes.length === 0) return;
    current = (current + by + nodes.length) % nodes.length;
    const node = nodes[current]!;
    byId('spoken').textContent = `${node.label}, ${node.kind}, ${node.posts} posts. Enter opens it.`;
    drawing.point(node);
  };
  const keys: Record<string, () => void> = {
    ...{ ArrowLeft: () => move(-1, 0), ArrowRight: () => move(1, 0) },
    ...{ ArrowUp: () => move(0, 1), ArrowDown: () => move(0, -1) },
    ...{ '+': zoomIn, '=': zoomIn, '-': zoomOut, '0': whole },
    ...{ n: () => step(1), p: () => step(-1) },
    Enter: () => {
      const node = drawing.choice.nodes[current];
      if (node !== undefined) open(node);
    },
    Escape: () => view.select(null),
    '/': () => byId('search').focus(),
  };
  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]!();
  });
  const buttons = { 'zoom-in': zoomIn, 'zoom-out': zoomOut, whole };
  for (const [id, act] of Object.entries(buttons)) byId(id).addEventListener('click', act);
}
