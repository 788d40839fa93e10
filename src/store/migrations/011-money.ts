import type { Migration } from '../migration.js';

/** What platforms that charge were paid, how much of what they counted was read, and what was removed on their word. */
export const money: Migration = {
  name: '011-money',
  up: (types) => `
    CREATE TABLE spending (             -- one row for each request that costs money, written before it is sent
      id         ${types.id},
      account    TEXT NOT NULL,         -- the environment variable that holds its token
      source     TEXT NOT NULL,
      endpoint   TEXT NOT NULL,
      at         TEXT NOT NULL,
      day        TEXT NOT NULL,         -- UTC, YYYY-MM-DD: the day by which the platform bills
      posts      INTEGER NOT NULL,      -- billed; nothing yet while the request is open
      users      INTEGER NOT NULL,
      micros     ${types.bigint} NOT NULL,  -- millionths of the currency; the most it can cost while it is open
      settled_at TEXT                   -- NULL: nobody knows what it brought, so all that was reserved counts as spent
    );
    CREATE INDEX spending_by_day ON spending (day);
    CREATE TABLE billed (               -- what was paid for today is free for the rest of the day; older rows go
      day     TEXT NOT NULL,
      account TEXT NOT NULL,
      kind    TEXT NOT NULL,            -- post, user
      item    TEXT NOT NULL,
      PRIMARY KEY (day, account, kind, item)
    );
    CREATE TABLE caps (                 -- accounts whose quota the platform says is used up
      account TEXT PRIMARY KEY,
      until   TEXT NOT NULL
    );
    CREATE TABLE coverage (             -- one row for each stretch that was read to its end
      id        ${types.id},
      source    TEXT NOT NULL,
      at        TEXT NOT NULL,
      counted   INTEGER,                -- by the platform; NULL where it would not say
      collected INTEGER NOT NULL,
      missing   TEXT                    -- in words: what can no longer be read
    );
    CREATE INDEX coverage_by_source ON coverage (source);
    CREATE TABLE checks (               -- when the platform was last asked whether a post still stands
      post_id    ${types.bigint} PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
      checked_at TEXT,                  -- NULL: the first time is under way
      job        TEXT                   -- the platform's name for the check that is under way
    );
    CREATE INDEX checks_by_job ON checks (job);
    CREATE TABLE removals (             -- that something was removed, and never what
      id       ${types.id},
      at       TEXT NOT NULL,
      source   TEXT NOT NULL,
      platform TEXT NOT NULL,
      reason   TEXT NOT NULL,
      posts    INTEGER NOT NULL
    );
  `,
};
