/** What part a voice has in the conversation, by rules that can be read. A voice can have several parts, or none. */

export interface VoiceFigures {
  /** Different nodes it is tied to. */
  degree: number;
  /** Different voices that point at it. */
  inDegree: number;
  /** Different voices it points at. */
  outDegree: number;
  /** Of those it points at, how many point back. */
  mutual: number;
  betweenness: number;
  posts: number;
  /** Communities that its ties lead into, its own included. */
  communities: number;
  /** Nothing by it is older than four weeks before the newest post. */
  isNew: boolean;
}

export const ROLES = ['hub', 'bridge', 'broadcaster', 'conversation partner', 'newcomer'] as const;
export type Role = (typeof ROLES)[number];

const FEWEST_POINTING = 5;
const FEWEST_POSTS = 5;
const FEWEST_MUTUAL = 2;

/** The rule of each, in the words that stand beside it. */
export const ROLE_RULES: Readonly<Record<Role, string>> = {
  hub: `at least ${FEWEST_POINTING} others answer, mention, quote, repeat or link to it, and it is among the twentieth of voices of which that is true for most`,
  bridge:
    'its ties lead into two communities or more, and it is among the twentieth of voices through which most shortest ways between others lead',
  broadcaster: `at least ${FEWEST_POSTS} posts, of which none answers, mentions, quotes, repeats or links to anybody`,
  'conversation partner': `at least ${FEWEST_MUTUAL} others with whom it goes both ways`,
  newcomer: 'nothing by it is older than four weeks before the newest post',
};

/** The parts of every voice, in the order of `ROLES`. */
export function rolesOf(voices: readonly VoiceFigures[]): Role[][] {
  const hubFrom = Math.max(FEWEST_POINTING, topTwentieth(voices.map(({ inDegree }) => inDegree)));
  const bridgeFrom = topTwentieth(voices.map((voice) => voice.betweenness));
  return voices.map((voice) => {
    const holds: Record<Role, boolean> = {
      hub: voice.inDegree >= hubFrom,
      bridge: voice.communities > 1 && voice.betweenness > 0 && voice.betweenness >= bridgeFrom,
      broadcaster: voice.posts >= FEWEST_POSTS && voice.outDegree === 0,
      'conversation partner': voice.mutual >= FEWEST_MUTUAL,
      newcomer: voice.isNew,
    };
    return ROLES.filter((role) => holds[role]);
  });
}

/** The value that a twentieth of all reach, one at least. */
function topTwentieth(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => b - a);
  return sorted[Math.max(0, Math.ceil(values.length / 20) - 1)] ?? 0;
}
