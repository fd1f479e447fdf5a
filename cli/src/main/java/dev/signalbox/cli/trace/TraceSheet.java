package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Utterance;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Score;
import dev.signalbox.wire.resource.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A trace or an observation with all that it says, a line a field, for people. One use. */
final class TraceSheet {
    private static final int LABEL_WIDTH = 12;

    private final Ink ink;
    private final StringBuilder text;

    private TraceSheet(String name, String id, Ink ink) {
        this.ink = ink;
        this.text = new StringBuilder(ink.bold(name)).append("  ").append(ink.dim(id));
    }

    /** What it is, whose, what it came to; its input and output; its scores. */
    static String head(Trace trace, Ink ink, int columns) {
        return new TraceSheet(TraceText.nameOf(trace), trace.id(), ink).head(trace, columns);
    }

    /** All of one observation. */
    static String observation(Observation observation, Ink ink) {
        String name = observation.name() == null ? observation.id() : observation.name();
        return new TraceSheet(name, observation.id(), ink).observation(observation);
    }

    private String head(Trace trace, int columns) {
        List<String> sums = new ArrayList<>();
        sums.add(Times.format(trace.timestamp()).substring(0, 19).replace('T', ' ') + " UTC");
        if (trace.durationMicros() != null) sums.add(Amounts.duration(trace.durationMicros()));
        sums.add(Amounts.counted(trace.observations(), "observation"));
        if (trace.totalTokens() > 0) sums.add(TraceText.tokens(trace) + " tokens");
        if (trace.cost() != null) sums.add(Amounts.dollars(trace.cost()));
        if (trace.humanMicros() > 0) sums.add(Amounts.duration(trace.humanMicros()) + " of people");
        if (trace.unpriced() > 0) sums.add(trace.unpriced() + " of unknown cost");
        List<String> states = new ArrayList<>();
        if (trace.errors() > 0) states.add(ink.red(Amounts.counted(trace.errors(), "error")));
        if (trace.warnings() > 0) states.add(ink.yellow(Amounts.counted(trace.warnings(), "warning")));
        if (Boolean.TRUE.equals(trace.incomplete())) states.add(ink.yellow("incomplete"));
        if (trace.running() > 0) states.add(ink.cyan(trace.running() + " running"));
        String figures = String.join("  ", sums);
        add(Ink.plain(figures));
        if (!states.isEmpty()) {
            // "12 warnings" and the like are short; a colour has no width.
            boolean fits = Cells.width(figures) + states.size() * 14 <= columns;
            if (!fits) add(String.join("  ", states));
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
        if (!about.isEmpty()) add(ink.dim(Cells.cut(String.join("  ", about), columns)));
        brief("input", trace.input(), trace.large(), columns);
        brief("output", trace.output(), trace.large(), columns);
        if (trace.scores() != null) trace.scores().forEach(score -> field("score", score(score)));
        return text.toString();
    }

    private String observation(Observation observation) {
        field("type", observation.type().toLowerCase(Locale.ROOT));
        field("parent", observation.parentId());
        String derived = observation.startDerived() ? " (when it was heard of)" : "";
        field("start", Times.format(observation.startTime()) + derived);
        field("time", observation.endTime() == null ? "running" : Amounts.duration(observation.durationMicros()));
        if (observation.timeToFirstTokenMicros() != null) {
            field("first token", Amounts.duration(observation.timeToFirstTokenMicros()));
        }
        String level = observation.level();
        if (!level.equals("DEFAULT")) {
            add(label("level") + (level.equals("ERROR") ? ink.red(level) : ink.yellow(level)));
        }
        field("status", observation.statusMessage());
        field("model", observation.model());
        json("parameters", observation.modelParameters());
        json("usage", observation.usage());
        if (observation.cost() != null) {
            String by =
                    "given".equals(observation.costBy()) ? "given by its producer" : "price " + observation.costBy();
            field("cost", Amounts.dollars(observation.cost()) + "  (" + by + ")");
        } else if (observation.totalTokens() > 0) {
            field("cost", "unknown: no price for this model (signalbox prices list --unknown)");
        }
        field("prompt", prompt(observation));
        field("version", observation.version());
        full("input", observation.input());
        full("output", observation.output());
        full("metadata", observation.metadata());
        if (observation.large() != null) {
            for (Trace.LargeText large : observation.large()) {
                field(large.field(), large(large) + "; --output json has it");
            }
        }
        return text.toString();
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

    private void brief(String field, @Nullable JsonNode value, @Nullable List<Trace.LargeText> large, int columns) {
        String shown = value == null || value.isNull() ? null : Utterance.of(value);
        if (shown == null && large != null) {
            shown = large.stream()
                    .filter(each -> each.field().equals(field))
                    .map(TraceSheet::large)
                    .findFirst()
                    .orElse(null);
        }
        if (shown != null) add(label(field) + Cells.cut(shown, columns - LABEL_WIDTH));
    }

    private static String large(Trace.LargeText large) {
        return Amounts.count(large.chars()) + " characters, see " + large.href();
    }

    private void field(String name, @Nullable String value) {
        if (value != null) add(label(name) + Ink.plain(value));
    }

    private void json(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isEmpty()) return;
        String fields = value.properties().stream()
                .map(each -> each.getKey() + " "
                        + (each.getValue().isValueNode() ? each.getValue().asText() : each.getValue()))
                .collect(Collectors.joining(", "));
        field(name, value.isObject() ? fields : value.toString());
    }

    /** On lines of its own, as it was written. */
    private void full(String name, @Nullable JsonNode value) {
        if (value == null || value.isNull() || (value.isContainerNode() && value.isEmpty())) return;
        add(ink.dim(name));
        String whole = value.isTextual() ? value.textValue() : value.toPrettyString();
        Arrays.stream(whole.split("\\R", -1)).forEach(line -> add("  " + Ink.plain(line)));
    }

    private String label(String name) {
        return ink.dim(name) + " ".repeat(Math.max(1, LABEL_WIDTH - name.length()));
    }

    private void add(String line) {
        text.append(System.lineSeparator()).append(line);
    }
}
