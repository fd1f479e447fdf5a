package dev.signalbox.hub.search;

import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Finder;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.wire.EventTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The projection of what events say into words. Its table has a row for each text that something had: the event that
 * brought it, the one that ended it, and for what changes the text itself, so that it can be changed; the words are
 * beside it, in the form that the engine finds them by. It gives way to those who write.
 */
public final class SearchIndex implements Projection {
    /** Of what is said still: behind all positions. */
    static final long NEVER = 1_000_000_000_000_000_000L;

    /** Another number makes hubs cut all texts anew. */
    private static final String RULE = "-- words 1";

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
        return List.of(name);
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
                            texts    text                -- JSON, text by field; null of what never changes
                        )""".formatted(table), "CREATE INDEX %s_stream ON %s (stream, ended)".formatted(table, table));
    }

    @Override
    public Optional<Finder> finder() {
        return Optional.of(new Finder(words(name), SearchIndex::finderIn));
    }

    /** Of a table of words, whose row has the number that the event has. */
    private static List<String> finderIn(Dialect engine, String table) {
        return switch (engine) {
            // Without places of words, which are many: phrases are looked up in the line itself.
            case SQLITE ->
                List.of(
                        "CREATE VIRTUAL TABLE %s USING fts5(words, tokenize = 'ascii', detail = none, columnsize = 0)"
                                .formatted(table),
                        // Without it what is deleted stays in the pages of the index until they are merged some day.
                        "INSERT INTO %s(%s, rank) VALUES ('secure-delete', 1)".formatted(table, table));
            case POSTGRES ->
                List.of("""
                        CREATE TABLE %s (
                            rowid bigint PRIMARY KEY,
                            words text NOT NULL,
                            found tsvector NOT NULL
                                GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
                        )""".formatted(table), "CREATE INDEX %s_found ON %s USING gin (found)".formatted(table, table));
        };
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
