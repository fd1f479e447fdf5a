package dev.signalbox.cli.roadmap;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class RoadmapAddCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", description = "What people call it: PRIORITY 3, US-033.")
    String key = "";

    @Parameters(paramLabel = "TITLE", description = "What it is, in one line.")
    String title = "";

    @Option(names = "--status", paramLabel = "STATUS", description = "Where it stands. Default: planned.")
    Status status = Status.PLANNED;

    @Option(names = "--estimate", paramLabel = "TEXT", description = "How long it takes, in your words.")
    @Nullable
    String estimate;

    @Option(names = "--description", paramLabel = "MARKDOWN", description = "More about it.")
    @Nullable
    String description;

    @Option(names = "--link", paramLabel = "URL", description = "Where to read on. May be given again.")
    List<String> links = List.of();

    @ArgGroup
    @Nullable
    RoadmapPlaceOptions place;

    @Option(names = "--id", paramLabel = "UUID", description = "Its id, made before: repeating with it adds only once.")
    @Nullable
    String id;

    @Override
    public int run(CommandRun run) {
        AddRoadmapItem add = new AddRoadmapItem(
                id == null ? Ids.next() : id,
                key,
                title,
                status,
                description,
                links,
                estimate,
                place == null ? null : place.before,
                place == null ? null : place.after,
                place == null ? null : place.end(),
                null);
        return RoadmapCommand.done(run, await(run.hub().addRoadmapItem(add)), "Added");
    }
}
