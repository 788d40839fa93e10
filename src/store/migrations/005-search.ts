import type { Migration } from '../migration.js';

/** Signs between words, for PostgreSQL: its own reader of text takes `cuts.The` for a host and `and/or` for a file. */
const SIGNS = `!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~‘’‚“”„–—…«»‹›·•`;
/** Characters of a post that PostgreSQL searches: the words of one row must fit into a megabyte. */
const SEARCHED = 100_000;
/** The words of a clean post as PostgreSQL indexes them: no stemming, no stop words, as in SQLite. */
const SPACED = `translate(left(text, ${SEARCHED}), '${SIGNS}', '${' '.repeat(SIGNS.length - 1)}')`;
export const WORDS_OF_POST = `to_tsvector('simple', ${SPACED})`;

// Accents count in PostgreSQL unless an extension is installed, so they do here.
const SQLITE = `
    CREATE VIRTUAL TABLE clean_posts_search USING fts5(
      text, content = 'clean_posts', content_rowid = 'post_id', tokenize = 'unicode61 remove_diacritics 0');
    INSERT INTO clean_posts_search (clean_posts_search) VALUES ('rebuild');
    CREATE TRIGGER clean_posts_search_new AFTER INSERT ON clean_posts BEGIN
      INSERT INTO clean_posts_search (rowid, text) VALUES (new.post_id, new.text);
    END;
    CREATE TRIGGER clean_posts_search_gone AFTER DELETE ON clean_posts BEGIN
      INSERT INTO clean_posts_search (clean_posts_search, rowid, text) VALUES ('delete', old.post_id, old.text);
    END;
    CREATE TRIGGER clean_posts_search_changed AFTER UPDATE OF text ON clean_posts BEGIN
      INSERT INTO clean_posts_search (clean_posts_search, rowid, text) VALUES ('delete', old.post_id, old.text);
      INSERT INTO clean_posts_search (rowid, text) VALUES (new.post_id, new.text);
    END;`;
const POSTGRES = `
    CREATE INDEX clean_posts_search ON clean_posts USING gin (${WORDS_OF_POST});`;

/** Full-text search over clean posts. The index holds words and where they are; texts stay in their table alone. */
export const search: Migration = {
  name: '005-search',
  up: (_types, dialect) => (dialect === 'sqlite' ? SQLITE : POSTGRES),
};
