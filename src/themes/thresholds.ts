/** How many posts and voices have to say what is to name a theme. */
import type { Post, Said } from './said.js';

export const THRESHOLDS = {
  /** Share of the posts that must say it, from `largeFrom` posts on. */
  share: 0.05,
  largeFrom: 8,
  /** Posts from which on two of them must say it. */
  commonFrom: 3,
  /** Distinct voices that must say it, by the posts of the theme: at most as many as the theme has. */
  voices: [
    { from: 50, least: 3 },
    { from: 8, least: 2 },
    { from: 0, least: 1 },
  ],
  /** Distinct voices that must say what may be the name of a person: then it is known to many. */
  voicesOfNames: 3,
} as const;

export interface Bar {
  /** Enough posts and voices of the theme say it to name them all. */
  enough: (said: Said) => boolean;
  /** More than one post and voice say it, as far as the theme has more. */
  repeated: (said: Said) => boolean;
  /** It is known to be no private name. */
  nameless: (said: Said) => boolean;
}

/** @param mayName whether a word, by its root, may be the name of a person */
export function barFor(posts: readonly Post[], mayName: (root: string) => boolean): Bar {
  const { share, largeFrom, commonFrom, voices, voicesOfNames } = THRESHOLDS;
  const size = posts.length;
  const large = size >= largeFrom ? Math.ceil(share * size) : 1;
  const leastPosts = Math.max(large, size >= commonFrom ? 2 : 1);
  const heard = new Set(posts.map(({ voice }) => voice)).size;
  const leastVoices = Math.min(heard, voices.find(({ from }) => size >= from)!.least);
  const nameless = ({ key, named, posts: sayIt, voices: ofIt }: Said) =>
    ofIt.length >= voicesOfNames || (named <= sayIt / 2 && !key.split(' ').some(mayName));
  const said = (leastPosts: number, leastVoices: number) => (one: Said) =>
    one.posts >= leastPosts && one.voices.length >= leastVoices && nameless(one);
  return { nameless, enough: said(leastPosts, leastVoices), repeated: said(Math.min(size, 2), Math.min(heard, 2)) };
}
