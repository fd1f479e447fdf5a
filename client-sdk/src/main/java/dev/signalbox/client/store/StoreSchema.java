package dev.signalbox.client.store;

import java.util.List;

/**
 * The tables of the SDK in the program's file, as numbered steps; {@code PRAGMA user_version} counts the steps done. A step that was
 * shipped is never changed. All names begin with {@code signalbox_}; everything else in the file is the program's own.
 */
final class StoreSchema {
    /** {@code PRAGMA application_id} of every store: "SBOX". */
    static final int APPLICATION_ID = 0x53424F58;

    private static final List<String> STEP_1 = List.of(
            """
            CREATE TABLE signalbox_meta (
              name  TEXT PRIMARY KEY,
              value TEXT NOT NULL
            ) WITHOUT ROWID""",
            // number: place in the queue, never reused. lane: the stream whose commands wait for each other. json: the
            // command as it is sent; result: the hub's last word on it. Times are microseconds since 1970.
            """
            CREATE TABLE signalbox_outbox (
              number     INTEGER PRIMARY KEY AUTOINCREMENT,
              id         TEXT NOT NULL UNIQUE,
              lane       TEXT NOT NULL,
              json       TEXT NOT NULL,
              bytes      INTEGER NOT NULL,
              state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'parked', 'accepted')),
              result     TEXT,
              position   INTEGER,
              settled_at INTEGER
            )""",
            "CREATE INDEX signalbox_outbox_pending ON signalbox_outbox (number) WHERE state = 'pending'",
            "CREATE INDEX signalbox_outbox_waiting ON signalbox_outbox (lane) WHERE state = 'pending'",
            "CREATE INDEX signalbox_outbox_parked ON signalbox_outbox (lane) WHERE state = 'parked'",
            "CREATE INDEX signalbox_outbox_settled ON signalbox_outbox (settled_at) WHERE state = 'accepted'",
            // What people did with refused commands. ended: retried, amended or discarded.
            """
            CREATE TABLE signalbox_outbox_ended (
              id          TEXT PRIMARY KEY,
              json        TEXT NOT NULL,
              result      TEXT NOT NULL,
              ended       TEXT NOT NULL CHECK (ended IN ('retried', 'amended', 'discarded')),
              reason      TEXT,
              replaced_by TEXT,
              ended_at    INTEGER NOT NULL
            )""",
            """
            CREATE TABLE signalbox_follower (
              name       TEXT PRIMARY KEY,
              cursor     TEXT,
              updated_at INTEGER NOT NULL
            )""");

    static final List<List<String>> STEPS = List.of(STEP_1);

    private StoreSchema() {}
}
