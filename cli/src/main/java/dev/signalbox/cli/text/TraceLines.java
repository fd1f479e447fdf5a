package dev.signalbox.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What clients say of traces, as one line an event. */
public final class TraceLines {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int KIND_WIDTH = 17;
    private static final int NAME_WIDTH_MAX = 32;
    private static final int TEXT_WIDTH_MAX = 40;
    /** In narrower terminals the id of the trace is cut. */
    private static final int WIDE = 120;

    private static final int ID_WIDTH = 8;
    /**
     * Attributes of spans that name the model, the first known one wins; what counts in the end is the hub's to say.
     */
    private static final List<String> MODELS = List.of(
            "gen_ai.response.model",
            "gen_ai.request.model",
            "langfuse.observation.model.name",
            "llm.model_name",
            "ai.model.id");

    private TraceLines() {}

    /** When, where in the log, what, by whom, and what it says. */
    public static String event(Event event, Ink ink, ZoneId zone, int columns) {
        String id = event.subject().substring(event.subject().indexOf('/') + 1);
        return ink.dim(CLOCK.withZone(zone).format(event.recordedtime()) + "  #" + event.position()) + "  "
                + Ink.plain(event.actor()) + "  " + what(event, ink) + "  "
                + ink.dim(columns < WIDE ? Cells.cut(id, ID_WIDTH + 1) : id);
    }

    /** What it says. */
    static String said(Event event, Ink ink) {
        return what(event, ink);
    }

    private static String what(Event event, Ink ink) {
        JsonNode data = event.data();
        if (data.has("erased")) return ink.dim(kind("(erased)").stripTrailing());
        String said =
                switch (event.type()) {
                    case EventTypes.TRACE_SPAN_RECEIVED -> span(data, ink);
                    case EventTypes.TRACE_EVENT_RECEIVED -> envelope(data, ink);
                    case EventTypes.TRACE_SCORED -> score(data.path("body"), ink);
                    case EventTypes.TRACE_REFUSED ->
                        ink.red(kind("refused")) + Ink.plain(data.path("reason").asText());
                    case EventTypes.TRACE_ERASED, EventTypes.TRACE_SCORE_ERASED ->
                        ink.yellow(kind("erased"))
                                + Ink.plain(data.path("reason").asText(""));
                    default -> kind(event.type());
                };
        if (data.path("warnings").size() > 0) {
            said += ink.yellow("  ! " + data.path("warnings").get(0).asText());
        }
        return said.stripTrailing();
    }

    private static String span(JsonNode span, Ink ink) {
        JsonNode attributes = span.path("attributes");
        StringBuilder said = new StringBuilder(ink.cyan(kind("span"))).append(named(span.path("name")));
        for (String key : MODELS) {
            if (!attributes.hasNonNull(key)) continue;
            said.append("  ").append(Ink.plain(attributes.path(key).asText()));
            break;
        }
        long nanos = span.path("endTimeUnixNano").asLong()
                - span.path("startTimeUnixNano").asLong();
        if (span.path("endTimeUnixNano").asLong() > 0 && nanos >= 0) {
            said.append("  ").append(Amounts.duration(nanos / 1_000));
        }
        if (span.path("status").path("code").asInt() == 2) {
            said.append("  ")
                    .append(ink.red(
                            "✗ " + cut(span.path("status").path("message").asText("error"))));
        }
        return said.toString();
    }

    private static String envelope(JsonNode envelope, Ink ink) {
        JsonNode body = envelope.path("body");
        StringBuilder said =
                new StringBuilder(ink.cyan(kind(envelope.path("type").asText("?"))));
        said.append(named(body.hasNonNull("name") ? body.path("name") : body.path("id")));
        if (body.path("model").isTextual()) {
            said.append("  ").append(Ink.plain(body.path("model").asText()));
        }
        if (body.path("level").asText().equals("ERROR")) {
            said.append("  ")
                    .append(ink.red("✗ " + cut(body.path("statusMessage").asText("error"))));
        }
        JsonNode text = body.hasNonNull("output") ? body.path("output") : body.path("input");
        if (!text.isMissingNode() && !text.isNull()) {
            said.append("  ").append(ink.dim("\"" + Cells.cut(Utterance.of(text), TEXT_WIDTH_MAX) + "\""));
        }
        return said.toString();
    }

    private static String score(JsonNode body, Ink ink) {
        return ink.green(kind("score")) + named(body.path("name")) + " = "
                + Ink.plain(body.path("value").asText());
    }

    private static String named(JsonNode name) {
        return Cells.cut(name.asText("?"), NAME_WIDTH_MAX);
    }

    private static String cut(String text) {
        return Cells.cut(text, TEXT_WIDTH_MAX);
    }

    private static String kind(String kind) {
        return Cells.left(kind, Math.max(KIND_WIDTH, Cells.width(kind) + 1));
    }
}
