package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Dialogue;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;
import dev.signalbox.wire.resource.MatrixPlan;
import dev.signalbox.wire.resource.MatrixPlan.Step;
import dev.signalbox.wire.resource.Ownership;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox config apply}. */
@Command(
        name = "apply",
        description = "Put a file in force on every node, or say what it would leave behind.",
        footer = {
            "%nExamples:",
            "  signalbox config apply --dry-run         what ./signalbox.yaml would change",
            "  signalbox config apply",
            "  signalbox config apply infra/team.yaml --expect 3f2a51c09b7e44d1",
            "%nA change that loses or deletes something asks first; where nobody can be asked",
            "it wants --yes, or the plan that was looked at: --expect. A hub with backups",
            "configured makes one before.",
            "%nExit code 5: the plan is another by now."
        })
final class ConfigApplyCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Default: ./signalbox.yaml.")
    private @Nullable Path file;

    @Option(names = "--dry-run", description = "Only say what would change; the same as config plan.")
    private boolean dryRun;

    @Option(
            names = "--expect",
            paramLabel = "HASH",
            description = "Only if the plan is this one; nothing is asked then. config plan tells it.")
    private @Nullable String expect;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--no-backup", description = "Make no backup before, although the hub has them configured.")
    private boolean noBackup;

    @Override
    public void run(CommandRun run) {
        String name = ConfigFile.nameOf(file);
        String text = ConfigFile.soundTextOf(run, name);
        // Before anything is sent, so that a hash that is none is wrong usage.
        ApplyMatrix expecting = new ApplyMatrix(text, expect);
        MatrixPlan plan = run.await(run.hub().operator().planMatrix(new ApplyMatrix(text)));
        if (!plan.orphans().isEmpty()) {
            throw new Failure(ExitCode.REFUSED, name + " would leave data behind.", String.join("\n", plan.orphans()));
        }
        Output output = run.output();
        if (dryRun) {
            output.one(plan, "Would change:" + System.lineSeparator() + PlanText.of(plan, output), plan.hash());
            return;
        }
        if (expect != null && !expect.equals(plan.hash())) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "The plan is another by now: " + plan.hash() + ".",
                    "Look at it: signalbox config plan " + name);
        }
        if (expect == null && plan.wantsConsent() && !yes && !isConfirmed(run, name, plan)) {
            output.warn("Nothing was applied.");
            run.endsWith(ExitCode.USAGE);
            return;
        }
        if (plan.wantsConsent() && !noBackup) backUp(run);
        // Who says yes to whatever it is need not say it again because a row was added meanwhile.
        ApplyMatrix wish =
                expect != null ? expecting : yes ? new ApplyMatrix(text) : new ApplyMatrix(text, plan.hash());
        Ownership applied = run.await(run.hub().operator().applyMatrix(wish));
        String done = output.ink().green("Applied ") + Ink.plain(name) + ", version " + applied.version();
        output.one(
                applied, done + System.lineSeparator() + PlanText.done(plan, output), Long.toString(applied.version()));
    }

    /** Where the hub has backups configured, one is made before something is lost; else nothing is applied. */
    private static void backUp(CommandRun run) {
        if (!run.await(run.hub().operator().backupState()).path("scheduled").asBoolean()) return;
        try {
            BackupRun ended =
                    BackupWait.untilOver(run, run.await(run.hub().operator().createBackup()));
            Backup made = ended.backup();
            if (made != null) {
                run.output()
                        .note("Backup " + made.id()
                                + " was made before; signalbox restore --help says how to go back.");
            }
        } catch (Failure failed) {
            throw new Failure(
                    failed.exitCode(),
                    "Nothing was applied, since no backup could be made before. " + failed.getMessage(),
                    "Mend that first, or apply without: --no-backup");
        }
    }

    private static boolean isConfirmed(CommandRun run, String name, MatrixPlan plan) {
        if (!run.shell().interactive()) {
            String lost = plan.steps().stream()
                    .filter(step -> step.loses() != null)
                    .map(step -> step.change() + ": " + step.loses())
                    .collect(Collectors.joining("\n"));
            throw Failure.usage(
                    name + " loses something, and there is nobody to ask.",
                    lost + "\nMake a backup first (signalbox backup create), then add --yes, or --expect " + plan.hash()
                            + ".");
        }
        Output output = run.output();
        run.shell().err().println(PlanText.of(plan, output));
        output.warn(
                "What is lost comes back from a backup alone. The hub makes one before where it has them configured; else:"
                        + " signalbox backup create");
        boolean deletes = plan.of(MatrixPlan.Risk.DESTRUCTIVE).stream()
                        .mapToLong(Step::rows)
                        .sum()
                > 0;
        return new Dialogue(run.shell())
                .isConfirmed(deletes ? "Apply it, and delete these rows for good?" : "Apply it?");
    }
}
