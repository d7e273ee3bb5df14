-- The ledger, version 1. One row a thing, plain columns, so that Datasette, R and a spreadsheet open it as it is.
-- Offsets are code points of article.text. Days are ISO 8601 text. Lists within a cell are joined by "; ". NULL means unknown.
-- row_sha256: of the row's other columns but id (store/hashes.py); `dragoman verify` computes it again.

CREATE TABLE coder (                     -- who coded: program, ontology, data and reader, as one version
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,             -- "dragoman 0.1.0 plover-2.0 reader-1 data-3f2a…"
  version TEXT NOT NULL,
  ontology TEXT NOT NULL,
  reader TEXT NOT NULL,
  data_sha256 TEXT NOT NULL,             -- of all bundled and added data files, and the model's
  started TEXT NOT NULL,
  current INTEGER NOT NULL DEFAULT 0,    -- 1: the one that coded last; see article.coder_id for whose reading counts
  recoded_to INTEGER,                    -- article.id up to which `dragoman recode` has come with it, NULL where it never began
  row_sha256 TEXT NOT NULL
);

CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,              -- "art-" and 16 hex digits of text_sha256
  text_sha256 TEXT NOT NULL UNIQUE,
  raw_sha256 TEXT,                       -- of the bytes as they came, for pages, feeds and archives
  given_id TEXT,
  given TEXT NOT NULL,                   -- what came along with the text, JSON; title, published, source and language are as the reader found them
  coder_id INTEGER REFERENCES coder (id), -- whose reading counts: that of which the records are gathered into events
  title TEXT,
  published TEXT,
  dated_by TEXT,                         -- given, feed, meta article:published_time, json-ld, url, header, text
  source TEXT,                           -- the outlet
  author TEXT,
  url TEXT,
  language TEXT,
  partial TEXT,                          -- why the text is known to be incomplete
  copy_of INTEGER REFERENCES article (id), -- the first article with (nearly) this text
  story TEXT,                            -- id of the story: articles on one happening
  signature BLOB,                        -- MinHash of its shingles (gather/profile.py)
  terms TEXT,                            -- its weightiest words, JSON (gather/profile.py)
  stored_at TEXT NOT NULL,
  row_sha256 TEXT NOT NULL,
  text TEXT NOT NULL                     -- last: SQLite reads over it to get at what stands behind it
);
CREATE INDEX article_published ON article (published, id);
CREATE INDEX article_source ON article (source, published);
CREATE INDEX article_outlet ON article (lower(source), id);
CREATE INDEX article_story ON article (story);
CREATE INDEX article_copy_of ON article (copy_of);

CREATE TABLE sighting (                  -- where and when a text was met: the same text at another address is one more
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article (id),
  locator TEXT NOT NULL,                 -- news.jsonl:17
  given_id TEXT,
  source TEXT,
  url TEXT,
  published TEXT,
  seen_at TEXT NOT NULL,
  row_sha256 TEXT NOT NULL
);
CREATE INDEX sighting_article ON sighting (article_id);

CREATE TABLE intake (                    -- one row an input seen: it ends as stored, duplicate, partial, refused or failed
  id INTEGER PRIMARY KEY,
  locator TEXT NOT NULL,
  item TEXT NOT NULL,                    -- sha256 of the text, or of what is said of an input that gave none
  status TEXT NOT NULL CHECK (status IN ('started', 'stored', 'duplicate', 'partial', 'refused', 'failed')),
  reason TEXT,
  article_id INTEGER REFERENCES article (id),
  tries INTEGER NOT NULL DEFAULT 0,      -- runs that broke off at this very item
  at TEXT NOT NULL,
  row_sha256 TEXT NOT NULL,
  UNIQUE (locator, item)
);
CREATE INDEX intake_status ON intake (status);

CREATE TABLE input (                     -- how far each file was taken in: committed together with the article
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,                 -- bytes, when it was last opened
  modified INTEGER NOT NULL,             -- nanoseconds since 1970, as the file system tells
  head_sha256 TEXT NOT NULL,             -- of its first and last 64 KiB: tells a file that grew from one that is another
  taken INTEGER NOT NULL,                -- items, from its beginning
  complete INTEGER NOT NULL DEFAULT 0,
  at TEXT NOT NULL,
  row_sha256 TEXT NOT NULL
);

