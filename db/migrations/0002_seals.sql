-- Digests of rows that nothing else proves, for `verify` to hold against the rows.
ALTER TABLE revision ADD COLUMN seal TEXT;  -- SHA-256 of this row; NULL: written before rows were sealed
ALTER TABLE capture ADD COLUMN seal TEXT;  -- SHA-256 of this row; NULL: written before rows were sealed
ALTER TABLE chip_version ADD COLUMN seal TEXT;  -- SHA-256 of this row; NULL: written before rows were sealed
ALTER TABLE decision ADD COLUMN seal TEXT;  -- SHA-256 of this row; NULL: written before rows were sealed
ALTER TABLE outbox ADD COLUMN seal TEXT;  -- SHA-256 of the mail, as queued; NULL: written before rows were sealed
