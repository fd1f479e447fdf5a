-- One log: an insert-only table of events, the identity of its history, and the checkpoints of the projections beside it.
CREATE TABLE events (
    position       INTEGER PRIMARY KEY, -- 1, 2, 3 … dense, in commit order; the rowid
    stream         TEXT    NOT NULL,    -- <category>/<id>
    version        INTEGER NOT NULL,    -- 1, 2, 3 … within the stream
    id             TEXT    NOT NULL,    -- exists once, for ever
    type           TEXT    NOT NULL,    -- <family>.<verb>
    actor          TEXT    NOT NULL,    -- name of the key that caused it
    occurred_at    INTEGER NOT NULL,    -- producer's clock, microseconds since 1970
    recorded_at    INTEGER NOT NULL,    -- hub's clock, microseconds since 1970
    correlation_id TEXT,
    causation_id   TEXT,
    data           BLOB    NOT NULL,    -- UTF-8 JSON, untouched
    command_digest BLOB    NOT NULL,    -- 16 bytes; tells a repeat from another command under the same id
    hash           BLOB    NOT NULL     -- SHA-256 over the hash before and all columns above
) STRICT;
CREATE UNIQUE INDEX events_stream_version ON events (stream, version);
CREATE UNIQUE INDEX events_id ON events (id);

CREATE TABLE log_identity (
    epoch      TEXT    NOT NULL,        -- eight hex digits; new after a restore
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE checkpoints (
    projection TEXT    NOT NULL PRIMARY KEY,
    shape      TEXT    NOT NULL,        -- digest of the projection's definition; another one makes it rebuild
    position   INTEGER NOT NULL         -- everything up to here is in the projection's tables
) STRICT;
