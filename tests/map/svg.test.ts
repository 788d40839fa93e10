import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { placeLabels } from '../../src/map/labels.js';
import { drawPicture, MOST_EDGES, MOST_NODES, PAPER } from '../../src/map/picture.js';
import { writeSvg } from '../../src/map/svg.js';
import type { ConversationMap } from '../../src/model.js';
import { EMPTY_MAP, edgeOf, hostileMap, nodeOf, parallelMap } from './samples.js';

interface Element {
  name: string;
  attributes: Record<string, string>;
  text: string;
}

/** All elements in order, with the text directly inside them. */
function elements(svg: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const element = { name, attributes, text: '' };
        found.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const inner = open.at(-1);
        if (inner !== undefined) inner.text += text;
      },
      onclosetag: () => void open.pop(),
    },
    { xmlMode: true },
  );
  parser.end(svg);
  return found;
}

/** A hub with 600 rays, and some ties between the rays: too much for one picture. */
function largeMap(): ConversationMap {
  const nodes = Array.from({ length: 601 }, (_, index) =>
    nodeOf(`voice:${index}`, {
      label: `voice ${index}`,
      posts: 601 - index,
      ...(index === 0 ? {} : { x: 500 * Math.cos(index), y: 500 * Math.sin(index) }),
    }),
  );
  const edges = nodes
    .slice(1)
    .flatMap(({ id }, index) =>
      [0, 1, 2, 3, 4].map((back) => edgeOf(id, `voice:${Math.max(0, index - back * 7)}`, { weight: index + 1 })),
    );
  return { nodes, edges: edges.filter((edge) => edge.source !== edge.target) };
}

describe('the picture', () => {
  test('shows every node by its kind and every edge, with tooltips', () => {
    const all = elements(writeSvg(parallelMap()));
    const nodes = all.filter(({ attributes }) => attributes.class?.startsWith('map-node '));
    expect(nodes.map(({ attributes }) => attributes['data-id']).sort()).toEqual(['place:a', 'voice:1', 'voice:2']);
    const edges = all.filter(({ attributes }) => attributes.class?.startsWith('map-edge '));
    expect(edges).toHaveLength(3);
    const titles = all.filter(({ name }) => name === 'title').map(({ text }) => text);
    expect(titles).toEqual(expect.arrayContaining(['A & B (place, posts: 1)', 'voice 1 mentions voice 2 (2)']));
  });

  test('is described for those who cannot see it', () => {
    const all = elements(writeSvg(parallelMap()));
    expect(all[0]).toMatchObject({ name: 'svg', attributes: { role: 'img' } });
    const described = all[0]!.attributes['aria-labelledby']!.split(' ');
    const texts = described.map((id) => all.find(({ attributes }) => attributes.id === id)!.text);
    expect(texts.join(' ')).toContain('2 voices, 1 place, with 3 relations');
  });

  test('bends lines clockwise from source to target', () => {
    const [, , back] = elements(writeSvg(parallelMap())).filter(
      ({ name, attributes }) => name === 'path' && attributes.d,
    );
    const [x1, y1, cx, cy, x2, y2] = back!.attributes.d!.match(/-?[\d.]+/g)!.map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    // On a screen, where y grows downwards, a negative cross product is a left turn away from the line: clockwise back.
    expect((x2 - x1) * (cy - y1) - (y2 - y1) * (cx - x1)).toBeLessThan(0);
  });

  test('draws the backbone of a large map and says what is missing', () => {
    const map = largeMap();
    const picture = drawPicture(map);
    expect(picture.nodes).toHaveLength(MOST_NODES);
    expect(picture.nodes.at(-1)!.node.posts).toBe(601 - MOST_NODES + 1);
    expect(picture.edges).toHaveLength(MOST_EDGES);
    const drawn = new Set(picture.nodes.map(({ node }) => node.id));
    const possible = map.edges.filter((edge) => drawn.has(edge.source) && drawn.has(edge.target));
    const weakest = Math.min(...picture.edges.map(({ edge }) => edge.weight));
    expect(possible.filter((edge) => edge.weight > weakest).length).toBeLessThan(MOST_EDGES);
    expect(picture.hiddenEdges).toBe(map.edges.length - MOST_EDGES);
    expect(writeSvg(map)).toContain(`Not drawn: ${601 - MOST_NODES} nodes, ${picture.hiddenEdges} relations`);
  });

  test('keeps nodes on the paper and off each other', () => {
    const { nodes } = drawPicture(hostileMap());
    for (const { x, y } of nodes) {
      expect(x >= 0 && x <= PAPER.width && y >= 0 && y <= PAPER.height).toBe(true);
    }
    const overlaps = nodes.flatMap((a, index) =>
      nodes.slice(index + 1).filter((b) => Math.hypot(a.x - b.x, a.y - b.y) < a.radius + b.radius - 1),
    );
    expect(overlaps).toHaveLength(0);
  });

  test('sets nodes that all stand in one spot beside each other', () => {
    const nodes = hostileMap()
      .nodes.slice(0, 40)
      .map((node) => ({ ...node, x: 5, y: 5 }));
    const picture = drawPicture({ nodes, edges: [] });
    expect(new Set(picture.nodes.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`)).size).toBe(40);
  });

  test('is still a picture when there is nothing to show', () => {
    expect(
      elements(writeSvg(EMPTY_MAP))
        .map(({ text }) => text)
        .join(' '),
    ).toContain('nothing yet');
  });
});

describe('labels', () => {
  test('name themes and places first', () => {
    const picture = drawPicture(hostileMap());
    const kinds = placeLabels(picture.nodes).map((label) => label.node.node.kind === 'voice');
    expect(kinds).toEqual([...kinds].sort());
    expect(kinds.length).toBeGreaterThan(10);
  });

  test('hold no markup, control or direction characters, and are cut to length', () => {
    const texts = elements(writeSvg(hostileMap()))
      .filter(({ name }) => name === 'text')
      .map(({ text }) => text);
    for (const text of texts) expect([...text].length).toBeLessThan(60);
    expect(texts.join('')).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/);
    expect(writeSvg(hostileMap())).not.toMatch(/<script|<img|<b>/);
  });
});
