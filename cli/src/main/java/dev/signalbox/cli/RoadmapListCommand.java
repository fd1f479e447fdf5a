package dev.signalbox.cli;

import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class RoadmapListCommand implements Callable<Integer> {
    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only these: planned, in_progress, blocked, done or cancelled.")
    @Nullable
    Status status;

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As it was: 2d ago, on 2026-11-01, at 2026-11-01T08:00:00Z, or at a position of the log.")
    @Nullable
    String asOf;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        Instant now = invocation.shell().clock().instant();
        String moment = asOf == null ? null : AsOf.parse(asOf, now);
        Ink ink = invocation.output().ink();
        invocation
                .output()
                .list(
                        moment == null
                                ? RoadmapCommand.now(invocation, status == null ? null : status.word())
                                : RoadmapCommand.all(invocation, status == null ? null : status.word(), moment),
                        items -> invocation.output().isQuiet() && items.isEmpty()
                                ? ""
                                : RoadmapText.list(items, ink, now));
        return ExitCode.DONE;
    }
}
