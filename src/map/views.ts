/** What a map can show: which nodes, and which relations between them. */
import { ASSERTED_KINDS, type EdgeKind, type NodeKind } from '../model.js';

export const MAP_VIEWS = [
  ...(['voices', 'places', 'themes', 'voice-theme', 'shared-themes', 'organisations', 'all'] as const),
] as const;
export type MapView = (typeof MAP_VIEWS)[number];

export interface ViewDescription {
  /** One line for help texts. */
  summary: string;
  nodes: readonly NodeKind[];
  edges: readonly EdgeKind[];
  /** Of voices, those that speak as an organisation only; of places, those somebody asserts a relation of. */
  organisationsOnly?: boolean;
}

/** Between voices. */
const CONVERSATION = ['reply', 'mention', 'quote', 'repost', 'link'] as const;
const BETWEEN_PLACES = ['link', 'shares-people'] as const;

/**
 * `voice-theme` has two kinds of nodes; `themes` and `shared-themes` are its two projections, in which themes are joined
 * by the voices they share, and voices by the themes they share.
 */
export const VIEWS: Readonly<Record<MapView, ViewDescription>> = {
  voices: {
    summary: 'who answers, mentions, quotes, repeats and links to whom',
    nodes: ['voice'],
    edges: CONVERSATION,
  },
  places: {
    summary: 'which places link to one another or share people, and what people know of them',
    nodes: ['place'],
    edges: [...BETWEEN_PLACES, ...ASSERTED_KINDS],
  },
  themes: { summary: 'which themes the same voices talk about', nodes: ['theme'], edges: ['shares-people'] },
  'voice-theme': { summary: 'which voices talk about which themes', nodes: ['voice', 'theme'], edges: ['talks-about'] },
  'shared-themes': {
    summary: 'which voices talk about the same themes',
    nodes: ['voice'],
    edges: ['shares-themes'],
  },
  organisations: {
    summary: 'organisations, what people know of their relations, and how their own accounts talk to each other',
    nodes: ['organisation', 'place', 'voice'],
    edges: [...CONVERSATION, ...ASSERTED_KINDS],
    organisationsOnly: true,
  },
  all: {
    summary: 'voices, places, themes and organisations together',
    nodes: ['voice', 'place', 'theme', 'organisation'],
    edges: [...CONVERSATION, 'shares-people', 'talks-about', ...ASSERTED_KINDS],
  },
};
