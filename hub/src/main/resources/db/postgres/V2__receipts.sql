-- Commands that changed nothing: known by their ids for ever, like those that stand in the events.
CREATE TABLE receipts (
    id             text COLLATE "C" PRIMARY KEY, -- of the command; of no event
    stream         text COLLATE "C" NOT NULL,    -- on which it was decided
    version        bigint NOT NULL,              -- of the stream then; 0 when it had no event
    command_digest bytea NOT NULL                -- as in the events
);
