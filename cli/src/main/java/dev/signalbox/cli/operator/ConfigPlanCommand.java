package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.resource.MatrixPlan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox config plan}. */
@Command(
        name = "plan",
        description = "What each change of a file costs: safe, lossy, destructive or blocked; with rows and keys.",
        footer = {
            "%nExamples:",
            "  signalbox config plan                    ./signalbox.yaml",
            "  signalbox config plan infra/team.yaml -o json",
            "  signalbox config apply --expect $(signalbox config plan --quiet)",
            "%nsafe: nothing is lost. lossy: rows stay, somebody can no longer do, see or send",
            "something. destructive: rows are deleted. blocked: rows or keys would be left",
            "without an owner, so the file is refused as long as they are there.",
            "KEYS are those that still send the old shape, or lose a right.",
            "%nExit code 0: it can be applied. 1: it is blocked."
        })
final class ConfigPlanCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Default: ./signalbox.yaml.")
    private @Nullable Path file;

    @Override
    public void run(CommandRun run) {
        String name = ConfigFile.nameOf(file);
        ApplyMatrix wish = new ApplyMatrix(ConfigFile.soundTextOf(run, name));
        MatrixPlan plan = run.await(run.hub().operator().planMatrix(wish));
        Output output = run.output();
        String next = plan.orphans().isEmpty()
                ? plan.steps().isEmpty()
                        ? ""
                        : "Exactly this: signalbox config apply " + Ink.plain(name) + " --expect " + plan.hash()
                : ink(output, "It is refused as long as something is blocked.");
        String text = PlanText.of(plan, output) + (next.isEmpty() ? "" : System.lineSeparator() + next);
        output.one(plan, text, plan.hash());
        if (!plan.orphans().isEmpty()) run.endsWith(ExitCode.REFUSED);
    }

    private static String ink(Output output, String text) {
        return output.ink().red(text);
    }
}
