package dev.signalbox.cli.trace;

import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trace over time: a line an observation, with a bar where it lay between the trace's begin and end. Calls of models
 * are drawn full, light until their first token; other work is shaded; what still runs ends in an arrow.
 */
final class Waterfall {
    private static final Set<String> MODEL_CALLS = Set.of("GENERATION", "EMBEDDING");
    private static final int TIME_WIDTH = 7;
    private static final int TOKENS_WIDTH = 9;
    private static final int COST_WIDTH = 9;
    private static final int BAR_MIN = 8;
    /** A blank at which no line is broken. */
    private static final char TOGETHER = '\u00a0';

    private final boolean ids;
    private final Ink ink;
    private final int columns;
    private final int nameWidth;
    private final int barWidth;
    private final boolean tokens;
    private final boolean cost;
    private final long begin;
    private final long end;

    private Waterfall(Trace trace, List<Observation> observations, boolean ids, Ink ink, int columns) {
        this.ids = ids;
        this.ink = ink;
        this.columns = columns;
        this.tokens = observations.stream().anyMatch(each -> each.totalTokens() > 0);
        this.cost = observations.stream().anyMatch(each -> each.cost() != null);
        int right = 1 + TIME_WIDTH + (tokens ? 1 + TOKENS_WIDTH : 0) + (cost ? 1 + COST_WIDTH : 0);
        int left = Math.max(0, columns - right);
        this.nameWidth = Math.max(12, Math.min(left - BAR_MIN - 1, Math.max(left * 55 / 100, 20)));
        this.barWidth = Math.max(BAR_MIN, left - nameWidth - 1);
        long first = trace.startTime() == null ? Long.MAX_VALUE : Times.toMicros(trace.startTime());
        long last = trace.endTime() == null ? Long.MIN_VALUE : Times.toMicros(trace.endTime());
        for (Observation each : observations) {
            first = Math.min(first, Times.toMicros(each.startTime()));
            last = Math.max(last, endOf(each));
        }
        this.begin = first;
        this.end = Math.max(first, last);
    }

    /**
     * The lines, a heading first; none without observations.
     *
     * @param ids whether they are called by their ids, not by their names
     * @param columns of the terminal
     */
    static List<String> of(Trace trace, List<Observation> observations, boolean ids, Ink ink, int columns) {
        if (observations.isEmpty()) return List.of();
        return new Waterfall(trace, observations, ids, ink, columns).lines(observations);
    }

    private List<String> lines(List<Observation> observations) {
        List<String> lines = new ArrayList<>();
        String heading = Cells.left("", nameWidth + 1 + barWidth + 1) + Cells.right("time", TIME_WIDTH);
        if (tokens) heading += " " + Cells.right("tokens", TOKENS_WIDTH);
        if (cost) heading += " " + Cells.right("cost", COST_WIDTH);
        lines.add(ink.dim(heading));
        for (ObservationTree.Line line : ObservationTree.of(observations)) {
            lines.add(line(line));
            String status = line.observation().statusMessage();
            if (status != null && isTrouble(line.observation())) {
                int room = nameWidth + 1 + barWidth + 1 + TIME_WIDTH - Cells.width(line.below());
                lines.add(ink.dim(line.below()) + paint(line.observation(), Cells.cut(status, room)));
            }
        }
        String margin = " ".repeat(nameWidth + 1);
        for (String line : TimeScale.of(end - begin, barWidth)) lines.add(margin + ink.dim(line));
        lines.add("");
        for (String line : Prose.wrap(legend(observations), columns)) lines.add(ink.dim(line.replace(TOGETHER, ' ')));
        return lines;
    }

    /** What the signs mean that were drawn. */
    private static String legend(List<Observation> observations) {
        boolean models = observations.stream().anyMatch(each -> MODEL_CALLS.contains(each.type()));
        boolean tokens = observations.stream().anyMatch(each -> each.completionStartTime() != null);
        boolean events = observations.stream().anyMatch(each -> each.type().equals("EVENT"));
        boolean others = observations.stream()
                .anyMatch(each ->
                        !MODEL_CALLS.contains(each.type()) && !each.type().equals("EVENT"));
        boolean running = observations.stream()
                .anyMatch(each -> each.endTime() == null && !each.type().equals("EVENT"));
        List<String> signs = new ArrayList<>();
        if (models) signs.add("█ model");
        if (models && tokens) signs.add("░ until its first token");
        if (others) signs.add("▒ other work");
        if (events) signs.add("◆ event");
        if (running) signs.add("→ running");
        if (observations.stream().anyMatch(each -> each.level().equals("ERROR"))) signs.add("✗ error");
        if (observations.stream().anyMatch(each -> each.level().equals("WARNING"))) signs.add("! warning");
        return String.join(
                "  ", signs.stream().map(sign -> sign.replace(' ', TOGETHER)).toList());
    }

