-- The versioned store. Times are UTC, ISO 8601 with microseconds and Z, so that they sort as text. Exact decimals are
-- TEXT; columns named *_num hold the same as REAL, for queries. Append-only tables are guarded below.

-- What this file is, beyond its schema version: the digest of the views installed.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,  -- what is told: `views` is the digest of the views installed
  value TEXT NOT NULL  -- what it is
) STRICT, WITHOUT ROWID;

-- Merge policies that revisions were made under, so that any revision can be replayed.
CREATE TABLE policy (
  digest TEXT PRIMARY KEY,  -- SHA-256 of the content
  content TEXT NOT NULL  -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
  number INTEGER PRIMARY KEY,  -- counts from 1 without gaps
  at TEXT NOT NULL,  -- when it was taken; never before the one before
  cause TEXT NOT NULL CHECK (cause IN ('news', 'rules', 'curation')),  -- there is one only
  rules_digest TEXT NOT NULL,  -- the rules in force
  policy_digest TEXT NOT NULL REFERENCES policy (digest),  -- the merge policy in force
  facts_digest TEXT NOT NULL,   -- of all facts held at this revision
  claims_digest TEXT NOT NULL,  -- of all claims that stand at this revision, with their facts
  author TEXT,  -- of a curation
  note TEXT  -- in words
) STRICT;
CREATE INDEX revision_at ON revision (at);

-- Where news comes from, and the state of polling it.
CREATE TABLE source (
  id TEXT PRIMARY KEY,  -- its key, as configured
  name TEXT NOT NULL,  -- for people
  url TEXT NOT NULL,  -- of the feed, sitemap or listing
  kind TEXT NOT NULL,  -- feed, sitemap or listing
  tier TEXT NOT NULL,  -- official, press, analyst or forum
  origin TEXT NOT NULL,  -- sources of one origin count once
  lang TEXT NOT NULL,  -- its language
  every_s INTEGER NOT NULL,  -- seconds between polls
  link_selector TEXT,  -- CSS selector of article links, for listings
  muted INTEGER NOT NULL,  -- 1: not polled
  gone INTEGER NOT NULL DEFAULT 0,  -- no longer configured
  etag TEXT,  -- of the last answer, for the next conditional request
  last_modified TEXT,  -- likewise
  checked_at TEXT,  -- last poll
  due_at TEXT,  -- next poll; NULL: at once
  failures INTEGER NOT NULL DEFAULT 0,  -- in a row
  error TEXT  -- of the last poll
) STRICT;

