-- The versioned store. Times are UTC, ISO 8601 with microseconds and Z, so that they sort as text. Exact decimals are
-- TEXT; columns named *_num hold the same as REAL, for queries. Append-only tables are guarded below.

-- What this file is, beyond its schema version: the digest of the views installed.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Merge policies that revisions were made under, so that any revision can be replayed.
CREATE TABLE policy (
  digest TEXT PRIMARY KEY,
  content TEXT NOT NULL  -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('news', 'rules', 'curation')),
  rules_digest TEXT NOT NULL,
  policy_digest TEXT NOT NULL REFERENCES policy (digest),
  facts_digest TEXT NOT NULL,   -- of all facts held at this revision
  claims_digest TEXT NOT NULL,  -- of all claims that stand at this revision, with their facts
  author TEXT,
  note TEXT
) STRICT;
CREATE INDEX revision_at ON revision (at);

-- Where news comes from, and the state of polling it.
CREATE TABLE source (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  kind TEXT NOT NULL,
  tier TEXT NOT NULL,
  origin TEXT NOT NULL,
  lang TEXT NOT NULL,
  every_s INTEGER NOT NULL,
  link_selector TEXT,
  muted INTEGER NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,  -- no longer configured
  etag TEXT,
  last_modified TEXT,
  checked_at TEXT,
  due_at TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;

-- Article links, and the state of fetching them.
CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  source_id TEXT NOT NULL REFERENCES source (id),
  title TEXT,
  published TEXT,
  etag TEXT,
  last_modified TEXT,
  checked_at TEXT,
  due_at TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  found_at TEXT NOT NULL,
  changed_at TEXT
) STRICT;
CREATE INDEX page_due ON page (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX page_source ON page (source_id);

-- Trained dictionaries that bodies are compressed with (RFC 8878, section 5).
CREATE TABLE dictionary (
  id INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- Bytes of pages, each stored once. The only part of a capture that gc may drop.
CREATE TABLE body (
  sha256 TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  dictionary INTEGER REFERENCES dictionary (id),
  data BLOB NOT NULL
) STRICT;

CREATE TABLE capture (
  id INTEGER PRIMARY KEY,
  page_id INTEGER NOT NULL REFERENCES page (id),
  source_id TEXT NOT NULL REFERENCES source (id),
  fetched_at TEXT NOT NULL,
  status INTEGER NOT NULL,
  headers TEXT NOT NULL,  -- JSON: [[name, value], …]
  sha256 TEXT NOT NULL,
  repeats INTEGER REFERENCES capture (id)  -- the page's capture before, where the bytes are the same
) STRICT;
CREATE INDEX capture_page ON capture (page_id);
CREATE INDEX capture_sha256 ON capture (sha256);

-- Captures that wait to be read.
CREATE TABLE unread (
  capture_id INTEGER PRIMARY KEY REFERENCES capture (id)
) STRICT;

-- A capture parsed. Tier and origin are those its source had; what differs in any column is another article.
CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  digest TEXT NOT NULL,
  url TEXT NOT NULL,
  title TEXT NOT NULL,
  published TEXT NOT NULL,  -- a date; the day of the capture where the page has none
  dated INTEGER NOT NULL,   -- whether the page has one
  lang TEXT NOT NULL,
  author TEXT,
  source_id TEXT NOT NULL REFERENCES source (id),
  tier TEXT NOT NULL,
  origin TEXT NOT NULL,
  UNIQUE (capture_id, digest)
) STRICT;

CREATE TABLE article_text (
  article_id INTEGER PRIMARY KEY REFERENCES article (id),
  title TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE article_search USING fts5 (
  title, text, content = 'article_text', content_rowid = 'article_id', tokenize = 'trigram'
);

-- How each capture was last read, and under which rules.
CREATE TABLE reading (
  capture_id INTEGER PRIMARY KEY REFERENCES capture (id),
  rules_digest TEXT NOT NULL,
  article_id INTEGER REFERENCES article (id),
  error TEXT
) STRICT;
CREATE INDEX reading_rules ON reading (rules_digest);
CREATE INDEX reading_article ON reading (article_id);

-- Readings under new rules that wait for their revision.
CREATE TABLE staged (
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  rules_digest TEXT NOT NULL,
  content TEXT NOT NULL,  -- JSON
  PRIMARY KEY (capture_id, rules_digest)
) STRICT;

CREATE TABLE chip (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE
) STRICT;

-- What the rules list, as of the newest revision.
CREATE TABLE lexicon (
  chip INTEGER PRIMARY KEY REFERENCES chip (id),
  name TEXT NOT NULL,
  vendor TEXT NOT NULL,
  family TEXT NOT NULL,
  kind TEXT NOT NULL,
  aliases TEXT NOT NULL  -- JSON
) STRICT;

-- Each row is a chip whole, from its revision on.
CREATE TABLE chip_version (
  chip INTEGER NOT NULL REFERENCES chip (id),
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  vendor TEXT NOT NULL,
  family TEXT NOT NULL,
  kind TEXT NOT NULL,
  aliases TEXT NOT NULL,  -- JSON
  state TEXT NOT NULL CHECK (state IN ('listed', 'candidate', 'accepted', 'rejected', 'merged')),
  seen INTEGER NOT NULL,  -- whether any article names it
  into_chip INTEGER REFERENCES chip (id),
  PRIMARY KEY (chip, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX chip_version_revision ON chip_version (revision);

-- Names and aliases folded (case, width, blanks, hyphens), to find a chip by. As of the newest revision.
CREATE TABLE alias (
  folded TEXT NOT NULL,
  chip INTEGER NOT NULL REFERENCES chip (id),
  PRIMARY KEY (folded, chip)
) STRICT, WITHOUT ROWID;

-- Which articles name a chip, and where first.
CREATE TABLE mention (
  chip INTEGER NOT NULL REFERENCES chip (id),
  article_id INTEGER NOT NULL REFERENCES article (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  candidate INTEGER NOT NULL,
  count INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (chip, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_article ON mention (article_id);

-- Sentences that introduce a chip on no list.
CREATE TABLE candidate (
  chip INTEGER NOT NULL REFERENCES chip (id),
  article_id INTEGER NOT NULL REFERENCES article (id),
  name TEXT NOT NULL,
  vendor TEXT,
  kind TEXT NOT NULL,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (chip, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX candidate_article ON candidate (article_id);

-- Ratios between two chips, as each article tells them.
CREATE TABLE relation (
  article_id INTEGER NOT NULL REFERENCES article (id),
  chip INTEGER NOT NULL REFERENCES chip (id),
  reference INTEGER NOT NULL REFERENCES chip (id),
  attribute TEXT,
  ratio TEXT NOT NULL,
  ratio_num REAL NOT NULL,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL
) STRICT;
CREATE INDEX relation_article ON relation (article_id);
CREATE INDEX relation_chip ON relation (chip);

CREATE TABLE claim (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  capture_id INTEGER NOT NULL REFERENCES capture (id),
  subject TEXT NOT NULL,      -- the chip's canonical name, as the rules read it
  attribute TEXT NOT NULL,
  precision TEXT,
  sparse INTEGER NOT NULL,
  value TEXT NOT NULL,
  value_num REAL,             -- NULL for dates
  value_max TEXT,
  value_max_num REAL,
  unit TEXT NOT NULL,
  bound TEXT NOT NULL,
  status TEXT NOT NULL,
  denies INTEGER NOT NULL,    -- the article takes this value back
  said_by TEXT,
  "row" TEXT,
  col TEXT,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,     -- into the text of the article that the claim's events name
  "end" INTEGER NOT NULL
) STRICT;

-- What each page says now, whether it counts or is held back by a curator.
CREATE TABLE said (
  page_id INTEGER NOT NULL REFERENCES page (id),
  claim INTEGER NOT NULL REFERENCES claim (n),
  article_id INTEGER NOT NULL REFERENCES article (id),
  PRIMARY KEY (page_id, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
  id INTEGER PRIMARY KEY,
  chip INTEGER NOT NULL REFERENCES chip (id),
  attribute TEXT NOT NULL,
  precision TEXT NOT NULL,  -- '' for none
  sparse INTEGER NOT NULL,
  UNIQUE (chip, attribute, precision, sparse)
) STRICT;

-- From this revision on, the claim counts for the fact, or no longer does.
CREATE TABLE claim_event (
  claim INTEGER NOT NULL REFERENCES claim (n),
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,
  fact INTEGER NOT NULL REFERENCES fact (id),
  kind TEXT NOT NULL CHECK (kind IN ('assert', 'retire')),
  article_id INTEGER NOT NULL REFERENCES article (id),
  PRIMARY KEY (claim, revision, fact)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_event_fact ON claim_event (fact, claim, revision);

-- Each row is a fact whole, from its revision on; without a value: no longer held.
CREATE TABLE fact_version (
  fact INTEGER NOT NULL REFERENCES fact (id),
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,
  value TEXT,
  value_num REAL,
  value_max TEXT,
  value_max_num REAL,
  unit TEXT,
  bound TEXT,
  status TEXT,
  support INTEGER NOT NULL,
  disputed INTEGER NOT NULL,
  claims TEXT NOT NULL,   -- ids of the strongest claims that carry the value, blanks between
  reasons TEXT NOT NULL,  -- one a line
  PRIMARY KEY (fact, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_version_revision ON fact_version (revision);

-- What curators decided. A decision is in force until another row undoes it.
CREATE TABLE decision (
  revision INTEGER PRIMARY KEY REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,  -- JSON
  undoes INTEGER UNIQUE REFERENCES decision (revision)
) STRICT;

-- A sample of each article's word runs, to find copies by.
CREATE TABLE shingle (
  hash INTEGER NOT NULL,
  article_id INTEGER NOT NULL REFERENCES article (id),
  PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;

-- Copies and rewrites: the two articles tell one story, from this revision on. Links form a forest.
CREATE TABLE story_link (
  article_id INTEGER NOT NULL REFERENCES article (id),
  other INTEGER NOT NULL REFERENCES article (id),
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (article_id, other)
) STRICT, WITHOUT ROWID;

-- The story of each article that makes claims, named by its earliest article. As of the newest revision.
CREATE TABLE story (
  article_id INTEGER PRIMARY KEY REFERENCES article (id),
  story INTEGER NOT NULL,
  shingles INTEGER NOT NULL
) STRICT;
CREATE INDEX story_story ON story (story);

-- What each reader has seen: the revision that `--since last` means, and how far each subscription was told.
CREATE TABLE reader (
  name TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  message BLOB NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('queued', 'failed', 'sent')),
  attempts INTEGER NOT NULL DEFAULT 0,
  queued_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  sent_at TEXT,
  error TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE state <> 'sent';

-- History is never rewritten.
CREATE TRIGGER policy_no_update BEFORE UPDATE ON policy BEGIN
  SELECT RAISE(ABORT, 'append-only: policy holds history and takes no UPDATE');
END;
CREATE TRIGGER policy_no_delete BEFORE DELETE ON policy BEGIN
  SELECT RAISE(ABORT, 'append-only: policy holds history and takes no DELETE');
END;
CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision BEGIN
  SELECT RAISE(ABORT, 'append-only: revision holds history and takes no UPDATE');
END;
CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision BEGIN
  SELECT RAISE(ABORT, 'append-only: revision holds history and takes no DELETE');
END;
CREATE TRIGGER capture_no_update BEFORE UPDATE ON capture BEGIN
  SELECT RAISE(ABORT, 'append-only: capture holds history and takes no UPDATE');
END;
CREATE TRIGGER capture_no_delete BEFORE DELETE ON capture BEGIN
  SELECT RAISE(ABORT, 'append-only: capture holds history and takes no DELETE');
END;
CREATE TRIGGER article_no_update BEFORE UPDATE ON article BEGIN
  SELECT RAISE(ABORT, 'append-only: article holds history and takes no UPDATE');
END;
CREATE TRIGGER article_no_delete BEFORE DELETE ON article BEGIN
  SELECT RAISE(ABORT, 'append-only: article holds history and takes no DELETE');
END;
CREATE TRIGGER claim_no_update BEFORE UPDATE ON claim BEGIN
  SELECT RAISE(ABORT, 'append-only: claim holds history and takes no UPDATE');
END;
CREATE TRIGGER claim_no_delete BEFORE DELETE ON claim BEGIN
  SELECT RAISE(ABORT, 'append-only: claim holds history and takes no DELETE');
END;
CREATE TRIGGER claim_event_no_update BEFORE UPDATE ON claim_event BEGIN
  SELECT RAISE(ABORT, 'append-only: claim_event holds history and takes no UPDATE');
END;
CREATE TRIGGER claim_event_no_delete BEFORE DELETE ON claim_event BEGIN
  SELECT RAISE(ABORT, 'append-only: claim_event holds history and takes no DELETE');
END;
CREATE TRIGGER fact_version_no_update BEFORE UPDATE ON fact_version BEGIN
  SELECT RAISE(ABORT, 'append-only: fact_version holds history and takes no UPDATE');
END;
CREATE TRIGGER fact_version_no_delete BEFORE DELETE ON fact_version BEGIN
  SELECT RAISE(ABORT, 'append-only: fact_version holds history and takes no DELETE');
END;
CREATE TRIGGER chip_version_no_update BEFORE UPDATE ON chip_version BEGIN
  SELECT RAISE(ABORT, 'append-only: chip_version holds history and takes no UPDATE');
END;
CREATE TRIGGER chip_version_no_delete BEFORE DELETE ON chip_version BEGIN
  SELECT RAISE(ABORT, 'append-only: chip_version holds history and takes no DELETE');
END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN
  SELECT RAISE(ABORT, 'append-only: decision holds history and takes no UPDATE');
END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN
  SELECT RAISE(ABORT, 'append-only: decision holds history and takes no DELETE');
END;
CREATE TRIGGER story_link_no_update BEFORE UPDATE ON story_link BEGIN
  SELECT RAISE(ABORT, 'append-only: story_link holds history and takes no UPDATE');
END;
CREATE TRIGGER story_link_no_delete BEFORE DELETE ON story_link BEGIN
  SELECT RAISE(ABORT, 'append-only: story_link holds history and takes no DELETE');
END;

CREATE TRIGGER article_text_insert AFTER INSERT ON article_text BEGIN
  INSERT INTO article_search (rowid, title, text) VALUES (new.article_id, new.title, new.text);
END;
CREATE TRIGGER article_text_delete AFTER DELETE ON article_text BEGIN
  INSERT INTO article_search (article_search, rowid, title, text) VALUES ('delete', old.article_id, old.title, old.text);
END;
CREATE TRIGGER article_text_no_update BEFORE UPDATE ON article_text BEGIN
  SELECT RAISE(ABORT, 'append-only: an article''s text is never rewritten');
END;
