/** The colours of the picture as CSS. Pages set the variables; a file on its own follows the reader's preference. */
import { COMMUNITY_COLOURS, OTHER_COLOUR } from './appearance.js';
import { EDGE_DASHES } from './shapes.js';

const dashes = Object.entries(EDGE_DASHES).map(([kind, dash]) => `.map-${kind}{stroke-dasharray:${dash}}`);
const colours = [
  ...COMMUNITY_COLOURS.map(({ light }, index) => [`c${index}`, light]),
  ['other', OTHER_COLOUR.light],
].map(
  ([name, light]) =>
    `.map-node.map-${name},.map-swatch.map-${name}{fill:var(--map-${name},${light})}.map-edge.map-${name}{stroke:var(--map-${name},${light})}`,
);

/** Style of the picture itself. */
export const PICTURE_STYLE = [
  '.map{font-family:system-ui,sans-serif}',
  '.map-ground{fill:var(--map-ground,#fff)}',
  '.map-edge{stroke-opacity:.5}',
  '.map-between{stroke:var(--map-faint,#9a9a9a);stroke-opacity:.35}',
  '.map-node{stroke:var(--map-ground,#fff);stroke-width:1.5}',
  '.map-label,.map-legend{fill:var(--map-ink,#1c1c1c)}',
  '.map-label{paint-order:stroke;stroke:var(--map-ground,#fff);stroke-width:3;stroke-linejoin:round;pointer-events:none}',
  '.map-label-theme{font-weight:600}.map-label-place{font-weight:600;font-style:italic}',
  '.map-legend{font-size:14px}.map-legend .map-heading{font-size:18px;font-weight:600}',
  '.map-legend line{stroke:var(--map-ink,#1c1c1c);stroke-width:1.5}',
  '.map-legend .map-shape{fill:none;stroke:var(--map-ink,#1c1c1c);stroke-width:1.5}',
  ...dashes,
  ...colours,
  `@media (prefers-color-scheme:dark){svg:root{${darkVariables()}}}`,
].join('');

/** The variables of a dark ground, for the style of the picture and of pages around it. */
export function darkVariables(): string {
  const communities = COMMUNITY_COLOURS.map(({ dark }, index) => `--map-c${index}:${dark}`);
  return [
    '--map-ground:#16181c',
    '--map-ink:#ececec',
    '--map-faint:#8a8f98',
    `--map-other:${OTHER_COLOUR.dark}`,
    ...communities,
  ].join(';');
}

const swatches = [
  ...COMMUNITY_COLOURS.map(({ light }, index) => [`c${index}`, light]),
  ['other', OTHER_COLOUR.light],
].map(([name, light]) => `.swatch.${name}{background:var(--map-${name},${light})}`);

/** Style of the page around the picture. */
export const PAGE_STYLE = [
  ':root{color-scheme:light dark;--map-ground:#fff;--map-ink:#1c1c1c;--rule:#d5d8dd;--link:#0b57a4}',
  `@media (prefers-color-scheme:dark){:root{${darkVariables()};--rule:#3a3f47;--link:#8ec2ff}}`,
  'body{margin:0 auto;max-width:1240px;padding:0 1rem 4rem;background:var(--map-ground);color:var(--map-ink);font:1rem/1.5 system-ui,sans-serif}',
  'h1{margin:1.2rem 0 0}header p{margin:.2rem 0 1rem}h2{margin:2rem 0 .5rem}a{color:var(--link)}',
  '.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin-bottom:.5rem}',
  '.tools input{font:inherit;padding:.25rem .5rem;min-width:14rem}.tools button{font:inherit;padding:.25rem .7rem}',
  '#stage{border:1px solid var(--rule);border-radius:6px;overflow:hidden;line-height:0}',
  '#stage:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px}',
  '#stage svg{width:100%;height:auto;max-height:86vh;cursor:grab;touch-action:pan-y}',
  'svg.picking .map-node:not(.lit),svg.picking .map-label:not(.lit){opacity:.15}',
  'svg.picking .map-edge:not(.lit){stroke-opacity:.05}svg.picking .map-edge.lit{stroke-opacity:.9}',
  'svg.picking .map-node.lit{stroke:var(--map-ink)}',
  'ul{padding:0;list-style:none}.kinds{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem}',
  '.communities{columns:22rem;column-gap:2rem}.communities li{display:flex;gap:.5rem;align-items:baseline;break-inside:avoid}',
  '.swatch{flex:none;width:.8rem;height:.8rem;border-radius:50%}',
  '.scroll{max-height:70vh;overflow:auto;border:1px solid var(--rule);border-radius:6px}',
  'table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.3rem .7rem;border-bottom:1px solid var(--rule);vertical-align:top}',
  'thead th{position:sticky;top:0;background:var(--map-ground)}tbody th{font-weight:500}td,th{overflow-wrap:anywhere}',
  ...swatches,
].join('');
