package dev.signalbox.hub.database;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables and indexes of a store as its engine tells them: what the ledger says is held against this. Immutable.
 *
 * @param objects by kind and name, {@code index events_id}, its definition, so that equal texts are equal objects
 */
record Shape(SortedMap<String, String> objects) {
    private static final String OF_FILE = "SELECT type AS kind, name, sql AS definition FROM sqlite_schema"
            + " WHERE type IN ('table', 'index') AND sql IS NOT NULL ORDER BY name";
    private static final String OF_SCHEMA = """
            SELECT 'table' AS kind, c.relname::text AS name, string_agg(a.attname || ' '
                || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                || CASE WHEN l.collname = 'C' THEN ' C' ELSE '' END, ', ' ORDER BY a.attnum)::text AS definition
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                LEFT JOIN pg_collation l ON l.oid = a.attcollation
            WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace($1) GROUP BY c.relname
            UNION ALL
            SELECT 'index', i.indexname::text, regexp_replace(i.indexdef, ' ON [^ ]*[.]', ' ON ')
            FROM pg_indexes i WHERE i.schemaname = $1""";
    /**
     * What a current store holds: tables with their columns, and indexes with theirs. Names alone, for the words of
     * definitions are the engine's.
     */
    private static final List<String> HELD = """
            table events (position, stream, version, id, type, actor, occurred_at, recorded_at, correlation_id, causation_id, data, command_digest, hash)
            unique index events_stream_version (stream, version)
            unique index events_id (id)
            table log_identity (epoch, created_at)
            table checkpoints (projection, shape, position)
            table receipts (number, id, stream, version, command_digest, hash)
            table fold_problems (projection, position, stream, event_id, event_type, error, first_seen)
            index fold_problems_stream (stream)
            table key_uses (key_id, used_at)
            """.lines().toList();

    private static final List<String> HELD_BY_SQLITE = List.of("unique index receipts_id (id)");
    private static final List<String> HELD_BY_POSTGRES = """
            unique index events_pkey (position)
            unique index checkpoints_pkey (projection)
            unique index receipts_pkey (id)
            unique index receipts_number (number)
            unique index fold_problems_pkey (projection, position)
            unique index key_uses_pkey (key_id)
            """.lines().toList();

    private static final String SCHEMA = "SELECT current_schema()::text AS name";
    private static final String SCRATCH =
            "SELECT nspname::text AS name FROM pg_namespace" + " WHERE oid = pg_my_temp_schema()";

    /** What the transaction's store holds, of all that is there. */
    static Future<Shape> of(Transaction transaction, Dialect engine) {
        if (engine == Dialect.SQLITE) return transaction.query(OF_FILE).map(Shape::of);
        return transaction.query(SCHEMA).compose(found -> {
            String schema = found.get(0).textOrNull("name");
            return schema == null
                    ? Future.succeededFuture(of(List.of()))
                    : transaction.query(OF_SCHEMA, schema).map(Shape::of);
        });
    }

    /**
     * What one file makes of what the files before it have made.
     *
     * @param whole at its end
     * @param during after each of its statements
     */
    record Made(Shape whole, List<Shape> during) {
        static final Made NOTHING = new Made(new Shape(new TreeMap<>()), List.of());

        Made {
            during = List.copyOf(during);
        }

        /** Whether it may be half of this file that made these. */
        boolean isHalf(Shape tables) {
            return !tables.equals(whole) && during.contains(tables);
        }
    }

    /**
     * What the files make, one after the other: nothing, then the first, then the second. They are run in the
     * transaction on tables that go with it, which must be rolled back: on SQLite in a store of memory, on PostgreSQL
     * as temporary tables.
     */
    static Future<List<Made>> made(Transaction transaction, Dialect engine, List<Migration> files) {
        List<Made> made = new ArrayList<>(List.of(Made.NOTHING));
        Future<?> done = engine == Dialect.SQLITE
                ? Future.succeededFuture()
                : transaction.update("SET LOCAL search_path TO pg_temp");
        for (Migration file : files) {
            List<Shape> during = new ArrayList<>();
            for (String statement : file.statements()) {
                done = done.compose(before -> transaction.update(statement))
                        .compose(changed -> engine == Dialect.SQLITE ? of(transaction, engine) : scratch(transaction))
                        .map(during::add);
            }
            done = done.map(all -> made.add(new Made(during.get(during.size() - 1), during)));
        }
        return done.map(all -> List.copyOf(made));
    }

    /**
     * Of all objects that any of the files makes, if only for a while; other tables of a store are those of
     * projections.
     */
    Shape known(List<Made> made) {
        Set<String> names = new TreeSet<>();
        for (Made each : made) for (Shape shape : each.during()) names.addAll(shape.objects.keySet());
        SortedMap<String, String> some = new TreeMap<>(objects);
        some.keySet().retainAll(names);
        return new Shape(some);
    }

    private static Future<Shape> scratch(Transaction transaction) {
        return transaction
                .query(SCRATCH)
                .compose(found -> transaction.query(OF_SCHEMA, found.get(0).text("name")))
                .map(Shape::of);
    }

    private static Shape of(List<Row> rows) {
        SortedMap<String, String> objects = new TreeMap<>();
        for (Row row : rows) {
            objects.put(
                    row.text("kind") + " " + row.text("name"),
                    Migration.line(row.text("definition")).toLowerCase(Locale.ROOT));
        }
        return new Shape(objects);
    }

    /** What a current store must hold and this has not, for people; empty when nothing is missing. */
    List<String> lacking(Dialect engine) {
        List<String> held = new ArrayList<>(HELD);
        held.addAll(engine == Dialect.SQLITE ? HELD_BY_SQLITE : HELD_BY_POSTGRES);
        List<String> lacking = new ArrayList<>();
        for (String each : held) lacks(each, lacking);
        return lacking;
    }

    private void lacks(String held, List<String> lacking) {
        int columns = held.indexOf(" (");
        boolean unique = held.startsWith("unique ");
        String name = held.substring(unique ? "unique ".length() : 0, columns);
        String definition = objects.get(name);
        if (definition == null) {
            lacking.add(name + " is missing");
        } else if (name.startsWith("index ")) {
            boolean same = definition.replace("\"", "").endsWith(held.substring(columns))
                    && unique == definition.contains("unique index");
            if (!same) lacking.add(name + " is another than it should be");
        } else {
            for (String column : held.substring(columns + 2, held.length() - 1).split(", ", -1)) {
                if (!Pattern.compile("(?:^|[(,]) ?" + column + " ")
                        .matcher(definition)
                        .find()) {
                    lacking.add("column " + column + " of " + name + " is missing");
                }
            }
        }
    }

    /** Whether all of the other is here, as it is there. */
    boolean holds(Shape other) {
        return objects.entrySet().containsAll(other.objects.entrySet());
    }

    /** Names of the objects that the other has not. */
    Set<String> beyond(Shape other) {
        return objects.keySet().stream()
                .filter(name -> !other.objects.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is not as the other has it, for people: each object once, with what is wrong. */
    List<String> differences(Shape should) {
        List<String> differences = new ArrayList<>();
        should.objects.forEach((name, definition) -> {
            if (!objects.containsKey(name)) differences.add(name + " is missing");
            else if (!definition.equals(objects.get(name))) differences.add(name + " is another than it should be");
        });
        for (String name : beyond(should)) differences.add(name + " should not be there yet");
        return differences;
    }
}
