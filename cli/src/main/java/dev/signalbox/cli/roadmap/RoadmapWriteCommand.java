package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands that write one item of the roadmap in one step: {@code add}, {@code status}, {@code move} and
 * {@code remove}.
 */
abstract class RoadmapWriteCommand implements Subcommand {
    private final String done;

    private RoadmapWriteCommand(String done) {
        this.done = done;
    }

    abstract CompletableFuture<RoadmapItem> write(CommandRun run);

    @Override
    public void run(CommandRun run) {
        RoadmapCommand.done(run, run.await(write(run)), done);
    }

    /** Where an item goes; one of them. */
    static final class Place {
        @Option(names = "--before", paramLabel = "KEY", description = "Before this item.")
        private @Nullable String before;

        @Option(names = "--after", paramLabel = "KEY", description = "Behind this item.")
        private @Nullable String after;

        @Option(names = "--top", description = "Before all.")
        private boolean top;

        @Option(names = "--bottom", description = "Behind all.")
        private boolean bottom;

        private @Nullable End end() {
            if (top) return End.TOP;
            return bottom ? End.BOTTOM : null;
        }
    }

    @Command(
            name = "add",
            description = "Put something on the roadmap: at the bottom, unless you say where.",
            footer = {
                "%nExamples:",
                "  signalbox roadmap add \"PRIORITY 3\" \"A database for the bot\"",
                "  signalbox roadmap add US-034 \"Streaming\" --estimate \"2 weeks\" --top",
                "  signalbox roadmap add US-035 \"Docs\" --description \"$(cat docs.md)\"",
                "%nA key belongs to one item; if it is taken, exit code 5 and whose it is."
            })
    static final class Add extends RoadmapWriteCommand {
        @Parameters(paramLabel = "KEY", description = "What people call it: PRIORITY 3, US-033.")
        private String key = "";

        @Parameters(paramLabel = "TITLE", description = "What it is, in one line.")
        private String title = "";

        @Option(names = "--status", paramLabel = "STATUS", description = "Where it stands. Default: planned.")
        private Status status = Status.PLANNED;

        @Option(names = "--estimate", paramLabel = "TEXT", description = "How long it takes, in your words.")
        private @Nullable String estimate;

        @Option(names = "--description", paramLabel = "MARKDOWN", description = "More about it.")
        private @Nullable String description;

        @Option(names = "--link", paramLabel = "URL", description = "Where to read on. May be given again.")
        private List<String> links = List.of();

        @ArgGroup
        private Place place = new Place();

        @Option(
                names = "--id",
                paramLabel = "UUID",
                description = "Its id, made before: repeating with it adds only once.")
        private @Nullable String id;

        Add() {
            super("Added");
        }

        @Override
        CompletableFuture<RoadmapItem> write(CommandRun run) {
            String itemId = id == null ? Ids.next() : id;
            return run.hub()
                    .addRoadmapItem(new AddRoadmapItem(
                            itemId,
                            key,
                            title,
                            status,
                            description,
                            links,
                            estimate,
                            place.before,
                            place.after,
                            place.end(),
                            null));
        }
    }

    @Command(
            name = "status",
            description = "Say where an item stands. A daemon may do this too, and nothing else.",
            footer = {
                "%nExamples:",
                "  signalbox roadmap status \"PRIORITY 3\" in_progress",
                "  signalbox roadmap status US-033 blocked --comment \"waits for a key\"",
                "  signalbox roadmap status US-033 done --if-version 4"
            })
    static final class SetStatus extends RoadmapWriteCommand {
        @Parameters(paramLabel = "KEY", description = "Its key or id.")
        private String key = "";

        @Parameters(paramLabel = "STATUS", description = "planned, in_progress, blocked, done or cancelled.")
        private Status status = Status.PLANNED;

        @Option(names = "--comment", paramLabel = "TEXT", description = "Why. Shown until the status is set again.")
        private @Nullable String comment;

        @Option(
                names = "--if-version",
                paramLabel = "N",
                description = "Only when nobody has changed it since this version.")
        private @Nullable Long version;

        SetStatus() {
            super("Set");
        }

        @Override
        CompletableFuture<RoadmapItem> write(CommandRun run) {
            return run.hub().setRoadmapStatus(key, version, new SetRoadmapStatus(status, comment));
        }
    }

    @Command(
            name = "move",
            description = "Give an item another place. No other item changes.",
            footer = {
                "%nExamples:",
                "  signalbox roadmap move \"PRIORITY 3\" --before \"PRIORITY 1\"",
                "  signalbox roadmap move US-033 --top"
            })
    static final class Move extends RoadmapWriteCommand {
        @Parameters(paramLabel = "KEY", description = "Its key or id.")
        private String key = "";

        @ArgGroup(multiplicity = "1")
        private Place place = new Place();

        Move() {
            super("Moved");
        }

        @Override
        CompletableFuture<RoadmapItem> write(CommandRun run) {
            return run.hub().moveRoadmapItem(key, new MoveRoadmapItem(place.before, place.after, place.end(), null));
        }
    }

    @Command(
            name = "remove",
            description = "Take an item off the roadmap. Its history stays, its key is free again.",
            footer = {
                "%nExamples:",
                "  signalbox roadmap remove \"PRIORITY 9\" --reason \"twice\"",
                "  signalbox roadmap history \"PRIORITY 9\"      what it was"
            })
    static final class Remove extends RoadmapWriteCommand {
        @Parameters(paramLabel = "KEY", description = "Its key or id.")
        private String key = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private @Nullable String reason;

        @Option(
                names = "--if-version",
                paramLabel = "N",
                description = "Only when nobody has changed it since this version. Default: the present one.")
        private @Nullable Long version;

        Remove() {
            super("Removed");
        }

        @Override
        CompletableFuture<RoadmapItem> write(CommandRun run) {
            RoadmapItem item = run.await(run.hub().roadmapItem(key));
            long read = version == null ? item.version() : version;
            return run.hub().removeRoadmapItem(item.id(), read, new RemoveRoadmapItem(reason));
        }
    }
}
