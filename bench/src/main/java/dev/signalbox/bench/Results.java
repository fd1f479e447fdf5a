package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Machine;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report in Markdown. */
record Results(Instant date, Machine machine, Plan plan, boolean quick, Duration took, List<Section> sections) {
    /**
     * One table.
     *
     * @param failure why there is none; null when there is
     */
    record Section(
            String title,
            List<Figure> figures,
            List<String> notes,
            @Nullable String failure) {}

    /** Writes to the file, or to standard output when there is none. */
    void write(@Nullable Path file, @Nullable Path limits) {
        try {
            String text = markdown() + (limits == null ? "" : "\n" + Files.readString(limits));
            if (file == null) System.out.println(text);
            else Files.writeString(file, text);
        } catch (IOException e) {
            throw new BenchFailure("the report", e);
        }
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Benchmarks\n\n");
        text.append("Made by `bench/run").append(quick ? " --quick" : "").append("` on ");
        text.append(date.truncatedTo(ChronoUnit.MINUTES))
                .append(" in ")
                .append(took.toSeconds())
                .append(" s; seed ");
        text.append(plan.seed())
                .append(", medians of ")
                .append(plan.runs())
                .append(plan.runs() == 1 ? " run" : " runs");
        text.append(" of ").append(plan.measured().toMillis() / 1000.0).append(" s.\n\n");
        text.append("Machine: ").append(machine.text()).append(".\n\n");
        text.append(
                "Load generator, hub and limit run on this one machine, each in a process of its own. Ratios compare the hub with a"
                        + " limit of the same run; absolutes say little about another machine.\n");
        for (Section section : sections) append(section, text);
        return text.toString();
    }

    private static void append(Section section, StringBuilder text) {
        text.append("\n## ").append(section.title()).append("\n\n");
        if (section.failure() != null)
            text.append("No figure: ").append(section.failure()).append("\n");
        if (!section.figures().isEmpty()) {
            text.append("| figure | hub | limit | ratio | target | |\n|---|--:|--:|--:|---|---|\n");
            for (Figure figure : section.figures()) append(figure, text);
            text.append('\n');
        }
        section.figures().stream()
                .map(Figure::limit)
                .flatMap(java.util.stream.Stream::ofNullable)
                .map(Figure.Limit::name)
                .distinct()
                .forEach(limit -> text.append("Limit: ").append(limit).append(".\n"));
        for (String note : section.notes()) text.append(note).append('\n');
    }

    private static void append(Figure figure, StringBuilder text) {
        boolean limited = figure.limit() != null;
        boolean targeted = figure.target().kind() != Target.Kind.NONE;
        text.append("| ").append(figure.name()).append(" | ");
        text.append(Figure.number(figure.median()))
                .append(' ')
                .append(figure.unit())
                .append(" | ");
        text.append(limited ? Figure.number(figure.limitMedian()) + " " + figure.unit() : "")
                .append(" | ");
        text.append(limited ? Figure.number(figure.ratio()) : "").append(" | ");
        text.append(figure.target().text(figure.unit())).append(" | ");
        text.append(!targeted ? "" : figure.isReached() ? "reached" : "**not reached**")
                .append(" |\n");
    }
}
