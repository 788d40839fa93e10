/** What a map can show: which nodes, and which relations between them. */
import type { EdgeKind, NodeKind } from '../model.js';

export const MAP_VIEWS = ['voices', 'places', 'themes', 'voice-theme', 'all'] as const;
export type MapView = (typeof MAP_VIEWS)[number];

export interface ViewDescription {
  /** One line for help texts. */
  summary: string;
  nodes: readonly NodeKind[];
  edges: readonly EdgeKind[];
}

const CONVERSATION = ['reply', 'mention', 'quote', 'repost'] as const;
const BETWEEN_PLACES = ['link', 'shares-people'] as const;

export const VIEWS: Readonly<Record<MapView, ViewDescription>> = {
  voices: { summary: 'who answers, mentions, quotes and repeats whom', nodes: ['voice'], edges: CONVERSATION },
  places: { summary: 'which places link to one another or share people', nodes: ['place'], edges: BETWEEN_PLACES },
  themes: {
    summary: 'which themes are talked about where, and how those places are joined',
    nodes: ['place', 'theme'],
    edges: [...BETWEEN_PLACES, 'talks-about'],
  },
  'voice-theme': { summary: 'which voices talk about which themes', nodes: ['voice', 'theme'], edges: ['talks-about'] },
  all: {
    summary: 'voices, places and themes together',
    nodes: ['voice', 'place', 'theme'],
    edges: [...CONVERSATION, ...BETWEEN_PLACES, 'talks-about'],
  },
};
