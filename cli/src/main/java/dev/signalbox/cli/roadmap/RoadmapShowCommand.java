package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "One item with all that it says.",
        footer = {"%nExamples:", "  signalbox roadmap show \"PRIORITY 3\"", "  signalbox roadmap show US-033 -o json"})
final class RoadmapShowCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", description = "Its key, its id or the beginning of it.")
    private String key = "";

    @Override
    public void run(CommandRun run) {
        RoadmapCommand.show(run, RoadmapCommand.item(run, key));
    }
}
