package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "The roadmap in its order, now or as it was.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap list",
            "  signalbox roadmap list --status blocked",
            "  signalbox roadmap list --as-of 2026-11-01",
            "  signalbox roadmap list -o jsonl | jq -r .title"
        })
final class RoadmapListCommand implements Subcommand {
    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only these: planned, in_progress, blocked, done or cancelled.")
    private @Nullable Status status;

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As it was: 2d ago, on 2026-11-01, at 2026-11-01T08:00:00Z, or at a position of the log.")
    private @Nullable String asOf;

    @Override
    public void run(CommandRun run) {
        Instant now = run.now();
        String moment = asOf == null ? null : Moments.positionOrTime(asOf, now);
        Ink ink = run.output().ink();
        run.output()
                .list(
                        moment == null
                                ? RoadmapCommand.now(run, status == null ? null : status.word())
                                : RoadmapCommand.all(run, status == null ? null : status.word(), moment),
                        items -> run.output().isQuiet() && items.isEmpty()
                                ? ""
                                : RoadmapText.list(items, ink, run.output().width(), now));
    }
}
