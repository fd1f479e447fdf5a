-- Commands that changed nothing: known by their ids for ever, like those that stand in the events.
CREATE TABLE receipts (
    id             TEXT    NOT NULL PRIMARY KEY, -- of the command; of no event
    stream         TEXT    NOT NULL,             -- on which it was decided
    version        INTEGER NOT NULL,             -- of the stream then; 0 when it had no event
    command_digest BLOB    NOT NULL              -- as in the events
) STRICT, WITHOUT ROWID;
