-- One log: an insert-only table of events, the identity of its history, and the checkpoints of the projections beside it.
CREATE TABLE events (
    position       bigint PRIMARY KEY,          -- 1, 2, 3 … dense, in commit order
    stream         text COLLATE "C" NOT NULL,   -- <category>/<id>
    version        bigint NOT NULL,             -- 1, 2, 3 … within the stream
    id             text COLLATE "C" NOT NULL,   -- exists once, for ever
    type           text COLLATE "C" NOT NULL,   -- <family>.<verb>
    actor          text NOT NULL,               -- name of the key that caused it
    occurred_at    bigint NOT NULL,             -- producer's clock, microseconds since 1970
    recorded_at    bigint NOT NULL,             -- hub's clock, microseconds since 1970
    correlation_id text,
    causation_id   text,
    data           bytea NOT NULL,              -- UTF-8 JSON, untouched
    command_digest bytea NOT NULL,              -- 16 bytes; tells a repeat from another command under the same id
    hash           bytea NOT NULL               -- SHA-256 over the hash before and all columns above
);
CREATE UNIQUE INDEX events_stream_version ON events (stream, version);
CREATE UNIQUE INDEX events_id ON events (id);

CREATE TABLE log_identity (
    epoch      text NOT NULL,                   -- eight hex digits; new after a restore
    created_at bigint NOT NULL
);

CREATE TABLE checkpoints (
    projection text PRIMARY KEY,
    shape      text NOT NULL,                   -- digest of the projection's definition; another one makes it rebuild
    position   bigint NOT NULL                  -- everything up to here is in the projection's tables
);
