package dev.signalbox.hub.search;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.wire.EventTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The projection of what events say into words. Its table has a row for each text that something had: the event that
 * brought it, the one that ended it, its words, and for what changes the text itself, so that it can be changed. Beside
 * it stands for each word and {@link Places stretch of the log} in which texts it is. It gives way to those who write.
 */
public final class SearchIndex implements Projection {
    /** Of what is said still: behind all positions. */
    static final long NEVER = 1_000_000_000_000_000_000L;

    /** Another number makes hubs cut all texts anew. */
    private static final String RULE = "-- words 2";

    private static final int LONG_RANGE_EVENTS = 20;

    private final String name;
    private final List<Sayings> said;

    /** The index of the main log. */
    public static final String OF_MAIN = "recall";
    /** The index of the log of traces. */
    public static final String OF_TRACES = "trace_recall";

    /** The index of the main log, of all that features say on it. */
    public static SearchIndex ofMain(List<Sayings> said) {
        return new SearchIndex(OF_MAIN, said);
    }

    /** The index of the log of traces. */
    public static SearchIndex ofTraces(List<Sayings> said) {
        return new SearchIndex(OF_TRACES, said);
    }

    private SearchIndex(String name, List<Sayings> said) {
        this.name = name;
        this.said = List.copyOf(said);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> tables() {
        return List.of(name, words(name));
    }

    /** The name of the table of words. */
    static String words(String name) {
        return name + "_words";
    }

    @Override
    public List<String> definition() {
        String table = "{" + name + "}";
        return List.of(
                RULE + """

                    CREATE TABLE %s (
                        position bigint PRIMARY KEY, -- of the event that said so
                        ended    bigint NOT NULL,    -- of the event since which it is not so; 10^18: it is
                        stream   text NOT NULL,
                        texts    text,               -- JSON, text by field; null of what never changes
                        words    text NOT NULL       -- in their order, with a space between
                    )\
                    """.formatted(table),
                "CREATE INDEX %s_stream ON %s (stream, ended)".formatted(table, table),
                """
                CREATE TABLE {%s} (
                    word    bytea NOT NULL,
                    stretch bigint NOT NULL, -- of the log
                    texts   bytea NOT NULL,  -- where in the stretch it is said
                    PRIMARY KEY (word, stretch)
                )\
                """.formatted(words(name)));
    }

    @Override
    public List<String> eventTypes() {
        List<String> types = new ArrayList<>();
        for (Sayings each : said) types.addAll(each.eventTypes());
        Collections.sort(types);
        return types;
    }

    @Override
    public boolean givesWay() {
        return true;
    }

    @Override
    public boolean preparesLong(List<RecordedEvent> events) {
        return events.size() > LONG_RANGE_EVENTS;
    }

    @Override
    public Work prepare(List<RecordedEvent> events) {
        return new SearchedRange(name, events, this::saying)::write;
    }

    private Optional<Saying> saying(RecordedEvent event) {
        if (event.isErased()) return Optional.empty();
        for (Sayings each : said) {
            if (EventTypes.matches(each.eventTypes(), event.type())) return Optional.ofNullable(each.of(event));
        }
        return Optional.empty();
    }
}
