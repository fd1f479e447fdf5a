package dev.signalbox.client.store;

import java.util.List;

/**
 * The tables of the SDK in the program's file, as numbered steps; {@code PRAGMA user_version} counts the steps done. A
 * step that was shipped is never changed. All names begin with {@code signalbox_}; everything else in the file is the
 * program's own.
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

    private static final List<String> STEP_2 = List.of(
            // live: the set of rows that is read, null before the first copy is whole. stale: why the copy is of a
            // history that the hub no longer has. fresh_at: when it was last known to hold all that the hub had.
            """
            CREATE TABLE signalbox_replica (
              name        TEXT PRIMARY KEY,
              live        INTEGER,
              declaration TEXT,
              stale       TEXT,
              fresh_at    INTEGER
            ) WITHOUT ROWID""",
            // A copy in the making, or one that is being removed, is a set that is nobody's live one.
            """
            CREATE TABLE signalbox_replica_set (
              number  INTEGER PRIMARY KEY AUTOINCREMENT,
              replica TEXT NOT NULL
            )""",
            """
            CREATE TABLE signalbox_replica_row (
              set_number INTEGER NOT NULL,
              key        TEXT NOT NULL,
              version    INTEGER NOT NULL,
              json       TEXT NOT NULL,
              PRIMARY KEY (set_number, key)
            ) WITHOUT ROWID""",
            // Accepted commands that a replica has not seen yet.
            "CREATE INDEX signalbox_outbox_accepted ON signalbox_outbox (position) WHERE state = 'accepted'",
            """
            CREATE TABLE signalbox_local_migration (
              number     INTEGER PRIMARY KEY,
              name       TEXT NOT NULL,
              sha256     TEXT NOT NULL,
              applied_at INTEGER NOT NULL
            )""",
            // claim: who works on it, a fresh word at every claim. due_at: not before; of a claimed one the end of its
            // lease.
            """
            CREATE TABLE signalbox_task (
              number      INTEGER PRIMARY KEY AUTOINCREMENT,
              queue       TEXT NOT NULL,
              key         TEXT NOT NULL,
              payload     TEXT NOT NULL,
              state       TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'done', 'dead')),
              attempts    INTEGER NOT NULL DEFAULT 0,
              due_at      INTEGER NOT NULL,
              claim       TEXT,
              reason      TEXT,
              enqueued_at INTEGER NOT NULL,
              ended_at    INTEGER,
              UNIQUE (queue, key)
            )""",
            "CREATE INDEX signalbox_task_due ON signalbox_task (queue, due_at, number)"
                    + " WHERE state IN ('waiting', 'claimed')",
            "CREATE INDEX signalbox_task_ended ON signalbox_task (ended_at) WHERE state IN ('done', 'dead')",
            """
            CREATE TABLE signalbox_execution (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              about  TEXT NOT NULL,
              kind   TEXT NOT NULL,
              at     INTEGER NOT NULL,
              data   TEXT NOT NULL
            )""",
            "CREATE INDEX signalbox_execution_about ON signalbox_execution (about, number)",
            "CREATE INDEX signalbox_execution_at ON signalbox_execution (at)");

    static final List<List<String>> STEPS = List.of(STEP_1, STEP_2);

    private StoreSchema() {}
}
