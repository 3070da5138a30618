-- The documented read model: what a reader with the sqlite3 shell or Datasette may rely on. The tables below may change
-- with any version; these views keep their columns. docs/database.md is generated from the comments here.

-- Facts held now: one row for each chip, attribute, precision and sparsity.
CREATE VIEW v_fact AS
SELECT
  n.name AS chip,                            -- the chip's canonical name
  h.slug AS slug,                            -- its lasting key
  n.vendor AS vendor,                        -- who makes it
  n.kind AS kind,                            -- chip, system, family or vendor
  f.attribute AS attribute,                  -- what is told: compute, memory_capacity, release …
  nullif(f.precision, '') AS precision,      -- of compute: FP16, INT8 …; NULL where the text does not say
  f.sparse AS sparse,                        -- 1 for figures with sparsity
  v.value AS value,                          -- exact, as text; a release is 2026, 2026-Q4, 2026-10 …
  v.value_num AS value_num,                  -- the same as a number; NULL for releases
  v.value_max AS value_max,                  -- upper end of a range, exact, as text
  v.value_max_num AS value_max_num,          -- the same as a number
  v.unit AS unit,                            -- the attribute's canonical unit
  v.bound AS bound,                          -- = ~ <= >= < >
  v.status AS status,                        -- stated, planned or reported
  v.support AS support,                      -- independent origins that agree
  v.disputed AS disputed,                    -- 1 where sources that count disagree
  v.reasons AS reasons,                      -- why this value, in words, one reason a line
  v.claims AS claims,                        -- ids of the strongest claims behind it, blanks between
  v.revision AS revision,                    -- the revision that made it so
  r.at AS since                              -- when that was, UTC
FROM fact f
JOIN fact_version v ON v.fact = f.id AND v.revision = (SELECT max(x.revision) FROM fact_version x WHERE x.fact = f.id)
JOIN revision r ON r.number = v.revision
JOIN chip h ON h.id = f.chip
JOIN chip_version n ON n.chip = h.id AND n.revision = (SELECT max(x.revision) FROM chip_version x WHERE x.chip = h.id)
WHERE v.value IS NOT NULL;

-- Claims: what each article said of a chip, those that no longer count too.
CREATE VIEW v_claim AS
SELECT
  c.id AS id,                                -- a hash of the page, its bytes and what the claim says
  n.name AS chip,                            -- the chip that it counts for
  c.subject AS subject,                      -- the chip's name as the rules read it, before any curation
  c.attribute AS attribute,                  -- what is told
  c.precision AS precision,                  -- of compute; NULL where the text does not say
  c.sparse AS sparse,                        -- 1 for figures with sparsity
  c.value AS value,                          -- exact, as text
  c.value_num AS value_num,                  -- the same as a number; NULL for releases
  c.value_max AS value_max,                  -- upper end of a range, exact, as text
  c.unit AS unit,                            -- canonical
  c.bound AS bound,                          -- = ~ <= >= < >
  c.status AS status,                        -- stated, planned or reported
  c.denies AS denies,                        -- 1 where the article takes this value back
  c.said_by AS said_by,                      -- whom the article names for it
  c.quote AS quote,                          -- the words that carry the number, to the letter
  a.title AS title,                          -- the article's title
  a.url AS url,                              -- its link
  a.published AS published,                  -- its date, or the day it was fetched where it has none
  a.lang AS lang,                            -- its language
  s.name AS source,                          -- who published it
  a.tier AS tier,                            -- official, press, analyst or forum
  a.origin AS origin,                        -- syndicated copies share one
  e.kind = 'assert' AS standing,             -- 1 while it counts
  e.revision AS revision,                    -- the revision since which that is so
  r.at AS since                              -- when that was, UTC
FROM claim c
JOIN claim_event e ON e.claim = c.n AND e.revision = (SELECT max(x.revision) FROM claim_event x WHERE x.claim = c.n)
  AND (e.kind = 'assert' OR NOT EXISTS (
    SELECT 1 FROM claim_event y WHERE y.claim = e.claim AND y.revision = e.revision AND y.kind = 'assert'
  ))
JOIN revision r ON r.number = e.revision
JOIN fact f ON f.id = e.fact
JOIN chip_version n ON n.chip = f.chip AND n.revision = (SELECT max(x.revision) FROM chip_version x WHERE x.chip = f.chip)
JOIN article a ON a.id = e.article_id
JOIN source s ON s.id = a.source_id;

