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
