package dev.signalbox.cli.log;

import dev.signalbox.cli.run.Beginnings;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Streams as people copy them from a list, where ids are short. */
final class Subjects {
    private static final Map<String, String> OF_ALL_STATES = Map.of("state", "all");

    private Subjects() {}

    /**
     * The whole name of a stream of which the beginning of the id was given; what is none stays as it is. Fails with
     * {@link dev.signalbox.cli.run.Failure} when more than one begins so.
     */
    static @Nullable String whole(@Nullable String typed, CommandRun run) {
        if (typed == null || typed.indexOf('/') < 0) return typed;
        String category = typed.substring(0, typed.indexOf('/'));
        Function<String, List<String>> lookUp =
                switch (category) {
                    case "question" -> begun(run, run.hub()::questions, OF_ALL_STATES, Question::id);
                    case "notification" -> begun(run, run.hub()::notifications, OF_ALL_STATES, Notification::id);
                    case "roadmap" -> begun(run, run.hub()::roadmap, Map.of(), RoadmapItem::id);
                    case "trace" -> begun(run, run.traces()::traces, Map.of(), Trace::id);
                    default -> beginning -> List.of();
                };
        return category + "/" + Beginnings.whole(typed.substring(category.length() + 1), lookUp);
    }

    private static <T> Function<String, List<String>> begun(
            CommandRun run,
            Function<Map<String, String>, CompletableFuture<Page<T>>> list,
            Map<String, String> more,
            Function<T, String> id) {
        return beginning -> {
            Map<String, String> query = new HashMap<>(Beginnings.query(beginning));
            query.putAll(more);
            return run.await(list.apply(query)).items().stream().map(id).toList();
        };
    }
}
