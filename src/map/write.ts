/** One map, many formats. */
import type { ConversationMap } from '../model.js';
import { writeEdgesCsv, writeMapDictionary, writeNodesCsv } from './csv.js';
import { writeGexf } from './gexf.js';
import { writeGraphml } from './graphml.js';
import { writeJson } from './json.js';
import { writePage } from './page.js';
import { inPieces } from './pieces.js';
import { writeSvg } from './svg.js';

export const MAP_FORMATS = ['gexf', 'graphml', 'csv', 'json', 'html', 'svg'] as const;
export type MapFormat = (typeof MAP_FORMATS)[number];

export interface MapFile {
  /** What follows the name of the map: `gexf`, `nodes.csv`, … */
  suffix: string;
  /** The text in pieces, made as they are asked for: memory does not grow with the map. Anew at each call. */
  pieces(): Iterable<string>;
  /** The whole text at once, for maps that are small. */
  readonly content: string;
}

const WRITERS: Readonly<Record<MapFormat, (map: ConversationMap) => MapFile[]>> = {
  gexf: (map) => [fileOf('gexf', () => writeGexf(map))],
  graphml: (map) => [fileOf('graphml', () => writeGraphml(map))],
  csv: (map) => [
    fileOf('nodes.csv', () => writeNodesCsv(map)),
    fileOf('edges.csv', () => writeEdgesCsv(map)),
    fileOf('dictionary.csv', writeMapDictionary),
  ],
  json: (map) => [fileOf('json', () => writeJson(map))],
  html: (map) => [fileOf('html', () => [writePage(map)])],
  svg: (map) => [fileOf('svg', () => [writeSvg(map)])],
};

/** The files of a format, in UTF-8. The same map gives the same bytes. */
export function writeMap(map: ConversationMap, format: MapFormat): MapFile[] {
  return WRITERS[format](map);
}

function fileOf(suffix: string, lines: () => Iterable<string>): MapFile {
  const pieces = () => inPieces(lines());
  return {
    suffix,
    pieces,
    get content() {
      return [...pieces()].join('');
    },
  };
}
