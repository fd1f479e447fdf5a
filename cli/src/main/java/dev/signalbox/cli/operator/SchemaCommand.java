package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.hub.SchemaDesk;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreSchema.Mended;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.wire.resource.SchemaStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code signalbox schema}. */
@Command(
        name = "schema",
        description = "The tables of the hub's own stores: what made them, what a start would do, and mending.",
        subcommands = {
            SchemaCommand.Status.class,
            SchemaCommand.Version.class,
            SchemaCommand.Up.class,
            SchemaCommand.Repair.class,
            SchemaCommand.Down.class
        },
        footer = {
            "%nExamples:",
            "  signalbox schema status                       the hub here, or its folder",
            "  signalbox schema status --data /var/lib/signalbox",
            "  signalbox schema up --dry-run                 whether an upgrade will work",
            "  DATABASE_URL=postgres://owner@host/db signalbox schema up",
            "%nThe tables of the features are no part of it: they are folded from the log,",
            "and a version that folds them otherwise makes them anew by itself.",
            "signalbox config plan is about the tables that you declare."
        })
public final class SchemaCommand {
    @Command(
            name = "status",
            description = "What is applied, what a start would apply, and who works on the stores.",
            footer = {
                "%nExamples:",
                "  signalbox schema status",
                "  signalbox schema status --data /var/lib/signalbox",
                "  DATABASE_URL=postgres://user@host/db signalbox schema status -o json",
                "%nExit code 0: a start works. 1: it would refuse the stores, and why."
            })
    static final class Status implements Subcommand {
        @Mixin
        private StoreOptions stores = new StoreOptions();

        @Override
        public void run(CommandRun run) {
            SchemaStatus status = statusOf(run, stores);
            Output output = run.output();
            String essence = status.stores().stream()
                    .map(SchemaStatus.Store::state)
                    .collect(Collectors.joining(System.lineSeparator()));
            output.one(status, SchemaText.of(status, output, run.now()), essence);
            if (status.stores().stream().anyMatch(store -> store.trouble() != null)) run.endsWith(ExitCode.REFUSED);
        }
    }

    @Command(
            name = "version",
            description = "The number of the newest file that was applied to each store.",
            footer = {
                "%nExamples:",
                "  signalbox schema version",
                "  signalbox schema version --quiet          the lowest number alone"
            })
    static final class Version implements Subcommand {
        @Mixin
        private StoreOptions stores = new StoreOptions();

        @Override
        public void run(CommandRun run) {
            SchemaStatus status = statusOf(run, stores);
            String text = status.stores().stream()
                    .map(store -> store.log() + " " + store.version())
                    .collect(Collectors.joining(System.lineSeparator()));
            int lowest = status.stores().stream()
                    .mapToInt(SchemaStatus.Store::version)
                    .min()
                    .orElse(0);
            run.output()
                    .one(
                            Map.of(
                                    "knows",
                                    status.knows(),
                                    "stores",
                                    status.stores().stream()
                                            .collect(Collectors.toMap(
                                                    SchemaStatus.Store::log, SchemaStatus.Store::version))),
                            text + System.lineSeparator() + "this signalbox knows " + status.knows(),
                            Integer.toString(lowest));
        }
    }

    @Command(
            name = "up",
            description = "Apply what a start would apply, without serving. All of a store, or nothing.",
            footer = {
                "%nExamples:",
                "  signalbox schema up --dry-run             try it, and undo it",
                "  signalbox schema up --data /var/lib/signalbox",
                "  DATABASE_URL=postgres://owner@host/db signalbox schema up",
                "%nThe hub on a data folder must be stopped; on PostgreSQL stop the nodes of",
                "the older version. There is no way down: a copy made before is the way back."
            })
    static final class Up implements Subcommand {
        @Mixin
        private StoreOptions stores = new StoreOptions();

        @Option(names = "--dry-run", description = "Undo all of it at the end.")
        private boolean dryRun;

