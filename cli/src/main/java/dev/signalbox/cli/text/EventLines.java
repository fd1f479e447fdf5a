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
    /** On narrower lines columns are tighter. */
    private static final int WIDE = 120;

    private static final int TYPE_NARROW = 19;
    private static final int ACTOR_NARROW = 12;
    private static final int ACTOR_WIDE = 24;
    private static final int ID_NARROW = 20;
    private static final int SAID_MIN = 6;
    private static final int POSITION_WIDTH = 4;
    /** Fields of events' data that say to a person what happened, in this order. */
    private static final List<String> SPEAKING =
            List.of("title", "prompt", "value", "comment", "reason", "onBehalfOf", "name", "role");

    private EventLines() {}

    /**
     * An event: when, where in the log, what, by whom, and what it says. Types that this build does not know show too.
     *
     * @param zone the reader's
     * @param width where the line ends; what it says is cut to it, and ids stand there by their beginnings
     */
    public static String event(Event event, Ink ink, ZoneId zone, int width) {
        String clock = CLOCK.withZone(zone).format(event.recordedtime()) + "  ";
        if (width == Integer.MAX_VALUE) {
            return ink.dim(clock + "#" + event.position()) + "  " + type(event.type(), ink, TYPE_WIDTH) + "  "
                    + Ink.plain(event.actor()) + "  " + said(event, ink) + "  " + ink.dim(event.subject());
        }
        String actor = Cells.cut(event.actor(), width < WIDE ? ACTOR_NARROW : ACTOR_WIDE);
        String position = "#" + event.position();
        String padding = " ".repeat(Math.max(0, POSITION_WIDTH - position.length()));
        String begin = ink.dim(clock + position) + padding + "  "
                + type(event.type(), ink, width < WIDE ? TYPE_NARROW : TYPE_WIDTH) + "  " + actor;
        String end = "  " + ink.dim(subject(event, width));
        int room = width - Cells.width(begin) - Cells.width(end) - 2;
        String said = room < SAID_MIN ? "" : Cells.fit(said(event, ink), room);
        String rest = " ".repeat(Math.max(0, room - Cells.width(said)));
        return Cells.fit((room < SAID_MIN ? begin : begin + "  " + said + rest) + end, width);
    }

    /** The type says already what it is an event of; on a narrow line the id stands alone. */
    private static String subject(Event event, int width) {
        String subject = event.subject();
        int slash = subject.indexOf('/');
        String id = ShortIds.of(subject.substring(slash + 1));
        return width < WIDE ? Cells.cut(id, ID_NARROW) : subject.substring(0, slash + 1) + id;
    }

    private static String type(String type, Ink ink, int width) {
        String padded = type + " ".repeat(Math.max(0, width - type.length()));
        return switch (type) {
            case EventTypes.QUESTION_ASKED -> ink.yellow(padded);
            case EventTypes.QUESTION_ANSWERED, EventTypes.NOTIFICATION_RESOLVED -> ink.green(padded);
            case EventTypes.KEY_REFUSED -> ink.red(padded);
            default -> ink.bold(padded);
        };
    }

    private static String said(Event event, Ink ink) {
        if (isOfRow(event)) return row(event);
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
        return said.toString();
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
