package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.MatrixFileRefused;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox config}. */
@Command(
        name = "config",
        description = "The file signalbox.yaml: roles, tables and rate limits.",
        subcommands = {
            ConfigCommand.Check.class,
            ConfigPlanCommand.class,
            ConfigApplyCommand.class,
            ConfigCommand.Default.class
        },
        footer = {
            "%nExamples:",
            "  signalbox config check                  ./signalbox.yaml; needs no hub",
            "  signalbox config plan                   what each change costs",
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
            String name = ConfigFile.nameOf(file);
            String text = ConfigFile.textOf(run, name);
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
                if (output.isText()) throw ConfigFile.faulty(refused, name);
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
}
