/**
 * The words of the project as plain types: no I/O, no behaviour.
 *
 * Dates are ISO 8601 strings in UTC (`2026-03-01T09:30:00.000Z`); ids are opaque strings that keep every digit;
 * what is not known is `null`, never a made-up value.
 */

/** What sort of utterance a post is, in the words of the import format. */
export const POST_KINDS = ['tweet', 'blog', 'forum', 'comment', 'note', 'status'] as const;
export type PostKind = (typeof POST_KINDS)[number];

/** Whether a post was said on the public web or in a room (meeting notes, postcards). */
export type Channel = 'online' | 'offline';

export const VOICE_KINDS = ['individual', 'organisation', 'unknown'] as const;
export type VoiceKind = (typeof VOICE_KINDS)[number];

export const PLACE_KINDS = [
  'community site',
  'hyperlocal site',
  'blog',
  'forum',
  'hashtag',
  'feedback site',
  'group',
  'organisation site',
  'offline meeting',
] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export const OWNER_KINDS = [
  'NHS organisation',
  'professional body',
  'citizen-led group',
  'private company',
  'social enterprise',
  'charity',
  'elected representative',
  'council',
  'individual',
] as const;
export type OwnerKind = (typeof OWNER_KINDS)[number];

/** An account or author as one platform knows it. Accounts of one person on two platforms are never joined. */
export interface Author {
  /** The platform's own stable id where it has one (an X user id), else the handle. */
  id: string;
  /** What others write after `@`, without the `@`; `null` where the platform has no handles. */
  handle: string | null;
  /** The name on display. */
  name: string | null;
  url: string | null;
  kind: VoiceKind;
}

/** Where a conversation happens. `name` identifies it inside a project. */
export interface Place {
  name: string;
  url: string | null;
  kind: PlaceKind | null;
  owner: OwnerKind | null;
  /** An area the owner of the source declared; nobody is ever geolocated. */
  area: string | null;
  /** How one joins the talk there, in the words of whoever declared the source; absent where nobody said. */
  join?: string;
}

/** One public utterance as a crawler hands it over: the platform's shape is already gone, cleaning has not begun. */
export interface Post {
  /** Unique inside its source. */
  externalId: string;
  kind: PostKind;
  /** Body as plain text; `null` when only `html` is known. */
  text: string | null;
  /** Body as HTML from the platform, not yet trusted; `null` when the platform gave plain text. */
  html: string | null;
  title: string | null;
  createdAt: string | null;
  author: Author | null;
  /** The platform that `author`, `mentions` and ids belong to: `x`, or a host name such as `forum.example.org`. */
  platform: string;
  /** `null`: the place of the source it came from. */
  place: Place | null;
  /** The public address of this post. */
  url: string | null;
  /** Language the platform declared (BCP 47), if any. */
  lang: string | null;
  area: string | null;
  /** External id, or address, of the post this one answers. */
  inReplyTo: string | null;
  /** External id, or address, of the post this one quotes. */
  quotes: string | null;
  /** External id, or address, of the post this one repeats unchanged. */
  reposts: string | null;
  /** Id shared by all posts of one thread. */
  thread: string | null;
  /** Handles the platform itself marked as mentioned, without `@`. More are found in the text by the pipeline. */
  mentions: string[];
  /** Tags the platform marked, without `#`. */
  hashtags: string[];
  /** Addresses the platform marked, expanded where it says so. */
  links: string[];
}

/** A post with every optional field unset; crawlers spread their findings over it. */
export function emptyPost(externalId: string, kind: PostKind, platform: string): Post {
  return {
    externalId,
    kind,
    platform,
    text: null,
    html: null,
    title: null,
    createdAt: null,
    author: null,
    place: null,
    url: null,
    lang: null,
    area: null,
    inReplyTo: null,
    quotes: null,
    reposts: null,
    thread: null,
    mentions: [],
    hashtags: [],
    links: [],
  };
}

