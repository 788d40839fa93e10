/** Posts one by one, with no more of anybody's words than may be shown. */
import type { EdgePost } from '../store/map-evidence.js';
import type { Database } from '../store/store.js';
import { trueName } from './anonymous.js';
import { readExcerpts } from './excerpt.js';
import { dateFor } from './report.js';

/** A post as it is shown. Of individuals a few words, the day, and no link, unless people are named. */
export interface ShownPost {
  /** Of the store; `report posts --identify` has everything about it. */
  post: number;
  date: string | null;
  place: string | null;
  voice: string | null;
  words: string;
  url: string | null;
}

/** Posts as they may be shown. */
export async function shownPosts(store: Database, posts: readonly EdgePost[], identify: boolean): Promise<ShownPost[]> {
  const excerptOf = await readExcerpts(store, posts, []);
  return posts.map((post) => {
    const { voice, excerpt, url } = excerptOf(post);
    const open = identify ? { voice: trueName(post), words: post.text, url: post.url } : { voice, words: excerpt, url };
    return { post: post.id, date: dateFor({ identify }, post.createdAt), place: post.place, ...open };
  });
}
