package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a hub says of its sizes, for people: its logs and how they grow, and its largest tables. */
public final class SizeTables {
    private static final int TABLES_MAX = 8;

    private SizeTables() {}

    /** A table of its logs, and one of tables, each behind an empty line. */
    public static List<String> of(JsonNode sizes, Ink ink, int width) {
        Columns<JsonNode> logs = new Columns<JsonNode>()
                .with("LOG", log -> log.path("log").asText())
                .with("EVENTS", log -> Amounts.count(log.path("head").asLong()))
                .with("BYTES", log -> Amounts.bytes(log.path("bytes").asLong()))
                .with(
                        "TODAY",
                        log -> Amounts.count(
                                log.path("days").path(0).path("events").asLong()))
                .with("A DAY", SizeTables::mean);
        Columns<Sized> tables = new Columns<Sized>()
                .with("LARGEST TABLES", Sized::name)
                .with("LOG", Sized::log)
                .with("BYTES", each -> Amounts.bytes(each.bytes()));
        String gap = System.lineSeparator();
        return List.of(gap + logs.of(sizes.path("logs"), ink, width), gap + tables.of(largest(sizes), ink, width));
    }

    /** Of whole days; a hyphen where there was none yet. */
    private static String mean(JsonNode log) {
        JsonNode days = log.path("days");
        if (days.size() < 2) return "-";
        long sum = 0;
        for (int i = 1; i < days.size(); i++) sum += days.path(i).path("events").asLong();
        return Amounts.count(Math.round((double) sum / (days.size() - 1)));
    }

    private static List<Sized> largest(JsonNode sizes) {
        List<Sized> all = new ArrayList<>();
        for (JsonNode log : sizes.path("logs"))
            for (JsonNode table : log.path("tables"))
                all.add(new Sized(
                        table.path("name").asText(),
                        log.path("log").asText(),
                        table.path("bytes").asLong()));
        all.sort(Comparator.comparingLong(Sized::bytes).reversed());
        return all.subList(0, Math.min(TABLES_MAX, all.size()));
    }

    /** A table of a log. */
    private record Sized(String name, String log, long bytes) {}
}
