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
INSERT INTO schema_history VALUES(1,'1','log','SQL','V1__log.sql',-1463651887,'','2026-11-29 18:37:20.265',1,1);
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
INSERT INTO events VALUES(1,'trace/t3',1,'envelope:k1','trace.event_received','admin',1795939200000000,1795977445347941,NULL,NULL,X'7b226964223a226b31222c2274797065223a2274726163652d637265617465222c2274696d657374616d70223a22323032362d31312d32395430383a30303a30305a222c22626f6479223a7b226964223a227433222c226e616d65223a227761766573222c226d65746164617461223a7b225c75443833445c7544433444223a337d7d7d',X'8c491fed8f3fe867b8b7370f671e4d56',X'b6c38a568225d37be4263fb471a12a15408cd639648a2a1b9a7045eefd678fbe');
CREATE TABLE log_identity (
    epoch      TEXT    NOT NULL,        -- eight hex digits; new after a restore
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO log_identity VALUES('214e7286',1795977440313051);
CREATE TABLE checkpoints (
    projection TEXT    NOT NULL PRIMARY KEY,
    shape      TEXT    NOT NULL,        -- digest of the projection's definition; another one makes it rebuild
    position   INTEGER NOT NULL         -- everything up to here is in the projection's tables
) STRICT;
INSERT INTO checkpoints VALUES('traces','f251eb7d98b94d4e',0);
CREATE TABLE traces (
    id            text PRIMARY KEY,
    position      bigint NOT NULL,
    received_at   bigint NOT NULL,
    last_at       bigint NOT NULL,
    at            bigint NOT NULL,
    given_at      bigint,
    name          text,
    user_id       text,
    session_id    text,
    environment   text NOT NULL,
    release       text,
    version       text,
    is_public     bigint NOT NULL,
    tags          text NOT NULL,
    observations  bigint NOT NULL,
    errors        bigint NOT NULL,
    warnings      bigint NOT NULL,
    running       bigint NOT NULL,
    started_at    bigint,
    ended_at      bigint,
    input_tokens  bigint NOT NULL,
    output_tokens bigint NOT NULL,
    total_tokens  bigint NOT NULL,
    cost          bigint,
    unpriced      bigint NOT NULL);
CREATE TABLE trace_details (
    id     text PRIMARY KEY,
    state  text NOT NULL,
    input  text,
    output text);
CREATE TABLE observations (
    trace_id       text NOT NULL,
    id             text NOT NULL,
    position       bigint NOT NULL,
    type           text NOT NULL,
    name           text,
    parent_id      text,
    app_root       bigint NOT NULL,
    started_at     bigint NOT NULL,
    derived_start  bigint NOT NULL,
    ended_at       bigint,
    first_token_at bigint,
    level          text NOT NULL,
    status         text,
    model          text,
    environment    text NOT NULL,
    version        text,
    prompt_name    text,
    prompt_version bigint,
    usage          text,
    input_tokens   bigint NOT NULL,
    output_tokens  bigint NOT NULL,
    total_tokens   bigint NOT NULL,
    price_key      text,
    cost           bigint,
    input_cost     bigint,
    output_cost    bigint,
    cost_details   text,
    PRIMARY KEY (trace_id, id));
CREATE TABLE observation_details (
    trace_id text NOT NULL,
    id       text NOT NULL,
    state    text NOT NULL,
    input    text,
    output   text,
    PRIMARY KEY (trace_id, id));
CREATE TABLE trace_scores (
    id             text PRIMARY KEY,
    position       bigint NOT NULL,
    at             bigint NOT NULL,
    trace_id       text,
    observation_id text,
    session_id     text,
    name           text NOT NULL,
    data_type      text NOT NULL,
    value          text,
    text_value     text,
    source         text NOT NULL,
    comment        text,
    environment    text NOT NULL,
    state          text NOT NULL);
CREATE TABLE trace_problems (
    position       bigint NOT NULL,
    number         bigint NOT NULL,
    at             bigint NOT NULL,
    trace_id       text,
    observation_id text,
    detail         text NOT NULL,
    excerpt        text,
    PRIMARY KEY (position, number));
CREATE TABLE prices (
    pattern  text PRIMARY KEY,
    position bigint NOT NULL,
    entry    text NOT NULL);
CREATE INDEX "schema_history_s_idx" ON "schema_history" ("success");
CREATE UNIQUE INDEX events_stream_version ON events (stream, version);
CREATE UNIQUE INDEX events_id ON events (id);
CREATE INDEX traces_at ON traces (at, id);
CREATE INDEX traces_session ON traces (session_id, at) WHERE session_id IS NOT NULL;
CREATE INDEX traces_user ON traces (user_id, at) WHERE user_id IS NOT NULL;
CREATE INDEX traces_last ON traces (environment, last_at);
CREATE INDEX observations_id ON observations (id);
CREATE INDEX observations_model ON observations (model, price_key) WHERE model IS NOT NULL;
CREATE INDEX observations_time ON observations (started_at, type, model, environment, cost, input_tokens, output_tokens, total_tokens, ended_at, level);
CREATE INDEX trace_scores_trace ON trace_scores (trace_id) WHERE trace_id IS NOT NULL;
CREATE INDEX trace_scores_session ON trace_scores (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX trace_scores_position ON trace_scores (position);
CREATE INDEX trace_problems_trace ON trace_problems (trace_id) WHERE trace_id IS NOT NULL;
