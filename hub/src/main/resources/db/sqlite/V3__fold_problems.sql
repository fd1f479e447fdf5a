-- Events that a projection could not take, set aside until a later version of the hub folds them.
CREATE TABLE fold_problems (
    projection TEXT    NOT NULL,
    position   INTEGER NOT NULL, -- of the event
    stream     TEXT    NOT NULL,
    event_id   TEXT    NOT NULL,
    event_type TEXT    NOT NULL,
    error      TEXT    NOT NULL, -- for people
    first_seen INTEGER NOT NULL, -- microseconds since 1970
    PRIMARY KEY (projection, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX fold_problems_stream ON fold_problems (stream);
