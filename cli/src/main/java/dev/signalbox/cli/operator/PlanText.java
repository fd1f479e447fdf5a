package dev.signalbox.cli.operator;

import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.resource.MatrixPlan;
import dev.signalbox.wire.resource.MatrixPlan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan for people: each change with its risk and its rows, and below it what is lost and whose keys it touches. */
final class PlanText {
    private static final String NOTHING = "  nothing changes";
    private static final String HEADING = "RISK          ROWS  CHANGE";
    private static final int INDENT = 20;

    private PlanText() {}

    /** All that the plan tells; nothing of it is cut, for people say yes to it. */
    static String of(MatrixPlan plan, Output output) {
        if (plan.steps().isEmpty()) return NOTHING;
        List<String> lines = new ArrayList<>();
        lines.add(output.ink().dim(HEADING));
        for (Step step : plan.steps()) add(step, output, lines);
        return String.join(System.lineSeparator(), lines);
    }

    /** The changes alone, once they are made. */
    static String done(MatrixPlan plan, Output output) {
        if (plan.steps().isEmpty()) return NOTHING;
        return plan.changes().stream()
                .flatMap(change -> Prose.wrap("  " + Ink.plain(change), output.width()).stream())
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static void add(Step step, Output output, List<String> lines) {
        String rows = step.rows() == 0 ? "-" : Long.toString(step.rows());
        String word = step.risk().word();
        String begin = coloured(step, output.ink()) + " ".repeat(12 - word.length())
                + " ".repeat(Math.max(0, 6 - rows.length())) + rows + "  ";
        String indent = " ".repeat(INDENT);
        for (String line : Prose.wrap(Ink.plain(step.change()), output.width() - INDENT)) {
            lines.add(begin + line);
            begin = indent;
        }
        if (step.loses() != null) under(indent, step.loses(), output, lines);
        if (!step.clients().isEmpty()) under(indent, "keys: " + String.join(", ", step.clients()), output, lines);
    }

    private static void under(String indent, String text, Output output, List<String> lines) {
        for (String line : Prose.wrap(Ink.plain(text), output.width() - INDENT)) lines.add(indent + line);
    }

    private static String coloured(Step step, Ink ink) {
        String word = step.risk().word();
        return switch (step.risk()) {
            case SAFE -> ink.green(word);
            case LOSSY -> ink.bold(word);
            case DESTRUCTIVE, BLOCKED -> ink.red(word);
        };
    }
}
