-- Receipts get numbers, in the order in which they were given: whoever copies a log knows how far it has come with them.
CREATE TABLE numbered_receipts (
    number         INTEGER NOT NULL PRIMARY KEY, -- 1, 2, 3 … in commit order; the rowid
    id             TEXT    NOT NULL,             -- of the command; of no event
    stream         TEXT    NOT NULL,             -- on which it was decided
    version        INTEGER NOT NULL,             -- of the stream then; 0 when it had no event
    command_digest BLOB    NOT NULL              -- as in the events
) STRICT;
INSERT INTO numbered_receipts (id, stream, version, command_digest)
    SELECT id, stream, version, command_digest FROM receipts ORDER BY id;
DROP TABLE receipts;
ALTER TABLE numbered_receipts RENAME TO receipts;
CREATE UNIQUE INDEX receipts_id ON receipts (id);