-- Article links, and the state of fetching them.
CREATE TABLE page (
  id INTEGER PRIMARY KEY,  -- its key
  url TEXT NOT NULL UNIQUE,  -- its address
  source_id TEXT NOT NULL REFERENCES source (id),  -- who listed it first
  title TEXT,  -- as listed
  published TEXT,  -- as listed
  etag TEXT,  -- of the last answer, for the next conditional request
  last_modified TEXT,  -- likewise
  checked_at TEXT,  -- last fetch
  due_at TEXT,  -- next fetch; NULL: never
  failures INTEGER NOT NULL DEFAULT 0,  -- in a row
  error TEXT,  -- of the last fetch
  found_at TEXT NOT NULL,  -- when the link was first seen
  changed_at TEXT  -- when its bytes last differed
) STRICT;
CREATE INDEX page_due ON page (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX page_source ON page (source_id);

-- Trained dictionaries that bodies are compressed with (RFC 8878, section 5).
CREATE TABLE dictionary (
  id INTEGER PRIMARY KEY,  -- its key
  data BLOB NOT NULL  -- as zstandard takes it; empty: none could be trained
) STRICT;

-- Bytes of pages, each stored once. The only part of a capture that gc may drop.
CREATE TABLE body (
  sha256 TEXT NOT NULL UNIQUE,  -- of the bytes
  size INTEGER NOT NULL,  -- of the bytes, uncompressed
  dictionary INTEGER REFERENCES dictionary (id),  -- that it is compressed with
  data BLOB NOT NULL  -- zstandard frame
) STRICT;

CREATE TABLE capture (
  id INTEGER PRIMARY KEY,  -- counts in the order of fetching
  page_id INTEGER NOT NULL REFERENCES page (id),  -- whose bytes
  source_id TEXT NOT NULL REFERENCES source (id),  -- that led to it
  fetched_at TEXT NOT NULL,  -- when
  status INTEGER NOT NULL,  -- of HTTP
  headers TEXT NOT NULL,  -- JSON: [[name, value], …]
  sha256 TEXT NOT NULL,  -- of the bytes; `body` has them unless gc dropped them
  repeats INTEGER REFERENCES capture (id)  -- the page's capture before, where the bytes are the same
) STRICT;
CREATE INDEX capture_page ON capture (page_id);
CREATE INDEX capture_sha256 ON capture (sha256);

-- Captures that wait to be read.
CREATE TABLE unread (
  capture_id INTEGER PRIMARY KEY REFERENCES capture (id)  -- which
) STRICT;

-- A capture parsed. Tier and origin are those its source had; what differs in any column is another article.
CREATE TABLE article (
  id INTEGER PRIMARY KEY,  -- its key
  capture_id INTEGER NOT NULL REFERENCES capture (id),  -- that was parsed
  digest TEXT NOT NULL,  -- of all that follows and of the text
  url TEXT NOT NULL,  -- its link
  title TEXT NOT NULL,  -- its title
  published TEXT NOT NULL,  -- a date; the day of the capture where the page has none
  dated INTEGER NOT NULL,   -- whether the page has one
  lang TEXT NOT NULL,  -- its language
  author TEXT,  -- as told
  source_id TEXT NOT NULL REFERENCES source (id),  -- who published it
  tier TEXT NOT NULL,  -- of the source, then
  origin TEXT NOT NULL,  -- of the source, then
  UNIQUE (capture_id, digest)
) STRICT;

CREATE TABLE article_text (
  article_id INTEGER PRIMARY KEY REFERENCES article (id),  -- whose
  title TEXT NOT NULL,  -- for the full-text index
  text TEXT NOT NULL  -- all blocks; white space lies between them
) STRICT;

-- Every run of three letters of the articles' titles and texts.
CREATE VIRTUAL TABLE article_search USING fts5 (
  title, text, content = 'article_text', content_rowid = 'article_id', tokenize = 'trigram'
);

-- How each capture was last read, and under which rules.
CREATE TABLE reading (
  capture_id INTEGER PRIMARY KEY REFERENCES capture (id),  -- which
  rules_digest TEXT NOT NULL,  -- the rules that read it
  article_id INTEGER REFERENCES article (id),  -- what it was parsed to; NULL: it is no article
  error TEXT  -- why its claims do not count
) STRICT;
CREATE INDEX reading_rules ON reading (rules_digest);
CREATE INDEX reading_article ON reading (article_id);

-- Readings under new rules that wait for their revision.
CREATE TABLE staged (
  capture_id INTEGER NOT NULL REFERENCES capture (id),  -- which
  rules_digest TEXT NOT NULL,  -- the rules that read it
  content TEXT NOT NULL,  -- JSON
  PRIMARY KEY (capture_id, rules_digest)
) STRICT;

CREATE TABLE chip (
  id INTEGER PRIMARY KEY,  -- its key in this file
  slug TEXT NOT NULL UNIQUE  -- its lasting key, of the first name it had
) STRICT;

-- What the rules list, as of the newest revision.
CREATE TABLE lexicon (
  chip INTEGER PRIMARY KEY REFERENCES chip (id),  -- which
  name TEXT NOT NULL,  -- canonical
  vendor TEXT NOT NULL,  -- who makes it
  family TEXT NOT NULL,  -- its line of products
  kind TEXT NOT NULL,  -- chip, system, family or vendor
  aliases TEXT NOT NULL  -- JSON
) STRICT;

-- Each row is a chip whole, from its revision on.
CREATE TABLE chip_version (
  chip INTEGER NOT NULL REFERENCES chip (id),  -- which
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,  -- from which on
  name TEXT NOT NULL,  -- canonical
  vendor TEXT NOT NULL,  -- who makes it
  family TEXT NOT NULL,  -- its line of products
  kind TEXT NOT NULL,  -- chip, system, family or vendor
  aliases TEXT NOT NULL,  -- JSON
  state TEXT NOT NULL CHECK (state IN ('listed', 'candidate', 'accepted', 'rejected', 'merged')),  -- who knows it
  seen INTEGER NOT NULL,  -- whether any article names it
  into_chip INTEGER REFERENCES chip (id),  -- the chip that it was merged into
  PRIMARY KEY (chip, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX chip_version_revision ON chip_version (revision);

-- Names and aliases folded (case, width, blanks, hyphens), to find a chip by. As of the newest revision.
CREATE TABLE alias (
  folded TEXT NOT NULL,  -- the name, folded
  chip INTEGER NOT NULL REFERENCES chip (id),  -- which
  PRIMARY KEY (folded, chip)
) STRICT, WITHOUT ROWID;

-- Which articles name a chip, and where first.
CREATE TABLE mention (
  chip INTEGER NOT NULL REFERENCES chip (id),  -- which
  article_id INTEGER NOT NULL REFERENCES article (id),  -- where
  name TEXT NOT NULL,  -- canonical, as the rules read it
  kind TEXT NOT NULL,  -- chip, system, family or vendor
  candidate INTEGER NOT NULL,  -- 1: on no list
  count INTEGER NOT NULL,  -- how often
  start INTEGER NOT NULL,  -- of the first one
  "end" INTEGER NOT NULL,  -- of the first one
  PRIMARY KEY (chip, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_article ON mention (article_id);

-- Sentences that introduce a chip on no list.
CREATE TABLE candidate (
  chip INTEGER NOT NULL REFERENCES chip (id),  -- which
  article_id INTEGER NOT NULL REFERENCES article (id),  -- where
  name TEXT NOT NULL,  -- as introduced
  vendor TEXT,  -- as told
  kind TEXT NOT NULL,  -- chip or system
  quote TEXT NOT NULL,  -- the sentence
  start INTEGER NOT NULL,  -- of the sentence
  "end" INTEGER NOT NULL,  -- of the sentence
  PRIMARY KEY (chip, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX candidate_article ON candidate (article_id);

-- Ratios between two chips, as each article tells them.
CREATE TABLE relation (
  article_id INTEGER NOT NULL REFERENCES article (id),  -- where
  chip INTEGER NOT NULL REFERENCES chip (id),  -- the subject
  reference INTEGER NOT NULL REFERENCES chip (id),  -- what it is compared with
  attribute TEXT,  -- NULL where the text does not say
  ratio TEXT NOT NULL,  -- subject ÷ reference, exact
  ratio_num REAL NOT NULL,  -- the same as a number
  quote TEXT NOT NULL,  -- the words
  start INTEGER NOT NULL,  -- of the quote
  "end" INTEGER NOT NULL  -- of the quote
) STRICT;
CREATE INDEX relation_article ON relation (article_id);
CREATE INDEX relation_chip ON relation (chip);

CREATE TABLE claim (
  n INTEGER PRIMARY KEY,  -- its key in this file
  id TEXT NOT NULL UNIQUE,  -- its lasting key: a hash of page, bytes and all it says
  article_id INTEGER NOT NULL REFERENCES article (id),  -- where it was first read
  subject TEXT NOT NULL,      -- the chip's canonical name, as the rules read it
  attribute TEXT NOT NULL,  -- what is told
  precision TEXT,  -- of compute
  sparse INTEGER NOT NULL,  -- 1 for figures with sparsity
  value TEXT NOT NULL,  -- exact; a release as 2026, 2026-Q4, 2026-10 …
  value_num REAL,             -- NULL for dates
  value_max TEXT,  -- upper end of a range, exact
  value_max_num REAL,  -- the same as a number
  unit TEXT NOT NULL,  -- canonical
  bound TEXT NOT NULL,  -- = ~ <= >= < >
  status TEXT NOT NULL,  -- stated, planned or reported
  denies INTEGER NOT NULL,    -- the article takes this value back
  said_by TEXT,  -- whom the article names for it
  "row" TEXT,  -- of a table: the header of the row
  col TEXT,  -- of a table: the header of the column
  quote TEXT NOT NULL,  -- the words that carry the number
  start INTEGER NOT NULL,     -- into that article's text
  "end" INTEGER NOT NULL  -- likewise
) STRICT;

-- What each page says now, whether it counts or is held back by a curator.
CREATE TABLE said (
  page_id INTEGER NOT NULL REFERENCES page (id),  -- which
  claim INTEGER NOT NULL REFERENCES claim (n) DEFERRABLE INITIALLY DEFERRED,  -- which
  article_id INTEGER NOT NULL REFERENCES article (id),  -- where it was first read, since it stands
  PRIMARY KEY (page_id, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
  id INTEGER PRIMARY KEY,  -- its key in this file
  chip INTEGER NOT NULL REFERENCES chip (id),  -- of what
  attribute TEXT NOT NULL,  -- what is told
  precision TEXT NOT NULL,  -- '' for none
  sparse INTEGER NOT NULL,  -- 1 for figures with sparsity
  UNIQUE (chip, attribute, precision, sparse)
) STRICT;

-- From this revision on, the claim counts for the fact, or no longer does.
CREATE TABLE claim_event (
  claim INTEGER NOT NULL REFERENCES claim (n),  -- which
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,  -- when
  fact INTEGER NOT NULL REFERENCES fact (id),  -- for which it counts
  kind TEXT NOT NULL CHECK (kind IN ('assert', 'retire')),  -- from now on, or no longer
  article_id INTEGER NOT NULL REFERENCES article (id),  -- on whose word: its date, tier and origin decide the rank
  PRIMARY KEY (claim, revision, fact)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_event_fact ON claim_event (fact, claim, revision);

-- Each row is a fact whole, from its revision on; without a value: no longer held.
CREATE TABLE fact_version (
  fact INTEGER NOT NULL REFERENCES fact (id),  -- which
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,  -- from which on
  value TEXT,  -- exact; NULL: no longer held
  value_num REAL,  -- the same as a number; NULL for releases
  value_max TEXT,  -- upper end of a range, exact
  value_max_num REAL,  -- the same as a number
  unit TEXT,  -- canonical
  bound TEXT,  -- = ~ <= >= < >
  status TEXT,  -- stated, planned or reported
  support INTEGER NOT NULL,  -- independent origins that agree
  disputed INTEGER NOT NULL,  -- 1 where sources that count disagree
  claims TEXT NOT NULL,   -- ids of the strongest claims that carry the value, blanks between
  reasons TEXT NOT NULL,  -- one a line
  PRIMARY KEY (fact, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_version_revision ON fact_version (revision);

-- What curators decided. A decision is in force until another row undoes it.
CREATE TABLE decision (
  revision INTEGER PRIMARY KEY REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,  -- that it made
  kind TEXT NOT NULL,  -- accept, reject, rename, merge, split, retract, pin, mute or undo
  content TEXT NOT NULL,  -- JSON
  undoes INTEGER UNIQUE REFERENCES decision (revision)  -- the decision that this one takes back
) STRICT;

-- A sample of each article's word runs, to find copies by.
CREATE TABLE shingle (
  hash INTEGER NOT NULL,  -- of a run of words, below a fixed bound
  article_id INTEGER NOT NULL REFERENCES article (id),  -- that has it
  PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;

-- Copies and rewrites: the two articles tell one story, from this revision on. Links form a forest.
CREATE TABLE story_link (
  article_id INTEGER NOT NULL REFERENCES article (id),  -- the later read
  other INTEGER NOT NULL REFERENCES article (id),  -- the earlier read
  revision INTEGER NOT NULL REFERENCES revision (number) DEFERRABLE INITIALLY DEFERRED,  -- from which on
  PRIMARY KEY (article_id, other)
) STRICT, WITHOUT ROWID;

-- The story of each article that makes claims, named by its earliest article. As of the newest revision.
CREATE TABLE story (
  article_id INTEGER PRIMARY KEY REFERENCES article (id),  -- which
  story INTEGER NOT NULL,  -- the earliest article of the same story
  shingles INTEGER NOT NULL  -- how many of the sample it has
) STRICT;
CREATE INDEX story_story ON story (story);

-- What each reader has seen: the revision that `--since last` means, and how far each subscription was told.
CREATE TABLE reader (
  name TEXT PRIMARY KEY,  -- a person, a program or a subscription
  revision INTEGER NOT NULL,  -- seen up to
  at TEXT NOT NULL  -- when that was noted
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,  -- counts in the order of queueing
  revision INTEGER NOT NULL,  -- that it tells of
  recipient TEXT NOT NULL,  -- address
  subject TEXT NOT NULL,  -- of the mail
  message BLOB NOT NULL,  -- RFC 5322, ready to send
  message_id TEXT NOT NULL UNIQUE,  -- the same however often it is made or sent
  state TEXT NOT NULL CHECK (state IN ('queued', 'failed', 'sent')),  -- queued, failed (and tried again) or sent
  attempts INTEGER NOT NULL DEFAULT 0,  -- to hand it over
  queued_at TEXT NOT NULL,  -- when
  due_at TEXT NOT NULL,  -- not before
  sent_at TEXT,  -- when the server took it
  error TEXT  -- of the last attempt
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
