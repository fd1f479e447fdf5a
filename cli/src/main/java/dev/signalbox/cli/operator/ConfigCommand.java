package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.MatrixFileRefused;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.resource.MatrixCheck;
import dev.signalbox.wire.resource.Ownership;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox config}. */
@Command(
        name = "config",
        description = "The file signalbox.yaml: roles, tables and rate limits.",
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Apply.class, ConfigCommand.Default.class},
        footer = {
            "%nExamples:",
            "  signalbox config check                  ./signalbox.yaml; needs no hub",
            "  signalbox config apply --dry-run        what it would change",
            "  signalbox config apply infra/team.yaml  on all nodes, without a restart",
            "  signalbox config default                the shipped matrix, to look at"
        })
public final class ConfigCommand {
    @Command(
            name = "check",
            description = "Read a file strictly and name every fault with its line. Needs no hub.",
            footer = {
                "%nExamples:",
                "  signalbox config check",
                "  signalbox config check infra/team.yaml",
                "  signalbox config check -o json           the faults as a list"
            })
    static final class Check implements Subcommand {
        @Parameters(paramLabel = "FILE", arity = "0..1", description = "Default: ./signalbox.yaml.")
        private @Nullable Path file;

        @Override
        public void run(CommandRun run) {
            String name = nameOf(file);
            String text = textOf(run, name);
            Output output = run.output();
            try {
                OwnershipMatrix matrix = MatrixFile.parse(text, name);
                String found = output.ink().green("Good:") + " "
                        + Ink.plain(
                                name + " gives a matrix of " + matrix.roles().size() + " roles and "
                                        + matrix.tables().size() + " tables.");
                String good = String.join(System.lineSeparator(), Prose.wrap(found, output.width()));
                output.one(Map.of("file", name, "faults", List.of()), good, "");
            } catch (MatrixFileRefused refused) {
                if (output.isText()) throw faulty(refused, name);
                output.one(Map.of("file", name, "faults", refused.faults()), "", "");
                run.endsWith(ExitCode.REFUSED);
            }
        }

        @Override
        public List<String> without() {
            return GlobalOptions.OF_THE_HUB;
        }
    }

    @Command(
            name = "apply",
            description = "Put a file in force on every node, or say what it would leave behind.",
            footer = {
                "%nExamples:",
                "  signalbox config apply --dry-run         what ./signalbox.yaml would change",
                "  signalbox config apply",
                "  signalbox config apply infra/team.yaml"
            })
    static final class Apply implements Subcommand {
        @Parameters(paramLabel = "FILE", arity = "0..1", description = "Default: ./signalbox.yaml.")
        private @Nullable Path file;

        @Option(names = "--dry-run", description = "Only say what would change.")
        private boolean dryRun;

        @Override
        public void run(CommandRun run) {
            String name = nameOf(file);
            ApplyMatrix wish = new ApplyMatrix(textOf(run, name));
            try {
                MatrixFile.parse(wish.file(), name);
            } catch (MatrixFileRefused refused) {
                throw faulty(refused, name);
            }
            MatrixCheck check = run.await(run.hub().operator().checkMatrix(wish));
            if (!check.orphans().isEmpty()) {
                throw new Failure(
                        ExitCode.REFUSED, name + " would leave data behind.", String.join("\n", check.orphans()));
            }
            String changes = check.changes().isEmpty()
                    ? "  nothing changes"
                    : check.changes().stream()
                            .flatMap(change -> Prose.wrap(
                                    "  " + Ink.plain(change), run.output().width())
                                    .stream())
                            .collect(Collectors.joining(System.lineSeparator()));
            Output output = run.output();
            if (dryRun) {
                output.one(check, "Would change:" + System.lineSeparator() + changes, "");
                return;
            }
            Ownership applied = run.await(run.hub().operator().applyMatrix(wish));
            String done = output.ink().green("Applied ") + Ink.plain(name) + ", version " + applied.version();
            output.one(applied, done + System.lineSeparator() + changes, Long.toString(applied.version()));
        }
    }

    @Command(
            name = "default",
            description = "Print the shipped matrix as a file. Needs no hub.",
            footer = {"%nExamples:", "  signalbox config default", "  signalbox config default > shipped.yaml"})
    static final class Default implements Subcommand {
        @Override
        public void run(CommandRun run) {
            run.output().line(MatrixFile.shippedText().stripTrailing());
        }

        @Override
        public List<String> without() {
            return GlobalOptions.OF_THE_HUB;
        }
    }

    private static String nameOf(@Nullable Path file) {
        return file == null ? MatrixFile.NAME : file.toString();
    }

    private static String textOf(CommandRun run, String name) {
        try {
            return MatrixFile.textOf(run.shell().folder().resolve(name));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()), "See: signalbox config --help");
        }
    }

    private static Failure faulty(MatrixFileRefused refused, String name) {
        String faults = String.valueOf(refused.getMessage());
        int count = refused.faults().size();
        if (count == 1) return new Failure(ExitCode.REFUSED, faults, "Nothing of the file counts before it is mended.");
        return new Failure(ExitCode.REFUSED, name + " has " + count + " faults; nothing of it counts.", faults);
    }
}