CREATE TABLE reading (                   -- all that was understood, by each coder: `dragoman schema reading`
  article_id INTEGER NOT NULL REFERENCES article (id),
  coder_id INTEGER NOT NULL REFERENCES coder (id),
  body BLOB NOT NULL,                    -- JSON, deflated; its text stands in article, its records in record
  body_sha256 TEXT NOT NULL,             -- of the JSON
  coded_date TEXT NOT NULL,              -- the day that its records carry: a recoding keeps it, so that what is equal stays equal
  pending INTEGER NOT NULL DEFAULT 0,    -- 1: of a recoding that is not finished; it does not count yet
  row_sha256 TEXT NOT NULL,
  PRIMARY KEY (article_id, coder_id)
);

CREATE TABLE problem (
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES article (id),
  coder_id INTEGER NOT NULL REFERENCES coder (id),
  stage TEXT NOT NULL,
  message TEXT NOT NULL,
  start INTEGER,
  "end" INTEGER
);
CREATE INDEX problem_article ON problem (article_id);

CREATE TABLE event (                     -- gathered: what several articles report of one event
  id INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,         -- "evt-…"; stable
  event TEXT NOT NULL,
  mode TEXT,
  context TEXT,
  quad_code INTEGER NOT NULL,
  event_scale REAL NOT NULL,
  actor TEXT,
  actor_code TEXT,
  actor_sector TEXT,
  recipient TEXT,
  recipient_code TEXT,
  recipient_sector TEXT,
  date TEXT,
  enddate TEXT,
  date_edtf TEXT,
  place TEXT,
  country TEXT,
  adm1 TEXT,
  lat REAL,
  lon REAL,
  geonames_id INTEGER,
  precision TEXT,
  status TEXT NOT NULL,
  reported_as TEXT NOT NULL,
  asserted_by TEXT,
  denied_by TEXT,
  dead_low INTEGER, dead_high INTEGER,
  injured_low INTEGER, injured_high INTEGER,
  arrested_low INTEGER, arrested_high INTEGER,
  quantity TEXT,                         -- "40 tanks"
  quantity_low INTEGER, quantity_high INTEGER,
  confidence REAL NOT NULL,
  reports INTEGER NOT NULL,
  independent_reports INTEGER NOT NULL,
  reprints INTEGER NOT NULL,
  first_seen TEXT,
  last_seen TEXT,
  headline TEXT,                         -- of its first report
  quote TEXT,                            -- words of its first report
  row_sha256 TEXT NOT NULL               -- of its rows in event_party and history too
);
CREATE INDEX event_date ON event (date, id);
CREATE INDEX event_event ON event (event, date, id, mode);
CREATE INDEX event_country ON event (country, date, id);
CREATE INDEX event_reported_as ON event (reported_as, date, id);
CREATE INDEX event_place ON event (lower(place), date, id);
CREATE INDEX event_independent_reports ON event (independent_reports, date, id);
CREATE INDEX event_confidence ON event (confidence, date, id);
CREATE INDEX event_last_seen ON event (last_seen, id);

CREATE TABLE event_context (             -- the contexts of event.context, a row each
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  context TEXT NOT NULL,
  date TEXT                              -- the event's, so that a context's events come in order
);
CREATE INDEX event_context_context ON event_context (context, date, event_id);
CREATE INDEX event_context_event ON event_context (event_id);
CREATE TABLE event_party (               -- who is in it; role: actor, recipient, asserts, denies
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  code TEXT,
  sector TEXT,                           -- all of them, the first one first: "GOV; MIL"
  name TEXT NOT NULL,
  wikidata TEXT,
  date TEXT,                             -- the event's, so that a party's events come in order
  body TEXT NOT NULL,                    -- the whole party, JSON
  PRIMARY KEY (event_id, role, n)
);
CREATE INDEX event_party_code ON event_party (code, role, date, event_id, sector);
CREATE INDEX event_party_sector ON event_party (sector, role, date, event_id);
CREATE INDEX event_party_name ON event_party (name, role, date, event_id);
CREATE INDEX event_party_wikidata ON event_party (wikidata, role, date, event_id);