    private String line(ObservationTree.Line line) {
        Observation observation = line.observation();
        String name = name(observation, nameWidth - Cells.width(line.branches()));
        StringBuilder text = new StringBuilder(ink.dim(line.branches()) + name + " " + bar(observation));
        text.append(' ').append(Cells.right(timeOf(observation), TIME_WIDTH));
        if (tokens) text.append(' ').append(Cells.right(tokensOf(observation), TOKENS_WIDTH));
        if (cost) text.append(' ').append(Cells.right(costOf(observation), COST_WIDTH));
        return text.toString().stripTrailing();
    }

    private static String timeOf(Observation observation) {
        if (observation.type().equals("EVENT")) return "";
        return observation.endTime() == null ? "running" : Amounts.duration(observation.durationMicros());
    }

    private static String tokensOf(Observation observation) {
        return Amounts.tokens(observation.inputTokens(), observation.outputTokens(), observation.totalTokens());
    }

    private static String costOf(Observation observation) {
        if (observation.cost() != null) return Amounts.dollars(observation.cost());
        return observation.totalTokens() > 0 ? "unknown" : "";
    }

    /** The name, marked when something is wrong, with the model that was called, or else the kind of thing. */
    private String name(Observation observation, int width) {
        String mark =
                switch (observation.level()) {
                    case "ERROR" -> "✗ ";
                    case "WARNING" -> "! ";
                    default -> "";
                };
        String name = Cells.cut(mark + nameOf(observation), Math.max(1, width));
        String what = observation.model() != null
                ? observation.model()
                : observation.type().equals("SPAN") ? "" : observation.type().toLowerCase(Locale.ROOT);
        int room = width - Cells.width(name) - 1;
        String shown =
                what.isEmpty() || room < 3 || what.equals(nameOf(observation)) ? "" : " " + Cells.cut(what, room);
        String padding = " ".repeat(Math.max(0, width - Cells.width(name) - Cells.width(shown)));
        return paint(observation, name) + ink.dim(shown) + padding;
    }

    private String bar(Observation observation) {
        long start = Times.toMicros(observation.startTime());
        boolean event = observation.type().equals("EVENT");
        boolean running = observation.endTime() == null && !event;
        int from = Math.min(barWidth - 1, cell(start));
        int to = event ? from + 1 : running ? barWidth : Math.max(from + 1, cellUp(endOf(observation)));
        boolean model = MODEL_CALLS.contains(observation.type());
        Instant first = observation.completionStartTime();
        int firstToken = model && first != null ? Math.max(from, Math.min(to - 1, cell(Times.toMicros(first)))) : from;
        String drawn = event
                ? "◆"
                : "░".repeat(firstToken - from)
                        + (model ? "█" : "▒").repeat(to - firstToken - (running ? 1 : 0))
                        + (running ? "→" : "");
        String colour = "ERROR".equals(observation.level())
                ? ink.red(drawn)
                : model ? ink.cyan(drawn) : observation.type().equals("TOOL") ? ink.yellow(drawn) : ink.green(drawn);
        return " ".repeat(from) + colour + " ".repeat(Math.max(0, barWidth - to));
    }

    private int cell(long micros) {
        if (end == begin) return 0;
        return (int) Math.max(0, Math.min(barWidth, (micros - begin) * (double) barWidth / (end - begin)));
    }

    private int cellUp(long micros) {
        if (end == begin) return barWidth;
        double cells = Math.ceil((micros - begin) * (double) barWidth / (end - begin) - 1e-9);
        return (int) Math.max(1, Math.min(barWidth, cells));
    }

    private static long endOf(Observation observation) {
        Instant end = observation.endTime();
        return Times.toMicros(end == null ? observation.startTime() : end);
    }

    private String nameOf(Observation observation) {
        @Nullable String name = observation.name();
        return ids || name == null || name.isBlank() ? observation.id() : name;
    }

    private static boolean isTrouble(Observation observation) {
        return observation.level().equals("ERROR") || observation.level().equals("WARNING");
    }

    private String paint(Observation observation, String text) {
        return switch (observation.level()) {
            case "ERROR" -> ink.red(text);
            case "WARNING" -> ink.yellow(text);
            case "DEBUG" -> ink.dim(text);
            default -> MODEL_CALLS.contains(observation.type()) ? ink.bold(text) : Ink.plain(text);
        };
    }
}
