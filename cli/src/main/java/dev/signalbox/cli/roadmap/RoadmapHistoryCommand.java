package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapChange;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = "Who changed what, newest first: of one item, also a removed one, or of all.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap history",
            "  signalbox roadmap history \"PRIORITY 3\"",
            "  signalbox roadmap history -o jsonl | jq -c '{key, by, changes}'"
        })
final class RoadmapHistoryCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", arity = "0..1", description = "Key, id or the beginning of it, of one item.")
    private @Nullable String key;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many. Default: 50.")
    private int limit = 50;

    @Override
    public void run(CommandRun run) {
        String of = key == null ? null : RoadmapCommand.reference(run, key);
        Page<RoadmapChange> page = run.await(run.hub().roadmapHistory(of, Map.of("limit", Integer.toString(limit))));
        Ink ink = run.output().ink();
        run.output().list(page.items(), steps -> steps.stream()
                .map(step -> RoadmapText.step(step, ink, ZoneId.systemDefault()))
                .collect(Collectors.joining(System.lineSeparator())));
        if (page.nextCursor() != null) {
            run.output().note("There is more: --limit " + Math.min(500, limit * 10));
        }
    }
}
