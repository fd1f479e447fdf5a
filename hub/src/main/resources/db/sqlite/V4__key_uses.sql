-- When each key last opened the door, by the hour; of the main log only.
CREATE TABLE key_uses (
    key_id  TEXT    NOT NULL PRIMARY KEY,
    used_at INTEGER NOT NULL -- microseconds since 1970, the beginning of the hour
) STRICT, WITHOUT ROWID;
