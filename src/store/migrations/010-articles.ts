import type { Migration } from '../migration.js';

/**
 * The full text of posts whose feed gave a summary only. What the feed says stays in `posts` as it is: an article read
 * from the page is never taken for an edit, nor lost when the feed offers its summary again.
 */
export const articles: Migration = {
  name: '010-articles',
  up: (types) => `
    CREATE TABLE articles (
      post_id      ${types.bigint} PRIMARY KEY REFERENCES posts (id),
      state        TEXT NOT NULL,       -- wanted, whole (the feed gave it all), done, failed
      content_hash TEXT NOT NULL,       -- of the post this was decided for: other words are judged anew
      html         TEXT,                -- the article, not trusted; NULL: none was read
      slug         TEXT,                -- why the last try failed
      tries        INTEGER NOT NULL DEFAULT 0,
      asked_at     TEXT                 -- the last try
    );
    CREATE INDEX articles_wanted ON articles (post_id) WHERE state = 'wanted';
  `,
};
