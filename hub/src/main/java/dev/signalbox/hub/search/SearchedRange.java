package dev.signalbox.hub.search;

import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The range of events that is on its way into an index: of each stream what it said, cut into words as far as that can
 * be done without the table. What changes is read once, and written once for each text that it had.
 */
final class SearchedRange {
    /** Texts that are read at a time to be erased. */
    private static final int ERASED_AT_ONCE = 200;

    private final String find;
    private final String end;
    private final String add;
    private final String said;
    private final String erase;
    private final String findPlaces;
    private final String setPlaces;
    private final String noPlaces;
    private final Map<String, List<Said>> streams = new LinkedHashMap<>();

    /** A row to be written. */
    private static final class Text {
        private final long position;
        private final String stream;
        private final @Nullable Map<String, String> texts;
        private final String words;
        private long ended = SearchIndex.NEVER;

        Text(long position, String stream, @Nullable Map<String, String> texts, String words) {
            this.position = position;
            this.stream = stream;
            this.texts = texts;
            this.words = words;
        }
    }

    /** A word in a stretch of the log. */
    private record Place(String word, long stretch) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int words = word.compareTo(other.word);
            return words == 0 ? Long.compare(stretch, other.stretch) : words;
        }
    }

    /** Which texts there have the word from now on, and which have it no more. */
    private record Moved(BitSet come, BitSet gone) {}

    /**
     * What an event of a stream says.
     *
     * @param text the row that it makes by itself, when that is known
     */
    private record Said(
            RecordedEvent event, Saying saying, @Nullable Text text) {}

    SearchedRange(String name, List<RecordedEvent> events, Function<RecordedEvent, Optional<Saying>> saying) {
        String table = "{" + name + "}";
        String words = "{" + SearchIndex.words(name) + "}";
        find = "SELECT position, texts FROM " + table + " WHERE stream = $1 AND ended = $2";
        end = "UPDATE " + table + " SET ended = $1 WHERE position = $2";
        add = "INSERT INTO " + table + " (position, ended, stream, texts, words) VALUES ($1, $2, $3, $4, $5)";
        said = "SELECT position, words FROM " + table + " WHERE stream = $1 AND position > $2 AND position < $3"
                + " ORDER BY position LIMIT " + ERASED_AT_ONCE;
        erase = "DELETE FROM " + table + " WHERE stream = $1 AND position < $2";
        findPlaces = "SELECT texts FROM " + words + " WHERE word = $1 AND stretch = $2";
        setPlaces = "INSERT INTO " + words + " (word, stretch, texts) VALUES ($1, $2, $3)"
                + " ON CONFLICT (word, stretch) DO UPDATE SET texts = excluded.texts";
        noPlaces = "DELETE FROM " + words + " WHERE word = $1 AND stretch = $2";
        for (RecordedEvent event : events) saying.apply(event).ifPresent(said -> plan(event, said));
    }

    private void plan(RecordedEvent event, Saying saying) {
        Text text = saying.change() == Saying.Change.BESIDE ? textOf(event, saying.after(Map.of()), false) : null;
        streams.computeIfAbsent(event.stream(), stream -> new ArrayList<>()).add(new Said(event, saying, text));
    }

    Future<?> write(Tables tables, Transaction transaction) {
        Write write = new Write(tables, transaction);
        return FewAtOnce.inOrder(
                        List.copyOf(streams.entrySet()), entry -> write.stream(entry.getKey(), entry.getValue()))
                .compose(done -> write.finish());
    }

    /** Null when there is no word in it. */
    private static @Nullable Text textOf(RecordedEvent event, Map<String, String> texts, boolean changes) {
        String words = IndexedWords.line(EventFilter.familyOf(event.type()), texts);
        return words == null ? null : new Text(event.position(), event.stream(), changes ? texts : null, words);
    }

    /** The statements of one transaction. */
    private final class Write {
        private final Tables tables;
        private final Transaction transaction;
        private final List<@Nullable Object[]> rows = new ArrayList<>();
        private final Map<Place, Moved> moved = new TreeMap<>();
        private final List<@Nullable Object[]> ends = new ArrayList<>();

        Write(Tables tables, Transaction transaction) {
            this.tables = tables;
            this.transaction = transaction;
        }

        Future<?> finish() {
            List<Future<?>> reading = new ArrayList<>();
            List<@Nullable Object[]> set = new ArrayList<>();
            List<@Nullable Object[]> none = new ArrayList<>();
            moved.forEach((place, move) -> reading.add(transaction
                    .query(tables.sql(findPlaces), IndexedWords.bytes(place.word()), place.stretch())
                    .map(rows -> {
                        BitSet places = rows.isEmpty()
                                ? new BitSet()
                                : Places.read(rows.get(0).bytes("texts"));
                        places.andNot(move.gone());
                        places.or(move.come());
                        byte[] word = IndexedWords.bytes(place.word());
                        if (places.isEmpty()) none.add(new @Nullable Object[] {word, place.stretch()});
                        else set.add(new @Nullable Object[] {word, place.stretch(), Places.write(places)});
                        return null;
                    })));
            return Future.all(reading)
                    .compose(read -> Future.all(
                            transaction.updateAll(tables.sql(end), ends),
                            transaction.updateAll(tables.sql(add), rows),
                            transaction.updateAll(tables.sql(setPlaces), set),
                            transaction.updateAll(tables.sql(noPlaces), none)));
        }

        private Moved at(String word, long position) {
            return moved.computeIfAbsent(
                    new Place(word, Places.stretchOf(position)), place -> new Moved(new BitSet(), new BitSet()));
        }

        /** Takes away all that a stream said before a position. */
        private Future<?> erase(String stream, long before) {
            long[] behind = {0};
            return Turns.whileMore(() -> transaction
                            .query(tables.sql(said), stream, behind[0], before)
                            .map(texts -> {
                                for (Row each : texts) {
                                    behind[0] = each.bigint("position");
                                    for (String word : IndexedWords.of(each.text("words"))) {
                                        at(word, behind[0]).gone().set(Places.within(behind[0]));
                                    }
                                }
                                return texts.size() == ERASED_AT_ONCE;
                            }))
                    .compose(read -> transaction.update(tables.sql(erase), stream, before));
        }

        Future<Boolean> stream(String stream, List<Said> all) {
            int erased = lastErasure(all);
            Future<?> cleared = Future.succeededFuture();
            if (erased >= 0) {
                long position = all.get(erased).event().position();
                cleared = erase(stream, position);
            }
            List<Said> rest = all.subList(erased + 1, all.size());
            if (rest.isEmpty()) return cleared.map(true);
            if (rest.get(0).saying().change() == Saying.Change.BESIDE) {
                for (Said each : rest) if (each.text() != null) add(each.text());
                return cleared.map(true);
            }
            if (rest.get(0).event().version() == 1) {
                changes(null, Map.of(), rest);
                return cleared.map(true);
            }
            return transaction
                    .query(tables.sql(find), stream, SearchIndex.NEVER)
                    .map(rows -> {
                        if (rows.isEmpty()) changes(null, Map.of(), rest);
                        else
                            changes(
                                    rows.get(0).bigint("position"),
                                    read(rows.get(0).text("texts")),
                                    rest);
                        return true;
                    });
        }

        /** @param known the position of the row that holds what was said before the range; null when none does */
        private void changes(@Nullable Long known, Map<String, String> before, List<Said> all) {
            Long stored = known;
            Text last = null;
            Map<String, String> texts = before;
            for (Said said : all) {
                boolean gone = said.saying().change() == Saying.Change.GONE;
                Map<String, String> next = gone ? Map.of() : said.saying().after(texts);
                if (!gone && next.equals(texts)) continue;
                long position = said.event().position();
                if (stored != null) ends.add(new @Nullable Object[] {position, stored});
                if (last != null) last.ended = position;
                if (last != null) add(last);
                stored = null;
                texts = next;
                last = gone ? null : textOf(said.event(), next, true);
            }
            if (last != null) add(last);
        }

        private void add(Text text) {
            rows.add(new @Nullable Object[] {
                text.position,
                text.ended,
                text.stream,
                text.texts == null ? null : Json.writeText(text.texts),
                text.words
            });
            for (String word : IndexedWords.of(text.words)) {
                at(word, text.position).come().set(Places.within(text.position));
            }
        }
    }

    private static int lastErasure(List<Said> all) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).saying().change() == Saying.Change.ERASED) return i;
        }
        return -1;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> read(String texts) {
        return Json.readLenient(texts.getBytes(StandardCharsets.UTF_8), LinkedHashMap.class);
    }
}
