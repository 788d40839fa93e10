/** One map, many formats. */
import type { ConversationMap } from '../model.js';
import { writeEdgesCsv, writeNodesCsv } from './csv.js';
import { writeGexf } from './gexf.js';
import { writeGraphml } from './graphml.js';
import { writeJson } from './json.js';
import { writePage } from './page.js';
import { writeSvg } from './svg.js';

export const MAP_FORMATS = ['gexf', 'graphml', 'csv', 'json', 'html', 'svg'] as const;
export type MapFormat = (typeof MAP_FORMATS)[number];

export interface MapFile {
  /** What follows the name of the map: `gexf`, `nodes.csv`, … */
  suffix: string;
  content: string;
}

const WRITERS: Readonly<Record<MapFormat, (map: ConversationMap) => MapFile[]>> = {
  gexf: (map) => [{ suffix: 'gexf', content: writeGexf(map) }],
  graphml: (map) => [{ suffix: 'graphml', content: writeGraphml(map) }],
  csv: (map) => [
    { suffix: 'nodes.csv', content: writeNodesCsv(map) },
    { suffix: 'edges.csv', content: writeEdgesCsv(map) },
  ],
  json: (map) => [{ suffix: 'json', content: writeJson(map) }],
  html: (map) => [{ suffix: 'html', content: writePage(map) }],
  svg: (map) => [{ suffix: 'svg', content: writeSvg(map) }],
};

/** The files of a format, in UTF-8. The same map gives the same bytes. */
export function writeMap(map: ConversationMap, format: MapFormat): MapFile[] {
  return WRITERS[format](map);
}
