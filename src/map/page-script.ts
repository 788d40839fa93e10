/**
 * What the page can do: move the picture, find a node, show who it is related to. Plain JavaScript as text, because the
 * page carries it inline and names its hash in the content security policy.
 */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const stage = document.getElementById('stage');
  const picture = stage.querySelector('svg');
  const [, , width, height] = picture.getAttribute('viewBox').split(' ').map(Number);
  const whole = { x: 0, y: 0, width, height };
  let view = whole;

  const show = (next) => {
    const scale = Math.min(1, Math.max(1 / 40, next.width / width));
    view = { ...next, width: width * scale, height: height * scale };
    picture.setAttribute('viewBox', [view.x, view.y, view.width, view.height].join(' '));
  };
  const zoom = (factor, x = view.x + view.width / 2, y = view.y + view.height / 2) => {
    const scale = Math.min(1, Math.max(1 / 40, (view.width * factor) / width));
    const change = (width * scale) / view.width;
    show({ x: x - (x - view.x) * change, y: y - (y - view.y) * change, width: width * scale });
  };
  const move = (across, down) => show({ ...view, x: view.x + across * view.width, y: view.y + down * view.height });
  const moves = {
    '+': () => zoom(0.8),
    '=': () => zoom(0.8),
    '-': () => zoom(1.25),
    0: () => show(whole),
    ArrowLeft: () => move(-0.1, 0),
    ArrowRight: () => move(0.1, 0),
    ArrowUp: () => move(0, -0.1),
    ArrowDown: () => move(0, 0.1),
  };
  stage.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    moves[event.key]();
  });
  for (const button of document.querySelectorAll('button[data-key]')) {
    button.addEventListener('click', () => moves[button.dataset.key]());
  }

  const pointAt = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  // The wheel scrolls the page as everywhere; it moves the picture only for those who are at work in it.
  stage.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && document.activeElement !== stage) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.1 : 1 / 1.1, ...pointAt(event));
  }, { passive: false });
  let grip;
  picture.addEventListener('pointerdown', (event) => {
    grip = pointAt(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener('pointermove', (event) => {
    if (grip === undefined) return;
    const [x, y] = pointAt(event);
    show({ ...view, x: view.x + grip[0] - x, y: view.y + grip[1] - y });
  });
  for (const end of ['pointerup', 'pointercancel']) picture.addEventListener(end, () => { grip = undefined; });

  const nodes = [...picture.querySelectorAll('.map-node')];
  const labels = [...picture.querySelectorAll('.map-label')];
  const edges = [...picture.querySelectorAll('.map-edge')];
  const rows = [...document.querySelectorAll('tbody tr')];
  const names = new Map(nodes.map((node) => [node.dataset.id, node.querySelector('title').textContent]));
  const light = (ids, ends) => {
    picture.classList.toggle('picking', ids.size > 0);
    for (const mark of [...nodes, ...labels]) mark.classList.toggle('lit', ids.has(mark.dataset.id));
    for (const edge of edges) edge.classList.toggle('lit', ends(edge));
  };
  const search = document.getElementById('search');
  const found = document.getElementById('found');
  const find = () => {
    const words = search.value.trim().toLowerCase();
    const hits = words === '' ? [] : [...names].filter(([, name]) => name.toLowerCase().includes(words));
    light(new Set(hits.map(([id]) => id)), () => false);
    for (const row of rows) row.hidden = words !== '' && !row.textContent.toLowerCase().includes(words);
    const listed = hits.slice(0, 5).map(([, name]) => name).join('; ');
    found.textContent = words === '' ? '' : hits.length === 0 ? 'Nothing found.' : hits.length + ' found: ' + listed;
  };
  search.addEventListener('input', find);

  const around = (id) => {
    const near = edges.filter((edge) => edge.dataset.source === id || edge.dataset.target === id);
    const ids = new Set([id, ...near.flatMap((edge) => [edge.dataset.source, edge.dataset.target])]);
    light(ids, (edge) => near.includes(edge));
  };
  for (const node of nodes) {
    node.addEventListener('pointerenter', () => around(node.dataset.id));
    node.addEventListener('pointerleave', find);
  }
})();
`;