/** What the pipeline makes of a post. */
export interface CleanPost {
  postId: number;
  /** Plain text: no markup, entities decoded, control characters gone, white space single. */
  text: string;
  /** ISO 639-1 code, or `und` where there is too little to tell. */
  lang: string;
  /** Stemmed words and `#tags`, in order, stop words gone: what themes are made from. */
  tokens: string[];
  /** Handles, lower-cased, without `@`. */
  mentions: string[];
  /** Lower-cased, without `#`. */
  hashtags: string[];
  /** Canonical addresses of what the post links to. */
  links: string[];
  /** Canonical address of the post itself. */
  canonicalUrl: string | null;
  /** Posts that say nearly the same thing share a campaign; `null` when the post stands alone. */
  campaignId: string | null;
}

/** `surge`: far above its own baseline; `slow-burn`: present week after week; `steady`: neither. */
export type Lane = 'surge' | 'slow-burn' | 'steady';

/** What is being talked about. Its id outlives every run. */
export interface Theme {
  id: string;
  label: string;
  chapterId: string;
  chapterLabel: string;
}

/** Relations that posts show. */
export const OBSERVED_KINDS = [
  ...(['reply', 'mention', 'quote', 'repost', 'link'] as const),
  ...(['shares-people', 'shares-themes', 'talks-about'] as const),
] as const;
/** Relations that people know of. */
export const ASSERTED_KINDS = [
  ...(['funds', 'commissions', 'member-of', 'partners-with', 'represents', 'reports-to'] as const),
] as const;
export type AssertedKind = (typeof ASSERTED_KINDS)[number];
export const EDGE_KINDS = [...OBSERVED_KINDS, ...ASSERTED_KINDS] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** `observed` in posts, or `asserted` by a person. */
export type EdgeBasis = 'observed' | 'asserted';

export const NODE_KINDS = ['voice', 'place', 'theme', 'organisation'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

export interface MapNode {
  /** `voice:…`, `place:…`, `theme:…` or `organisation:…`; unique in the map, and the same in every view and period. */
  id: string;
  kind: NodeKind;
  label: string;
  /** Where the talk is: the public address of a place or an organisation. `null` for themes and voices. */
  url: string | null;
  /** Posts behind the node. */
  posts: number;
  /** `asserted`: no post shows it, a person has put it on the map. */
  basis: EdgeBasis;
  /** Of places and organisations, as declared; `null` where nobody said. */
  placeKind: PlaceKind | null;
  owner: OwnerKind | null;
  area: string | null;
  /** In the words of those who know it. */
  description: string | null;
  /** Number of the community it was found in, largest first from 0. */
  community: number;
  /** Layout position in drawing units. */
  x: number;
  y: number;
  /** How central it is; absent where nobody asked. */
  figures?: NodeFigures;
}

/** Of one node among all of its view and period. */
export interface NodeFigures {
  /** Different nodes it has a relation with, that point at it, and it points at. */
  degree: number;
  inDegree: number;
  outDegree: number;
  pageRank: number;
  betweenness: number;
  /** Parts that a voice has in the conversation (`src/map/measures/roles.ts`). */
  roles: string[];
}

export interface MapEdge {
  source: string;
  target: string;
  kind: EdgeKind;
  basis: EdgeBasis;
  /** Number of posts behind the edge (shares-people: of voices, shares-themes: of themes; asserted: 1). */
  weight: number;
  /**
   * How near it brings its ends. Of `shares-people` and `shares-themes` Newman's weighting: what is shared with few counts
   * more than what is shared with many (Newman 2001, doi:10.1103/PhysRevE.64.016132). Of all others the weight.
   */
  strength: number;
  /** Days of the first and last post behind it, moments where people are named; `null` where no post carries a date. */
  firstSeen: string | null;
  lastSeen: string | null;
  /**
   * Set where the weight counts people, and fewer of them than this, the least number that may be told: weight and strength
   * then say nothing (both are 1), and no file writes them.
   */
  fewerThan?: number;
}

/** Who is talking about what, where: the graph every map format and picture is made from. */
export interface ConversationMap {
  nodes: MapNode[];
  edges: MapEdge[];
  /** What the store has and this map has not; absent where it has all of it. */
  omitted?: Omission;
}

export interface Omission {
  nodes: number;
  edges: number;
  /** In words for people, one sentence a rule. */
  rules: string[];
}
