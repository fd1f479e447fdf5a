package dev.signalbox.hub.search;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The question to the index of one log. Rights are words of the index: what a caller may not read is not looked at.
 * Whoever asks has waited for the index. Any thread.
 */
public final class Search {
    /** Stretches of the log that are looked through at first. */
    private static final int STRETCHES_FIRST = 4;
    /** Each time as many times more, for there was little. */
    private static final int STRETCHES_FACTOR = 16;

    private static final int STRETCHES_MAX = 256;
    /** Candidates of a stretch from which on it is read as a whole for phrases. */
    private static final int MANY = 64;
    /** Rows of words that are read at a time. */
    private static final int WORDS_AT_ONCE = 2_048;
    /** Rows that are asked for at a time at least. */
    private static final int READ_LEAST = 8;
    /** Marks a word that is only begun. */
    private static final String BEGUN = "*";

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

    /** So many words begin with what was asked for that it would be no question, but a copy of the index. */
    public static final class TooBroad extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooBroad(String begun) {
            super("has " + begun + BEGUN + ", and too many words begin so; write more of it", null, false, false);
        }
    }

    /**
     * The newest texts first, at most {@code limit}. Fails with {@link TooBroad} behind
     * {@link Limits#RECALL_BEGINNINGS_MAX} rows of words.
     */
    public Future<List<Hit>> newest(Question question, int limit) {
        if (question.families().isEmpty()) return Future.succeededFuture(List.of());
        return database.read(transaction -> new Look(question, limit, transaction).all())
                .map(rows -> rows.stream().map(Search::hit).toList());
    }

    /** From the newest stretch of the log on, some at a time, until there is enough. */
    private final class Look {
        private final Question question;
        private final int limit;
        private final Transaction transaction;
        private final List<Row> found = new ArrayList<>();
        private final long last;
        private long next;
        private int count = STRETCHES_FIRST;
        /** Rows of words that may still be read for beginnings. */
        private int allowance = Limits.RECALL_BEGINNINGS_MAX;
        /** Whether most texts that were read are none that is looked for: they stand no more, or lack a phrase. */
        private boolean sparse;

        Look(Question question, int limit, Transaction transaction) {
            this.question = question;
            this.limit = limit;
            this.transaction = transaction;
            this.last = Places.stretchOf(question.behind() + 1);
            this.next = Places.stretchOf(question.upTo() - 1);
        }

        Future<List<Row>> all() {
            return Turns.whileMore(this::some).map(looked -> found);
        }

        private Future<Boolean> some() {
            if (next < last || found.size() >= limit) return Future.succeededFuture(false);
            long first = Math.max(last, next - count + 1);
            return candidates(first).compose(this::read).map(read -> {
                next = first - 1;
                count = Math.min(STRETCHES_MAX, count * STRETCHES_FACTOR);
                return true;
            });
        }

        /** By stretch the texts that have all words and may be read, the newest first. */
        private Future<NavigableMap<Long, BitSet>> candidates(long first) {
            List<Supplier<Future<NavigableMap<Long, BitSet>>>> all = new ArrayList<>();
            for (String word : question.sought().words()) all.add(() -> places(List.of(word), first));
            List<String> families =
                    question.families().stream().map(IndexedWords::familyWord).toList();
            all.add(() -> places(families, first));
            for (String begun : question.sought().begun()) all.add(() -> beginning(begun, first));
            Future<NavigableMap<Long, BitSet>> left = all.get(0).get();
            for (Supplier<Future<NavigableMap<Long, BitSet>>> each : all.subList(1, all.size())) {
                left = left.compose(before -> before.isEmpty()
                        ? Future.succeededFuture(before)
                        : each.get().map(with -> both(before, with)));
            }
            return left;
        }

        /** Where one of the words is said. */
        private Future<NavigableMap<Long, BitSet>> places(List<String> oneOf, long first) {
            List<Future<List<Row>>> asked = new ArrayList<>();
            for (String word : oneOf) {
                asked.add(transaction.query(
                        "SELECT stretch, texts FROM " + words + " WHERE word = $1 AND stretch >= $2 AND stretch <= $3",
                        IndexedWords.bytes(word),
                        first,
                        next));
            }
            return Future.all(asked).map(all -> {
                NavigableMap<Long, BitSet> places = new TreeMap<>(Comparator.reverseOrder());
                for (List<Row> rows : all.<List<Row>>list()) add(rows, places);
                return places;
            });
        }

        /** The same of all words that begin so, some at a time: of a letter there are more than fit into memory. */
        private Future<NavigableMap<Long, BitSet>> beginning(String begun, long first) {
            NavigableMap<Long, BitSet> places = new TreeMap<>(Comparator.reverseOrder());
            Object[] behind = {IndexedWords.bytes(begun), first - 1};
            return Turns.whileMore(() -> begun(begun, first, behind).map(rows -> {
                        allowance -= rows.size();
                        if (allowance < 0) throw new TooBroad(begun);
                        add(rows, places);
                        if (rows.size() < WORDS_AT_ONCE) return false;
                        Row last = rows.get(rows.size() - 1);
                        behind[0] = last.bytes("word");
                        behind[1] = last.bigint("stretch");
                        return true;
                    }))
                    .map(read -> places);
        }

        /** @param behind the word and the stretch of the row before */
        private Future<List<Row>> begun(String begun, long first, Object[] behind) {
            return transaction.query(
                    "SELECT word, stretch, texts FROM " + words
                            + " WHERE (word, stretch) > ($1, $2) AND word < $3 AND stretch >= $4 AND stretch <= $5"
                            + " ORDER BY word, stretch LIMIT " + WORDS_AT_ONCE,
                    behind[0],
                    behind[1],
                    IndexedWords.behind(begun),
                    first,
                    next);
        }

        private void add(List<Row> rows, NavigableMap<Long, BitSet> places) {
            for (Row row : rows) {
                places.computeIfAbsent(row.bigint("stretch"), stretch -> new BitSet())
                        .or(Places.read(row.bytes("texts")));
            }
        }

        private Future<?> read(NavigableMap<Long, BitSet> candidates) {
            List<Map.Entry<Long, BitSet>> stretches = List.copyOf(candidates.entrySet());
            int[] at = {0};
            return Turns.whileMore(() -> {
                if (at[0] >= stretches.size() || found.size() >= limit) return Future.succeededFuture(false);
                Map.Entry<Long, BitSet> stretch = stretches.get(at[0]++);
                return read(stretch.getKey(), stretch.getValue()).map(true);
            });
        }

        /** One by one; of many of which most are in vain, only those that the table names. */
        private Future<?> read(long stretch, BitSet candidates) {
            boolean many = candidates.cardinality() >= MANY;
            boolean named = many && (sparse || !question.sought().phrases().isEmpty());
            Future<BitSet> likely = named ? likely(stretch, candidates) : Future.succeededFuture(candidates);
            return likely.compose(texts -> rows(Places.begin(stretch), texts, many && !named))
                    .compose(rest -> rest.isEmpty() ? Future.succeededFuture() : read(stretch, rest));
        }

        /** Of candidates those that stand at the moment, and have the phrases, too. */
        private Future<BitSet> likely(long stretch, BitSet candidates) {
            List<Object> values = new ArrayList<>();
            String sql = "SELECT r.position FROM " + table + " AS r WHERE r.position >= "
                    + given(values, Places.begin(stretch)) + " AND r.position < "
                    + given(values, Places.begin(stretch + 1)) + " AND r.ended > " + given(values, asOf())
                    + phrases(values);
            return transaction.query(sql, values.toArray()).map(rows -> {
                BitSet with = new BitSet();
                for (Row row : rows) with.set(Places.within(row.bigint("position")));
                with.and(candidates);
                return with;
            });
        }

        /**
         * The newest first, as many at a time as are still wanted.
         *
         * @param mayGiveUp whether to end when most are in vain
         * @return those that were not looked at then
         */
        private Future<BitSet> rows(long begin, BitSet candidates, boolean mayGiveUp) {
            int[] at = {candidates.length() - 1};
            return Turns.whileMore(() -> {
                        List<Future<List<Row>>> asked = new ArrayList<>();
                        int wanted = Math.max(limit - found.size(), READ_LEAST);
                        while (at[0] >= 0 && found.size() < limit && asked.size() < wanted) {
                            long position = begin + at[0];
                            if (position < question.upTo() && position > question.behind()) asked.add(row(position));
                            at[0] = candidates.previousSetBit(at[0] - 1);
                        }
                        return Future.all(asked).map(read -> {
                            int before = found.size();
                            for (List<Row> rows : read.<List<Row>>list()) if (found.size() < limit) found.addAll(rows);
                            sparse |= (found.size() - before) * 2 < asked.size() && found.size() < limit;
                            return at[0] >= 0 && found.size() < limit && !(mayGiveUp && sparse);
                        });
                    })
                    .map(read -> {
                        boolean over = at[0] < 0 || found.size() >= limit;
                        return over ? new BitSet() : candidates.get(0, at[0] + 1);
                    });
        }

        private Future<List<Row>> row(long position) {
            List<Object> values = new ArrayList<>();
            String sql =
                    "SELECT r.position, r.ended, r.texts, e.stream, e.version, e.type, e.id, e.actor, e.recorded_at"
                            + " FROM " + table + " AS r JOIN events AS e ON e.position = r.position WHERE r.position = "
                            + given(values, position) + " AND r.ended > " + given(values, asOf())
                            + " AND substr(e.data, 1, 1) <> " + given(values, ERASED) + phrases(values);
            return transaction.query(sql, values.toArray());
        }

        private long asOf() {
            return Math.min(question.asOf(), SearchIndex.NEVER - 1);
        }

        private String phrases(List<Object> values) {
            StringBuilder sql = new StringBuilder();
            for (Sought.Phrase phrase : question.sought().phrases()) {
                sql.append(" AND ' ' || r.words || ' ' LIKE ").append(given(values, phrase.pattern()));
            }
            return sql.toString();
        }
    }

    private static NavigableMap<Long, BitSet> both(NavigableMap<Long, BitSet> one, NavigableMap<Long, BitSet> other) {
        NavigableMap<Long, BitSet> both = new TreeMap<>(Comparator.reverseOrder());
        one.forEach((stretch, places) -> {
            BitSet with = other.get(stretch);
            if (with == null) return;
            places.and(with);
            if (!places.isEmpty()) both.put(stretch, places);
        });
        return both;
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
