-- Receipts get a digest of what they say, so that a changed one is told: SHA-256 over id, stream, version and
-- command_digest. Absent in those that are older.
ALTER TABLE receipts ADD COLUMN hash bytea;