CREATE TABLE party_name (                -- the names that stand or stood in event_party, each once
  name TEXT NOT NULL PRIMARY KEY,
  folded TEXT NOT NULL                   -- its words in one spelling: " recep tayyip erdogan "
);

CREATE TABLE record (                    -- one event of one article, by one coder: PLOVER
  id INTEGER PRIMARY KEY,
  record_id TEXT NOT NULL,               -- "drg-…"
  article_id INTEGER NOT NULL REFERENCES article (id),
  coder_id INTEGER NOT NULL REFERENCES coder (id),
  event_id INTEGER REFERENCES event (id),
  event TEXT NOT NULL,
  mode TEXT,
  context TEXT,
  quad_code INTEGER NOT NULL,
  event_scale REAL NOT NULL,
  actor TEXT,
  actor_code TEXT,
  actor_sector TEXT,
  recipient TEXT,
  recipient_code TEXT,
  recipient_sector TEXT,
  date TEXT,
  enddate TEXT,
  date_edtf TEXT,
  place TEXT,
  country TEXT,
  lat REAL,
  lon REAL,
  geonames_id INTEGER,
  status TEXT NOT NULL,
  reported_as TEXT NOT NULL,
  sources TEXT,
  denied_by TEXT,
  confidence REAL NOT NULL,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  origin TEXT,                           -- whose report it is (gather/origins.py)
  reprint INTEGER NOT NULL DEFAULT 0,
  facts TEXT,                            -- what it is compared by, JSON (gather/facts.py)
  body TEXT NOT NULL,                    -- the whole record, JSON: `dragoman schema record`
  row_sha256 TEXT NOT NULL,
  UNIQUE (record_id, coder_id)
);
CREATE INDEX record_article ON record (article_id, coder_id, event_id);
CREATE INDEX record_event ON record (event_id, article_id);

CREATE TABLE forward (                   -- ids of events that were merged into another
  id INTEGER PRIMARY KEY,
  old_event_id TEXT NOT NULL UNIQUE,
  event_id TEXT NOT NULL,                -- the one that has its reports now
  at TEXT NOT NULL,
  row_sha256 TEXT NOT NULL
);
CREATE INDEX forward_event_id ON forward (event_id);

CREATE TABLE history (                   -- how an event changed: tolls, plans carried out, claims confirmed or denied
  id INTEGER PRIMARY KEY,
  event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
  at TEXT,                               -- day of publication of the report that brought it
  field TEXT NOT NULL,
  old TEXT,
  new TEXT,
  record_id TEXT NOT NULL
);
CREATE INDEX history_event ON history (event_id);

CREATE TABLE clue (                      -- what like articles and like records share (gather/): where to look for candidates
  key INTEGER NOT NULL,                  -- the first 64 bits of a hash of the key
  article_id INTEGER NOT NULL,
  record_id INTEGER NOT NULL,            -- 0: a clue of the article as a whole
  PRIMARY KEY (key, article_id, record_id)
) WITHOUT ROWID;

CREATE TABLE change (                    -- the feed of `dragoman changes --since`
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- article, event
  ref TEXT NOT NULL,                     -- article.key, event.event_id
  action TEXT NOT NULL,                  -- added, changed, merged, removed
  into_ref TEXT,                         -- of a merge
  row_sha256 TEXT NOT NULL
);

-- Filled by the program, not by triggers: with trusted_schema = OFF, as a file from elsewhere should be opened, triggers may not write to it.
CREATE VIRTUAL TABLE article_fts USING fts5(title, text, content="article", content_rowid="id");
CREATE TRIGGER article_text_is_lasting BEFORE UPDATE OF text, text_sha256, key ON article BEGIN
  SELECT RAISE(ABORT, 'the text of an article is never changed');
END;
