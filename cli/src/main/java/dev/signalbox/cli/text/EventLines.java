package dev.signalbox.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Events of the log as one line for people. */
public final class EventLines {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int TYPE_WIDTH =
            EventTypes.ALL.stream().mapToInt(String::length).max().orElse(0);
    /** Fields of events' data that say to a person what happened, in this order. */
    private static final List<String> SPEAKING =
            List.of("title", "prompt", "value", "comment", "reason", "onBehalfOf", "name", "role");

    private EventLines() {}

    /**
     * An event: when, where in the log, what, by whom, and what it says. Types that this build does not know show too.
     *
     * @param zone the reader's
     */
    public static String event(Event event, Ink ink, ZoneId zone) {
        return ink.dim(CLOCK.withZone(zone).format(event.recordedtime()) + "  #" + event.position()) + "  "
                + type(event.type(), ink) + "  " + Ink.plain(event.actor()) + "  " + said(event, ink);
    }

    private static String type(String type, Ink ink) {
        String padded = type + " ".repeat(Math.max(0, TYPE_WIDTH - type.length()));
        return switch (type) {
            case EventTypes.QUESTION_ASKED -> ink.yellow(padded);
            case EventTypes.QUESTION_ANSWERED, EventTypes.NOTIFICATION_RESOLVED -> ink.green(padded);
            case EventTypes.KEY_REFUSED -> ink.red(padded);
            default -> ink.bold(padded);
        };
    }

    private static String said(Event event, Ink ink) {
        if (isOfRow(event)) return row(event) + "  " + ink.dim(event.subject());
        if (event.type().startsWith("trace.")) return TraceLines.said(event, ink);
        StringBuilder said = new StringBuilder();
        for (String field : SPEAKING) {
            JsonNode value = event.data().path(field);
            if (!value.isTextual() || value.asText().isEmpty()) continue;
            if (!said.isEmpty()) said.append(" · ");
            said.append(Ink.plain(value.asText()));
        }
        List<String> options = new ArrayList<>();
        for (JsonNode option : event.data().path("options")) {
            options.add(
                    option.isTextual() ? option.asText() : option.path("value").asText());
        }
        if (event.data().path("source").asText().equals("default")) said.append(" (by default, nobody answered)");
        if (!options.isEmpty()) said.append(' ').append(ink.cyan("[" + String.join(" | ", options) + "]"));
        return said.append("  ").append(ink.dim(event.subject())).toString();
    }

    private static boolean isOfRow(Event event) {
        String verb = event.type().substring(event.type().indexOf('.') + 1);
        return EventTypes.ROW_VERBS.contains(verb);
    }

    /** What a row is now, or which of its fields changed. */
    private static String row(Event event) {
        JsonNode data = event.data();
        StringBuilder said = new StringBuilder(FieldText.pairs(data.path(data.has("row") ? "row" : "fields")));
        for (JsonNode field : data.path("removed")) said.append(" -").append(field.asText());
        return Ink.plain(said.toString().strip());
    }
}
