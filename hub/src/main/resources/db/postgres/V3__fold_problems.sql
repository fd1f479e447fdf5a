-- Events that a projection could not take, set aside until a later version of the hub folds them.
CREATE TABLE fold_problems (
    projection text COLLATE "C" NOT NULL,
    position   bigint NOT NULL, -- of the event
    stream     text COLLATE "C" NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    error      text NOT NULL,   -- for people
    first_seen bigint NOT NULL, -- microseconds since 1970
    PRIMARY KEY (projection, position)
);
CREATE INDEX fold_problems_stream ON fold_problems (stream);
