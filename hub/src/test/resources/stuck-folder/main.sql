CREATE TABLE IF NOT EXISTS "schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO schema_history VALUES(1,'1','log','SQL','V1__log.sql',-1463651887,'','2026-11-29 18:37:19.176',46,1);
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
INSERT INTO events VALUES(1,'key/5hz4QAkP',1,'01a22898-f7d7-7000-bbab-7f4ae12ac739','key.created','signalbox',1795977443573542,1795977443870358,NULL,NULL,X'7b226e616d65223a2261646d696e222c22726f6c65223a2261646d696e222c22736563726574536861323536223a2230396137623939366361343037663830623933373037303333633762363634383335646533396637653133373132326132613130373239343531333761636361227d',X'61dd79e36064aa4f91e35539679c7775',X'b7b400637e74084834c958d6e66ec1ff34eb941dd193a2ae3ff7945d2373d31a');
INSERT INTO events VALUES(2,'notification/01a22899-003c-7000-abf8-5fab5992b099',1,'01a22899-003c-7000-abf8-5fab5992b099','notification.posted','admin',1795977445482955,1795977445510841,NULL,NULL,X'7b227469746c65223a226265666f7265222c227072696f72697479223a332c2274616773223a5b5d7d',X'85bcb30920411b396642f04a9233cd90',X'960afaa66fea5a29f1f58dd0e5faa429bbc889e48ab8a28ea5e1c5bb4239c0e4');
INSERT INTO events VALUES(3,'matrix/default',1,'01a22899-0164-7000-abfd-7122e6d345ac','matrix.applied','admin',1795977445782421,1795977446294506,NULL,NULL,X'7b2266696c65223a227461626c65733a5c6e20206d797461623a5c6e202020206368616e67653a207265706c6163655c6e20202020777269746572733a205b757365725d5c6e20202020726561646572733a205b616c6c5d5c6e202020206669656c64733a207b69643a207b747970653a20737472696e677d2c207265616374696f6e733a207b747970653a206f626a6563747d7d5c6e202020207768793a20466f722074686520746573742e5c6e222c22736861323536223a2263396634383966306337323466326631336566313438653537656232316230643733386230323363633834343266616164636435656437343736316531396261222c226368616e676573223a5b227461626c65206d7974616220616464656420287265706c61636529225d7d',X'b1b32cc904f7839cac9688c0c82961a5',X'da67acc9ca1970e29994719799402bce3f0a4cc84b20e5c918d062738e641962');
INSERT INTO events VALUES(4,'key/ra4oFCT1',1,'01a22899-0401-7000-9968-8682c08868d8','key.created','admin',1795977446401452,1795977446434146,NULL,NULL,X'7b226e616d65223a2275222c22726f6c65223a2275736572222c22736563726574536861323536223a2265643261633162646435383163316434333638656231393737663163613939313831303866393633316637336337396532323130613261333632663030616261227d',X'909612e30e7be70a771da8e8f3f2c8f4',X'571fb4c2aef436fba114d0519bcde289bcaba96f802d1d9acbded07711fa4b48');
INSERT INTO events VALUES(5,'mytab/r1',1,'01a22899-0502-7000-a34f-538bdf56d7ee','mytab.put','u',1795977446670739,1795977446698400,NULL,NULL,X'7b22726f77223a7b226964223a227231222c227265616374696f6e73223a7b225c75443833445c7544433444223a337d7d7d',X'268858d9bd19b8ebb90bd66933e6a8e3',X'e582dc0f452fcc637e2b2a50200b8da1b5f8ad07f02f25a3cfed7de5d1363c45');
INSERT INTO events VALUES(6,'notification/01a22899-0594-7000-b7d8-3f1209326537',1,'01a22899-0594-7000-b7d8-3f1209326537','notification.posted','u',1795977446804377,1795977446807885,NULL,NULL,X'7b227469746c65223a2277697468222c227072696f72697479223a332c2274616773223a5b5d2c2264617461223a7b225c75443833445c7544433444223a317d7d',X'e1db3bca34e63dc73174eaa27228a17e',X'6182d042bb0d9b0db01c1f8218e7be20c4683bfa0a2459b9fa2f3ff7746af257');
INSERT INTO events VALUES(7,'question/01a22899-05f8-7000-bc0a-ec97a6a4171f',1,'01a22899-05f8-7000-bc0a-ec97a6a4171f','question.asked','admin',1795977446934836,1795977446977794,NULL,NULL,X'7b226b696e64223a2274657874222c2270726f6d7074223a2271222c226f7074696f6e73223a5b5d2c227072696f72697479223a332c2274616773223a5b5d2c226f6e457870697279223a22657870697265222c226578636c75646541736b6572223a66616c73652c2264617461223a7b225c75443833445c7544433444223a317d7d',X'017e0905bf47cea07ff8c900050034df',X'f1f88c0f5993cc867aec5312dfd2452fb52a6da1089418e160d040240b9f38e0');
CREATE TABLE log_identity (
    epoch      TEXT    NOT NULL,        -- eight hex digits; new after a restore
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO log_identity VALUES('8cbe4ef8',1795977439509076);
CREATE TABLE checkpoints (
    projection TEXT    NOT NULL PRIMARY KEY,
    shape      TEXT    NOT NULL,        -- digest of the projection's definition; another one makes it rebuild
    position   INTEGER NOT NULL         -- everything up to here is in the projection's tables
) STRICT;
INSERT INTO checkpoints VALUES('keys','137d73f552c336a7',4);
INSERT INTO checkpoints VALUES('notifications','583e0129e660b530',2);
INSERT INTO checkpoints VALUES('questions','98410b53844f883e',0);
INSERT INTO checkpoints VALUES('roadmap','32352379a9fa733a',0);
INSERT INTO checkpoints VALUES('rows','595cb97aff54ab67',0);
CREATE TABLE keys (
    id            text PRIMARY KEY,
    position      bigint NOT NULL,
    version       bigint NOT NULL,
    name          text NOT NULL,
    role          text NOT NULL,
    secret_sha256 text NOT NULL,
    public_key    text,
    created_at    bigint NOT NULL,
    created_by    text NOT NULL,
    expires_at    bigint,
    revoked_at    bigint,
    revoked_by    text);
INSERT INTO keys VALUES('5hz4QAkP',1,1,'admin','admin','09a7b996ca407f80b93707033c7b664835de39f7e137122a2a1072945137acca',NULL,1795977443870358,'signalbox',NULL,NULL,NULL);
INSERT INTO keys VALUES('ra4oFCT1',4,1,'u','user','ed2ac1bdd581c1d4368eb1977f1ca9918108f9631f73c79e2210a2a362f00aba',NULL,1795977446434146,'admin',NULL,NULL,NULL);
CREATE TABLE notifications (
    id              text PRIMARY KEY,
    position        bigint NOT NULL,
    version         bigint NOT NULL,
    state           text NOT NULL,
    title           text NOT NULL,
    body            text,
    priority        bigint NOT NULL,
    tags            text NOT NULL,
    link            text,
    dedup_key       text,
    count           bigint NOT NULL,
    source          text NOT NULL,
    created_at      bigint NOT NULL,
    updated_at      bigint NOT NULL,
    expires_at      bigint,
    acknowledged_by text,
    acknowledged_at bigint,
    resolved_by     text,
    resolved_at     bigint,
    comment         text,
    data            text);
INSERT INTO notifications VALUES('01a22899-003c-7000-abf8-5fab5992b099',2,1,'open','before',NULL,3,'[]',NULL,NULL,1,'admin',1795977445510841,1795977445510841,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE questions (
    id            text PRIMARY KEY,
    position      bigint NOT NULL,
    version       bigint NOT NULL,
    state         text NOT NULL,
    kind          text NOT NULL,
    prompt        text NOT NULL,
    body          text,
    options       text NOT NULL,
    priority      bigint NOT NULL,
    tags          text NOT NULL,
    asked_by      text NOT NULL,
    asked_at      bigint NOT NULL,
    expires_at    bigint,
    on_expiry     text NOT NULL,
    default_value text,
    exclude_asker bigint NOT NULL,
    answer        text,
    cancel_reason text,
    data          text);
CREATE TABLE roadmap (
    id          text PRIMARY KEY,
    position    bigint NOT NULL,
    version     bigint NOT NULL,
    item_key    text NOT NULL,
    folded_key  text NOT NULL,
    title       text NOT NULL,
    status      text NOT NULL,
    rank        text NOT NULL,
    description text,
    links       text NOT NULL,
    estimate    text,
    comment     text,
    created_at  bigint NOT NULL,
    created_by  text NOT NULL,
    updated_at  bigint NOT NULL,
    updated_by  text NOT NULL);
CREATE TABLE roadmap_steps (
    position    bigint PRIMARY KEY,
    item        text NOT NULL,
    version     bigint NOT NULL,
    recorded_at bigint NOT NULL);
CREATE TABLE table_rows (
    tbl             text NOT NULL,
    row_key         bytea NOT NULL,
    version         bigint NOT NULL,
    position        bigint NOT NULL,
    deleted         bigint NOT NULL,
    data            text NOT NULL,
    origins         text,
    created_by      text NOT NULL,
    created_at      bigint NOT NULL,
    created_version bigint NOT NULL,
    updated_by      text NOT NULL,
    updated_at      bigint NOT NULL,
    PRIMARY KEY (tbl, row_key));
CREATE INDEX "schema_history_s_idx" ON "schema_history" ("success");
CREATE UNIQUE INDEX events_stream_version ON events (stream, version);
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX keys_position ON keys (position);
CREATE INDEX notifications_position ON notifications (position);
CREATE INDEX notifications_state ON notifications (state, position);
CREATE INDEX notifications_due ON notifications (expires_at) WHERE state IN ('open', 'acknowledged');
CREATE INDEX questions_position ON questions (position);
CREATE INDEX questions_state ON questions (state, position);
CREATE INDEX questions_due ON questions (expires_at) WHERE state = 'pending';
CREATE INDEX roadmap_rank ON roadmap (rank, id);
CREATE INDEX roadmap_key ON roadmap (folded_key);
CREATE INDEX roadmap_steps_item ON roadmap_steps (item, position);
CREATE INDEX roadmap_steps_time ON roadmap_steps (recorded_at);
CREATE INDEX table_rows_present ON table_rows (tbl, deleted, row_key);
CREATE INDEX table_rows_age ON table_rows (tbl, deleted, updated_at);