        @Override
        public void run(CommandRun run) {
            Map<String, List<String>> applied = at(run, stores, desk -> desk.up(dryRun));
            List<String> lines = new ArrayList<>();
            applied.forEach((log, files) -> lines.add(log + ": "
                    + (files.isEmpty()
                            ? "current"
                            : (dryRun ? "would apply " : "applied ") + String.join(", ", files))));
            Output output = run.output();
            String text = wrapped(lines, output);
            output.one(Map.of("dryRun", dryRun, "applied", applied), text, text);
        }

        @Override
        public List<String> without() {
            return GlobalOptions.OF_THE_HUB;
        }
    }

    @Command(
            name = "repair",
            description = "Make the ledger of the stores say again what their tables are.",
            footer = {
                "%nExamples:",
                "  signalbox schema repair --dry-run         what it would do",
                "  signalbox schema repair --data /var/lib/signalbox",
                "%nA failed migration leaves a store as it was and wants no repair: its message",
                "says what to change. This is for what other tools and hands leave: a note of a",
                "failure, another checksum, a ledger that was lost, a file applied by half. It",
                "writes notes and takes away empty tables; a table that holds something, or is",
                "gone, it never touches, and says what to restore."
            })
    static final class Repair implements Subcommand {
        @Mixin
        private StoreOptions stores = new StoreOptions();

        @Option(names = "--dry-run", description = "Undo all of it at the end.")
        private boolean dryRun;

        @Override
        public void run(CommandRun run) {
            Map<String, Mended> mended = at(run, stores, desk -> desk.repair(dryRun));
            List<String> lines = new ArrayList<>();
            mended.forEach((log, each) -> {
                if (each.refused() != null) lines.add(log + ": refused. " + each.refused());
                else if (each.steps().isEmpty()) lines.add(log + ": nothing to mend, ledger and tables agree");
                else lines.add(log + (dryRun ? ": would " : ": done: ") + String.join("; ", each.steps()));
            });
            Output output = run.output();
            String text = wrapped(lines, output);
            output.one(Map.of("dryRun", dryRun, "stores", mended), text, text);
            if (mended.values().stream().map(Mended::refused).anyMatch(Objects::nonNull)) {
                run.endsWith(ExitCode.REFUSED);
            }
        }

        @Override
        public List<String> without() {
            return GlobalOptions.OF_THE_HUB;
        }
    }

    @Command(
            name = "down",
            description = "There is none; says how to go back to an older version.",
            footer = {"%nExamples:", "  signalbox schema down"})
    static final class Down implements Subcommand {
        @Override
        public void run(CommandRun run) {
            throw Failure.usage(
                    "There is no way down: an older version cannot know what a newer one has written.", """
                    Go back so:
                    1. stop the hub, and put the older version in place;
                    2. bring back the copy that was made before the upgrade, or restore a backup into an empty place;
                    3. start it: tables of features are folded from the log by themselves.
                    What was written since the copy is lost to the hub; outboxes send again what they still hold.
                    docs/UPGRADING.md, "Going back", has each step for both engines.""");
        }

        @Override
        public List<String> without() {
            return GlobalOptions.ALL;
        }
    }

    private static SchemaStatus statusOf(CommandRun run, StoreOptions stores) {
        return stores.isOfTheRunningHub(run)
                ? run.await(run.hub().operator().schema())
                : at(run, stores, SchemaDesk::status);
    }

    private static <T> T at(CommandRun run, StoreOptions stores, Function<SchemaDesk, T> work) {
        try (SchemaDesk desk = stores.open(run.shell())) {
            return work.apply(desk);
        } catch (StoreUnavailable | StoreBroken | StorageFull | IllegalStateException e) {
            String message = String.valueOf(e.getMessage());
            int end = message.indexOf(". ");
            throw end < 0
                    ? new Failure(ExitCode.REFUSED, message + ".", "")
                    : new Failure(ExitCode.REFUSED, message.substring(0, end + 1), message.substring(end + 2));
        }
    }

    private static String wrapped(List<String> lines, Output output) {
        return lines.stream()
                .flatMap(line -> Prose.wrap(Ink.plain(line), output.width()).stream())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
