package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Table;
import dev.signalbox.cli.text.Utterance;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Score;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TraceSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Traces, sessions and observations for people. */
final class TraceText {
    private static final int LABEL_WIDTH = 12;
    private static final int ID_WIDTH = 32;

    private TraceText() {}

    /** A line a trace; narrow terminals lack columns that {@code traces show} has. */
    static String list(List<Trace> traces, Ink ink, int columns, Instant now) {
        boolean tokens = columns >= 100;
        boolean user = columns >= 120 && traces.stream().anyMatch(each -> each.userId() != null);
        List<String> headings = new ArrayList<>(List.of("AGE", "NAME", "TIME"));
        if (tokens) headings.add("TOKENS");
        headings.add("COST");
        if (user) headings.add("USER");
        headings.addAll(List.of("STATE", "ID"));
        int fixed = 4 + 2 + 2 + 7 + 2 + (tokens ? 11 : 0) + 9 + (user ? 14 : 0) + 8 + ID_WIDTH;
        int name = Math.max(12, Math.min(40, columns - fixed));
        Table table = new Table(ink, headings.toArray(String[]::new));
        for (Trace trace : traces) {
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(Ages.since(trace.timestamp(), now));
            cells.add(Cells.cut(nameOf(trace), name));
            cells.add(trace.durationMicros() == null ? null : Amounts.duration(trace.durationMicros()));
            if (tokens) cells.add(Amounts.tokens(trace.inputTokens(), trace.outputTokens(), trace.totalTokens()));
            cells.add(cost(trace.cost() == null ? null : Amounts.dollars(trace.cost()), trace.unpriced()));
            if (user) cells.add(trace.userId() == null ? null : Cells.cut(trace.userId(), 12));
            cells.add(state(trace));
            cells.add(new Table.Ready(ink.dim(trace.id())));
            table.row(cells.toArray());
        }
        return table.toString();
    }

    /** What it is, whose, what it came to; its input and output; its scores. */
    static String head(Trace trace, Ink ink, int columns) {
        StringBuilder text =
                new StringBuilder(ink.bold(nameOf(trace))).append("  ").append(ink.dim(trace.id()));
        List<String> sums = new ArrayList<>();
        sums.add(Times.format(trace.timestamp()).substring(0, 19).replace('T', ' ') + " UTC");
        if (trace.durationMicros() != null) sums.add(Amounts.duration(trace.durationMicros()));
        sums.add(Amounts.count(trace.observations()) + (trace.observations() == 1 ? " observation" : " observations"));
        if (trace.totalTokens() > 0) {
            sums.add(Amounts.tokens(trace.inputTokens(), trace.outputTokens(), trace.totalTokens()) + " tokens");
        }
        if (trace.cost() != null) sums.add(Amounts.dollars(trace.cost()));
        if (trace.unpriced() > 0) sums.add(trace.unpriced() + " of unknown cost");
        List<String> states = new ArrayList<>();
        if (trace.errors() > 0) states.add(ink.red(counted(trace.errors(), "error")));
        if (trace.warnings() > 0) states.add(ink.yellow(counted(trace.warnings(), "warning")));
        if (trace.running() > 0) states.add(ink.cyan(trace.running() + " running"));
        String figures = String.join("  ", sums);
        add(text, Ink.plain(figures));
        if (!states.isEmpty()) {
            // "12 warnings" and the like are short; a colour has no width.
            boolean fits = Cells.width(figures) + states.size() * 14 <= columns;
            if (!fits) add(text, String.join("  ", states));
            else text.append("  ").append(String.join("  ", states));
        }
        List<String> about = new ArrayList<>();
        if (trace.userId() != null) about.add("user " + trace.userId());
        if (trace.sessionId() != null) about.add("session " + trace.sessionId());
        if (!trace.environment().equals("default")) about.add("environment " + trace.environment());
        if (trace.release() != null) about.add("release " + trace.release());
        if (trace.version() != null) about.add("version " + trace.version());
        if (!trace.tags().isEmpty()) {
            about.add(trace.tags().stream().map(tag -> "#" + tag).collect(Collectors.joining(" ")));
        }
        if (!about.isEmpty()) add(text, ink.dim(Cells.cut(String.join("  ", about), columns)));
        brief(text, "input", trace.input(), trace.large(), ink, columns);
        brief(text, "output", trace.output(), trace.large(), ink, columns);
        if (trace.scores() != null) {
            for (Score score : trace.scores()) add(text, label("score", ink) + Ink.plain(score(score)));
        }
        return text.toString();
    }

