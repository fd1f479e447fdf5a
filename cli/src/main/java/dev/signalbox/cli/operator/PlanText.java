package dev.signalbox.cli.operator;

import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.cli.text.Table.Ready;
import dev.signalbox.wire.resource.MatrixPlan;
import dev.signalbox.wire.resource.MatrixPlan.Step;
import java.util.ArrayList;
import java.util.List;

/** A plan for people: a line a change, and below it what is lost. */
final class PlanText {
    private PlanText() {}

    static String of(MatrixPlan plan, Output output) {
        if (plan.steps().isEmpty()) return "  nothing changes";
        Ink ink = output.ink();
        List<String> lines = new ArrayList<>();
        lines.add(new Columns<Step>()
                .with("RISK", step -> new Ready(coloured(step, ink)))
                .with("CHANGE", Step::change)
                .with("ROWS", step -> step.rows() == 0 ? null : step.rows())
                .with("KEYS", step -> step.clients().isEmpty() ? null : String.join(", ", step.clients()))
                .of(plan.steps(), ink, output.width()));
        for (Step step : plan.steps()) {
            if (step.loses() == null) continue;
            String text = "  " + step.risk().word() + ": " + step.loses()
                    + (step.clients().isEmpty() ? "" : " (" + String.join(", ", step.clients()) + ")");
            lines.addAll(Prose.wrap(Ink.plain(text), output.width()));
        }
        return String.join(System.lineSeparator(), lines);
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
