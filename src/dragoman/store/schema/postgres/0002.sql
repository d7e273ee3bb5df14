-- The ledger, version 2. What `dragoman watch` remembers of feeds from one run to the next.

CREATE TABLE feed (
  url TEXT PRIMARY KEY,                  -- as the user's list has it
  title TEXT,
  etag TEXT,                             -- of the answer whose entries are all settled, for asking "anything new?"
  last_modified TEXT,
  polled_at TEXT,                        -- when it was last asked; moments are ISO 8601 in UTC
  next_poll TEXT,                        -- not to be asked before
  failures BIGINT NOT NULL DEFAULT 0,   -- in a row; each doubles the wait
  trouble TEXT                           -- what went wrong the last time, NULL where nothing did
);

CREATE TABLE feed_entry (                -- entries that were met
  feed TEXT NOT NULL REFERENCES feed (url) ON DELETE CASCADE,
  entry TEXT NOT NULL,                   -- 32 hex digits of the SHA-256 of its id, title and text: a corrected entry is another one
  tries BIGINT NOT NULL DEFAULT 0,      -- of its page, in vain
  settled BIGINT NOT NULL DEFAULT 0,    -- 1: it was handed to the ledger
  met_at TEXT NOT NULL,                  -- when it last stood in the feed
  PRIMARY KEY (feed, entry)
);
