-- When each key last opened the door, by the hour; of the main log only.
CREATE TABLE key_uses (
    key_id  text COLLATE "C" NOT NULL PRIMARY KEY,
    used_at bigint NOT NULL -- microseconds since 1970, the beginning of the hour
);
