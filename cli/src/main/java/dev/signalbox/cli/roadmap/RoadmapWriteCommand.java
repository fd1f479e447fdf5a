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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The commands that write one item of the roadmap in one step: {@code add}, {@code status}, {@code move} and
 * {@code remove}.
 */
final class RoadmapWriteCommand {
    private RoadmapWriteCommand() {}

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

        private @Nullable String before(CommandRun run) {
            return before == null ? null : RoadmapCommand.reference(run, before);
        }

        private @Nullable String after(CommandRun run) {
            return after == null ? null : RoadmapCommand.reference(run, after);
        }

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
    static final class Add implements Subcommand {
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

        @Override
        public void run(CommandRun run) {
            String itemId = id == null ? Ids.next() : id;
            AddRoadmapItem item = new AddRoadmapItem(
                    itemId,
                    key,
                    title,
                    status,
                    description,
                    links,
                    estimate,
                    place.before(run),
                    place.after(run),
                    place.end(),
                    null);
            RoadmapCommand.done(run, run.await(run.hub().addRoadmapItem(item)), "Added");
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
    static final class SetStatus implements Subcommand {
        @Parameters(paramLabel = "KEY", description = "Its key, its id or the beginning of it.")
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

        @Override
        public void run(CommandRun run) {
            SetRoadmapStatus set = new SetRoadmapStatus(status, comment);
            RoadmapCommand.done(
                    run,
                    run.await(run.hub().setRoadmapStatus(RoadmapCommand.reference(run, key), version, set)),
                    "Set");
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
    static final class Move implements Subcommand {
        @Parameters(paramLabel = "KEY", description = "Its key, its id or the beginning of it.")
        private String key = "";

        @ArgGroup(multiplicity = "1")
        private Place place = new Place();

        @Override
        public void run(CommandRun run) {
            MoveRoadmapItem move = new MoveRoadmapItem(place.before(run), place.after(run), place.end(), null);
            String moved = RoadmapCommand.reference(run, key);
            RoadmapCommand.done(run, run.await(run.hub().moveRoadmapItem(moved, move)), "Moved");
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
    static final class Remove implements Subcommand {
        @Parameters(paramLabel = "KEY", description = "Its key, its id or the beginning of it.")
        private String key = "";

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
        private @Nullable String reason;

        @Option(
                names = "--if-version",
                paramLabel = "N",
                description = "Only when nobody has changed it since this version. Default: the present one.")
        private @Nullable Long version;

        @Override
        public void run(CommandRun run) {
            RoadmapItem item = run.await(run.hub().roadmapItem(RoadmapCommand.reference(run, key)));
            long read = version == null ? item.version() : version;
            RemoveRoadmapItem remove = new RemoveRoadmapItem(reason);
            RoadmapCommand.done(run, run.await(run.hub().removeRoadmapItem(item.id(), read, remove)), "Removed");
        }
    }
}
