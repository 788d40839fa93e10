/** The picture of who talks about what, where. */
import { html, type Markup } from '../../html/markup.js';

export interface MapPicture {
  /** A whole SVG document (with its `xmlns`). */
  svg: string;
  /** What it shows, for those who cannot see it. */
  description: string;
  /** Name of the file beside the page that holds the same as a table. */
  table: string | null;
}

/** A plain file name; nothing that could lead elsewhere. */
const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

// As an image the drawing is sealed off: its styles and ids stay inside, and nothing in it can run.
export function mapFigure(map: MapPicture | null): Markup | null {
  if (map === null) return null;
  const table =
    map.table !== null && FILE_NAME.test(map.table) ? html` <a href="${map.table}">The same as a table</a>.` : null;
  return html`<section aria-labelledby="map"><h2 id="map">The map</h2>
<figure class="map"><img src="data:image/svg+xml;base64,${Buffer.from(map.svg, 'utf8').toString('base64')}" alt="${map.description}">
<figcaption>${map.description}${table}</figcaption></figure></section>`;
}