-- Changes: each version of each fact beside the one before it.
CREATE VIEW v_change AS
SELECT
  v.revision AS revision,                    -- the revision that made the change
  r.at AS at,                                -- when, UTC
  r.cause AS cause,                          -- news, rules or curation
  n.name AS chip,                            -- the chip's canonical name now
  n.vendor AS vendor,                        -- who makes it
  f.attribute AS attribute,                  -- what changed
  nullif(f.precision, '') AS precision,      -- of compute
  f.sparse AS sparse,                        -- 1 for figures with sparsity
  CASE
    WHEN v.value IS NULL THEN 'withdrawn'
    WHEN o.value IS NULL THEN 'added'
    WHEN (o.value, o.value_max, o.unit, o.bound) IS NOT (v.value, v.value_max, v.unit, v.bound)
      THEN iif(f.attribute = 'release', 'slipped', 'changed')
    WHEN o.disputed < v.disputed THEN 'disputed'
    WHEN o.disputed > v.disputed THEN 'settled'
    WHEN o.status <> v.status THEN 'status'
    ELSE 'support'
  END AS kind,                               -- added, changed, slipped, withdrawn, disputed, settled, status or support
  o.value AS old_value,                      -- exact, as text; NULL where the fact was not held
  o.value_max AS old_value_max,              -- upper end of a range
  o.bound AS old_bound,                      -- = ~ <= >= < >
  o.status AS old_status,                    -- stated, planned or reported
  o.support AS old_support,                  -- independent origins that agreed
  v.value AS new_value,                      -- exact, as text; NULL where the fact is withdrawn
  v.value_max AS new_value_max,              -- upper end of a range
  v.bound AS new_bound,                      -- = ~ <= >= < >
  v.status AS new_status,                    -- stated, planned or reported
  v.support AS new_support,                  -- independent origins that agree
  coalesce(v.unit, o.unit) AS unit,          -- canonical
  v.disputed AS disputed                     -- 1 where sources that count disagree afterwards
FROM fact_version v
JOIN revision r ON r.number = v.revision
JOIN fact f ON f.id = v.fact
JOIN chip_version n ON n.chip = f.chip AND n.revision = (SELECT max(x.revision) FROM chip_version x WHERE x.chip = f.chip)
LEFT JOIN fact_version o ON o.fact = v.fact
  AND o.revision = (SELECT max(x.revision) FROM fact_version x WHERE x.fact = v.fact AND x.revision < v.revision);

-- Disputes: the disputed facts with every claim that counts for them.
CREATE VIEW v_dispute AS
SELECT
  d.chip AS chip,                            -- the chip's canonical name
  d.attribute AS attribute,                  -- what is disputed
  d.precision AS precision,                  -- of compute
  d.sparse AS sparse,                        -- 1 for figures with sparsity
  d.value AS held,                           -- the value held, exact, as text
  c.value AS said,                           -- what this claim says
  c.value_max AS said_max,                   -- upper end of a range
  c.bound AS bound,                          -- = ~ <= >= < >
  d.unit AS unit,                            -- canonical
  c.status AS status,                        -- stated, planned or reported
  c.source AS source,                        -- who published it
  c.tier AS tier,                            -- official, press, analyst or forum
  c.published AS published,                  -- when
  c.quote AS quote,                          -- the words that carry the number
  c.url AS url,                              -- link to the article
  d.since AS since                           -- since when chipwatch holds this value, UTC
FROM v_fact d
JOIN v_claim c ON c.chip = d.chip AND c.attribute = d.attribute AND c.precision IS d.precision AND c.sparse = d.sparse
WHERE d.disputed AND c.standing AND NOT c.denies;

-- Timeline: what the world said of a chip, and when it said so, whenever chipwatch found it.
CREATE VIEW v_timeline AS
SELECT
  c.published AS day,                        -- the article's date
  c.chip AS chip,                            -- the chip's canonical name
  c.attribute AS attribute,                  -- what was told
  c.precision AS precision,                  -- of compute
  c.sparse AS sparse,                        -- 1 for figures with sparsity
  c.value AS value,                          -- exact, as text
  c.value_num AS value_num,                  -- the same as a number
  c.value_max AS value_max,                  -- upper end of a range
  c.unit AS unit,                            -- canonical
  c.bound AS bound,                          -- = ~ <= >= < >
  c.status AS status,                        -- stated, planned or reported
  c.source AS source,                        -- who said so
  c.tier AS tier,                            -- official, press, analyst or forum
  c.title AS title,                          -- the article's title
  c.url AS url,                              -- its link
  c.since AS learned                         -- when chipwatch learned it, UTC
FROM v_claim c
WHERE c.standing AND NOT c.denies;
