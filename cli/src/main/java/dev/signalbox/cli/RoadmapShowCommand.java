package dev.signalbox.cli;

import dev.signalbox.wire.resource.RoadmapItem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description = "One item with all that it says.",
        footer = {"%nExamples:", "  signalbox roadmap show \"PRIORITY 3\"", "  signalbox roadmap show US-033 -o json"})
final class RoadmapShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY", description = "Its key or id.")
    String key = "";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        RoadmapItem item = RoadmapCommand.item(invocation, key);
        String text = RoadmapText.item(
                item, invocation.output().ink(), invocation.shell().clock().instant());
        invocation.output().one(item, text, item.id());
        return ExitCode.DONE;
    }
}
