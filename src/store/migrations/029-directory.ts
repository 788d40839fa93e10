import type { Migration } from '../migration.js';
import { WORDS_OF_POST } from './005-search.js';

/**
 * How one joins the talk at a place, in the words of whoever declared it. And in PostgreSQL the words of each post beside
 * it: to rank thousands of posts, or look for a phrase in them, it would read all their texts again at every question.
 */
export const directory: Migration = {
  name: '029-directory',
  up: (_types, dialect) => `
    ALTER TABLE places ADD COLUMN how_to_join TEXT;
    ALTER TABLE asserted_nodes ADD COLUMN how_to_join TEXT;
    ${dialect === 'sqlite' ? '' : STORED_WORDS}`,
};

const STORED_WORDS = `
    ALTER TABLE clean_posts ADD COLUMN words tsvector GENERATED ALWAYS AS (${WORDS_OF_POST}) STORED;
    DROP INDEX clean_posts_search;
    CREATE INDEX clean_posts_search ON clean_posts USING gin (words);`;
