package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Things of the hub as one line for people. */
final class Lines {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int TYPE_WIDTH =
            EventTypes.ALL.stream().mapToInt(String::length).max().orElse(0);
    /** Fields of events' data that say to a person what happened, in this order. */
    private static final List<String> SPEAKING =
            List.of("title", "prompt", "value", "comment", "reason", "onBehalfOf", "name", "role");

    private Lines() {}

    /** The prompt, its options, and when it expires or how it ended. */
    static String question(Question question, Ink ink, Instant now) {
        StringBuilder line = new StringBuilder(Ink.plain(question.prompt()));
        String options = question.options().stream().map(QuestionOption::value).collect(Collectors.joining(" | "));
        if (!options.isEmpty()) line.append(' ').append(ink.cyan("[" + options + "]"));
        Answer answer = question.answer();
        if (answer != null) line.append("  ").append(ink.green(answer(answer)));
        else if (question.state() != Question.State.PENDING)
            line.append("  ").append(ink.dim(question.state().word()));
        else if (question.expiresAt() != null) {
            String end = question.defaultValue() == null ? "" : ", then " + question.defaultValue();
            line.append("  ").append(ink.dim("expires in " + Ages.until(question.expiresAt(), now) + end));
        }
        return line.toString();
    }

    /** The title, how often it was posted, its tags, and how it was closed. */
    static String notification(Notification notification, Ink ink) {
        StringBuilder line = new StringBuilder(Ink.plain(notification.title()));
        if (notification.count() > 1) line.append(ink.yellow(" ×" + notification.count()));
        for (String tag : notification.tags()) line.append(ink.dim(" #" + tag));
        if (notification.link() != null) line.append("  ").append(ink.dim(notification.link()));
        if (notification.state() != Notification.State.OPEN) {
            String by = notification.resolvedBy() != null ? notification.resolvedBy() : notification.acknowledgedBy();
            line.append("  ").append(ink.dim(notification.state().word() + (by == null ? "" : " by " + by)));
        }
        return line.toString();
    }

    /**
     * An event: when, where in the log, what, by whom, and what it says. Types that this build does not know show too.
     *
     * @param zone the reader's
     */
    static String event(Event event, Ink ink, ZoneId zone) {
        return ink.dim(CLOCK.withZone(zone).format(event.recordedtime()) + "  #" + event.sequence()) + "  "
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
        StringBuilder said = new StringBuilder(RowText.fields(data.path(data.has("row") ? "row" : "fields")));
        for (JsonNode field : data.path("removed")) said.append(" -").append(field.asText());
        return Ink.plain(said.toString().strip());
    }

    /** A default is never shown as a human's answer. */
    static String answer(Answer answer) {
        if (answer.source() == Answer.Source.DEFAULT) return "\"" + answer.value() + "\" by default, nobody answered";
        String person = answer.onBehalfOf() == null ? answer.by() : answer.onBehalfOf() + " through " + answer.by();
        return "\"" + answer.value() + "\" by " + person + " (" + answer.via() + ")";
    }
}
