package dev.signalbox.hub.search;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.vertx.Turns;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The question to the index of one log. Rights are words of the index: what a caller may not read is not looked at.
 * Whoever asks has waited for the index. Any thread.
 */
public final class Search {
    /** Stretches of the log that PostgreSQL looks through at first: its index knows no order. */
    private static final int STRETCHES_FIRST = 1;
    /** Each time as many times more, for there was little. */
    private static final int STRETCHES_FACTOR = 16;

    private static final int STRETCHES_MAX = 64;
    /** The first byte of data that was erased: no JSON begins so. */
    private static final byte[] ERASED = {0};

    private final Database database;
    private final String table;
    private final String words;

    /** @param index the name of a {@link SearchIndex} on this database */
    public Search(Database database, String index) {
        this.database = database;
        this.table = index;
        this.words = SearchIndex.words(index);
    }

    /**
     * What is looked for, and where.
     *
     * @param families of events that may be looked at; nothing is found without one
     * @param before positions below this one, which is no further than the log
     * @param behind positions above this one: texts that came since
     * @param asOf texts as they were at this position; {@link Long#MAX_VALUE} for now
     */
    public record Question(Sought sought, Set<String> families, long before, long behind, long asOf) {
        long upTo() {
            return asOf == Long.MAX_VALUE ? before : Math.min(before, asOf + 1);
        }
    }

    /**
     * A text in which the words stand, with the event that made it so.
     *
     * @param texts JSON, by field; null when the event alone says it
     */
    public record Hit(
            long position,
            @Nullable Long endedAt,
            @Nullable String texts,
            String stream,
            long version,
            String type,
            String event,
            String actor,
            Instant at) {}

    /** The newest texts first, at most {@code limit}. */
    public Future<List<Hit>> newest(Question question, int limit) {
        if (question.families().isEmpty()) return Future.succeededFuture(List.of());
        return database.read(transaction -> database.dialect() == Dialect.SQLITE
                        ? inOrder(question, limit, transaction)
                        : new Stretches(question, limit, transaction).all())
                .map(rows -> rows.stream().map(Search::hit).toList());
    }

    /** SQLite's index is in the order of the rows: it is read from the end until there is enough. */
    private Future<List<Row>> inOrder(Question question, int limit, Transaction transaction) {
        List<Object> values = new ArrayList<>();
        String sql =
                "SELECT " + columns() + " FROM " + words + " CROSS JOIN " + table + " AS r ON r.position = " + words
                        + ".rowid CROSS JOIN events AS e ON e.position = r.position WHERE " + words + " MATCH "
                        + given(values, matched(question))
                        + " AND " + words + ".rowid < " + given(values, question.upTo()) + " AND " + words + ".rowid > "
                        + given(values, question.behind()) + there(question, values)
                        + phrases(question, words + ".words", values)
                        + " ORDER BY " + words + ".rowid DESC LIMIT " + given(values, limit);
        return transaction.query(sql, values.toArray());
    }

    /** In the words of FTS5. */
    private static String matched(Question question) {
        String rights = question.families().stream()
                .map(family -> '"' + IndexedWords.familyWord(family) + '"')
                .collect(Collectors.joining(" OR ", "(", ")"));
        return allOf(question, "\"", " AND ", "\"*") + " AND " + rights;
    }

    private static String allOf(Question question, String quote, String and, String begun) {
        List<String> all = new ArrayList<>();
        for (String word : new TreeSet<>(question.sought().words())) all.add(quote + word + quote);
        for (String word : new TreeSet<>(question.sought().begun())) all.add(quote + word + begun);
        return String.join(and, all);
    }

    /**
     * PostgreSQL's index gives what is found in no order. So a stretch of the log is looked through at a time, the
     * newest first; when it has little the next one is longer.
     */
    private final class Stretches {
        private final Question question;
        private final int limit;
        private final Transaction transaction;
        private final List<Row> found = new ArrayList<>();
        private final long last;
        private long next;
        private int count = STRETCHES_FIRST;

        Stretches(Question question, int limit, Transaction transaction) {
            this.question = question;
            this.limit = limit;
            this.transaction = transaction;
            this.last = IndexedWords.stretchOf(question.behind() + 1);
            this.next = IndexedWords.stretchOf(question.upTo() - 1);
        }

        Future<List<Row>> all() {
            return Turns.whileMore(this::some).map(looked -> found);
        }

        private Future<Boolean> some() {
            if (next < last || found.size() >= limit) return Future.succeededFuture(false);
            long first = Math.max(last, next - count + 1);
            List<Object> values = new ArrayList<>();
            String sql = statement(first, values);
            return transaction.query(sql, values.toArray()).map(rows -> {
                found.addAll(rows);
                next = first - 1;
                count = Math.min(STRETCHES_MAX, count * STRETCHES_FACTOR);
                return true;
            });
        }

        /** OFFSET 0 keeps the planner from looking at rows in the order of the answer, one by one. */
        private String statement(long first, List<Object> values) {
            return "SELECT " + columns() + " FROM (SELECT f.rowid FROM (SELECT rowid FROM " + words
                    + " AS w WHERE found @@ CAST(CAST(" + given(values, matched(first)) + " AS text) AS tsquery)"
                    + phrases(question, "w.words", values) + " OFFSET 0) AS f WHERE f.rowid < "
                    + given(values, question.upTo()) + " AND f.rowid > " + given(values, question.behind())
                    + " ORDER BY f.rowid DESC OFFSET 0) AS g JOIN LATERAL (SELECT * FROM " + table
                    + " WHERE position = g.rowid OFFSET 0) AS r ON true JOIN LATERAL (SELECT * FROM events"
                    + " WHERE position = g.rowid OFFSET 0) AS e ON true WHERE true" + there(question, values)
                    + " ORDER BY g.rowid DESC LIMIT " + given(values, limit - found.size());
        }

        /** In the words of a tsquery. */
        private String matched(long first) {
            String rights = question.families().stream()
                    .map(family -> "'" + IndexedWords.familyWord(family) + "'")
                    .collect(Collectors.joining(" | ", "(", ")"));
            List<String> stretches = new ArrayList<>();
            for (long each = first; each <= next; each++) stretches.add("'" + IndexedWords.stretchWord(each) + "'");
            return allOf(question, "'", " & ", "':*") + " & " + rights + " & (" + String.join(" | ", stretches) + ")";
        }
    }

    private static String columns() {
        return "r.position, r.ended, r.texts, e.stream, e.version, e.type, e.id, e.actor, e.recorded_at";
    }

    /** That the text was so then, and may be known. */
    private static String there(Question question, List<Object> values) {
        return " AND r.ended > " + given(values, Math.min(question.asOf(), SearchIndex.NEVER - 1))
                + " AND substr(e.data, 1, 1) <> " + given(values, ERASED);
    }

    private static String phrases(Question question, String line, List<Object> values) {
        StringBuilder sql = new StringBuilder();
        for (Sought.Phrase phrase : question.sought().phrases()) {
            sql.append(" AND ' ' || ").append(line).append(" || ' ' LIKE ").append(given(values, phrase.pattern()));
        }
        return sql.toString();
    }

    private static String given(List<Object> values, Object value) {
        values.add(value);
        return "$" + values.size();
    }

    private static Hit hit(Row row) {
        long ended = row.bigint("ended");
        return new Hit(
                row.bigint("position"),
                ended == SearchIndex.NEVER ? null : (Long) ended,
                row.textOrNull("texts"),
                row.text("stream"),
                row.bigint("version"),
                row.text("type"),
                row.text("id"),
                row.text("actor"),
                Columns.time(row, "recorded_at"));
    }
}