    /** All of one observation. */
    static String observation(Observation observation, Ink ink) {
        StringBuilder text = new StringBuilder(
                        ink.bold(observation.name() == null ? observation.id() : observation.name()))
                .append("  ")
                .append(ink.dim(observation.id()));
        field(text, ink, "type", observation.type().toLowerCase(Locale.ROOT));
        field(text, ink, "parent", observation.parentId());
        field(
                text,
                ink,
                "start",
                Times.format(observation.startTime()) + (observation.startDerived() ? " (when it was heard of)" : ""));
        field(
                text,
                ink,
                "time",
                observation.endTime() == null ? "running" : Amounts.duration(observation.durationMicros()));
        if (observation.timeToFirstTokenMicros() != null) {
            field(text, ink, "first token", Amounts.duration(observation.timeToFirstTokenMicros()));
        }
        String level = observation.level();
        if (!level.equals("DEFAULT")) {
            add(text, label("level", ink) + (level.equals("ERROR") ? ink.red(level) : ink.yellow(level)));
        }
        field(text, ink, "status", observation.statusMessage());
        field(text, ink, "model", observation.model());
        json(text, ink, "parameters", observation.modelParameters());
        json(text, ink, "usage", observation.usage());
        if (observation.cost() != null) {
            String by =
                    "given".equals(observation.costBy()) ? "given by its producer" : "price " + observation.costBy();
            field(text, ink, "cost", Amounts.dollars(observation.cost()) + "  (" + by + ")");
        } else if (observation.totalTokens() > 0) {
            field(text, ink, "cost", "unknown: no price for this model (signalbox prices list --unknown)");
        }
        field(text, ink, "prompt", prompt(observation));
        field(text, ink, "version", observation.version());
        full(text, ink, "input", observation.input());
        full(text, ink, "output", observation.output());
        full(text, ink, "metadata", observation.metadata());
        if (observation.large() != null) {
            for (Trace.LargeText large : observation.large()) {
                field(text, ink, large.field(), large(large) + "; --output json has it");
            }
        }
        return text.toString();
    }

    static String sessions(List<TraceSession> sessions, Ink ink, Instant now) {
        Table table = new Table(ink, "LAST", "TRACES", "TOKENS", "COST", "ERRORS", "USER", "SESSION");
        for (TraceSession session : sessions) {
            table.row(
                    Ages.since(session.lastAt(), now),
                    session.traces(),
                    Amounts.tokens(session.inputTokens(), session.outputTokens(), session.totalTokens()),
                    cost(session.cost() == null ? null : Amounts.dollars(session.cost()), session.unpriced()),
                    session.errors() == 0 ? "" : Long.toString(session.errors()),
                    session.userId() == null ? "" : Cells.cut(session.userId(), 16),
                    session.id());
        }
        return table.toString();
    }

    static String nameOf(Trace trace) {
        return trace.name() == null || trace.name().isBlank() ? "(no name)" : trace.name();
    }

    /** A cost that lacks something says so. */
    static String cost(@Nullable String known, long unpriced) {
        if (known == null) return unpriced > 0 ? "unknown" : "";
        return unpriced > 0 ? known + "+?" : known;
    }

    static String state(Trace trace) {
        StringBuilder state = new StringBuilder();
        if (trace.errors() > 0) state.append("✗").append(trace.errors()).append(' ');
        if (trace.warnings() > 0) state.append("!").append(trace.warnings()).append(' ');
        if (trace.running() > 0) state.append("→").append(trace.running());
        return state.toString().strip();
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static @Nullable String prompt(Observation observation) {
        if (observation.promptName() == null) return null;
        return observation.promptName()
                + (observation.promptVersion() == null ? "" : " version " + observation.promptVersion());
    }

    private static String score(Score score) {
        String value = score.value() != null
                ? score.value().stripTrailingZeros().toPlainString()
                : String.valueOf(score.stringValue());
        if (score.dataType().equals("BOOLEAN")) value = "1".equals(value) ? "true" : "false";
        String comment = score.comment() == null ? "" : "  \"" + score.comment() + "\"";
        return score.name() + " = " + value + comment;
    }

    private static void brief(
            StringBuilder text,
            String field,
            @Nullable JsonNode value,
            @Nullable List<Trace.LargeText> large,
            Ink ink,
            int columns) {
        String shown = value == null || value.isNull() ? null : Utterance.of(value);
        if (shown == null && large != null) {
            shown = large.stream()
                    .filter(each -> each.field().equals(field))
                    .map(TraceText::large)
                    .findFirst()
                    .orElse(null);
        }
        if (shown != null) add(text, label(field, ink) + Cells.cut(shown, columns - LABEL_WIDTH));
    }

    private static String large(Trace.LargeText large) {
        return Amounts.count(large.chars()) + " characters, see " + large.href();
    }

    private static void field(StringBuilder text, Ink ink, String name, @Nullable String value) {
        if (value != null) add(text, label(name, ink) + Ink.plain(value));
    }

    private static void json(StringBuilder text, Ink ink, String name, @Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isEmpty()) return;
        String fields = value.properties().stream()
                .map(each -> each.getKey() + " "
                        + (each.getValue().isValueNode() ? each.getValue().asText() : each.getValue()))
                .collect(Collectors.joining(", "));
        field(text, ink, name, value.isObject() ? fields : value.toString());
    }

    /** On lines of its own, as it was written. */
    private static void full(StringBuilder text, Ink ink, String name, @Nullable JsonNode value) {
        if (value == null || value.isNull() || (value.isContainerNode() && value.isEmpty())) return;
        add(text, ink.dim(name));
        String whole = value.isTextual() ? value.textValue() : value.toPrettyString();
        Arrays.stream(whole.split("\\R", -1)).forEach(line -> add(text, "  " + Ink.plain(line)));
    }

    private static String label(String name, Ink ink) {
        return ink.dim(name) + " ".repeat(Math.max(1, LABEL_WIDTH - name.length()));
    }

    private static void add(StringBuilder text, String line) {
        text.append(System.lineSeparator()).append(line);
    }
}
