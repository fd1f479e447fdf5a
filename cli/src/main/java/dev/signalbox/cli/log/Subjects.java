package dev.signalbox.cli.log;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Streams as people copy them from a list, where ids are short. */
final class Subjects {
    private Subjects() {}

    /**
     * The whole name of a stream of which the beginning of the id was given; what is none stays as it is. Fails with
     * {@link Failure} when more than one begins so.
     */
    static @Nullable String whole(@Nullable String typed, CommandRun run) {
        if (typed == null) return null;
        int slash = typed.indexOf('/');
        String category = typed.substring(0, Math.max(0, slash));
        String id = typed.substring(slash + 1).toLowerCase(Locale.ROOT);
        if (Ids.isUuid(id) || !ShortIds.isBeginning(id)) return typed;
        Map<String, String> query = Map.of("state", "all", "idPrefix", id, "limit", "2");
        List<String> begun =
                switch (category) {
                    case "question" ->
                        run.await(run.hub().questions(query)).items().stream()
                                .map(Question::id)
                                .toList();
                    case "notification" ->
                        run.await(run.hub().notifications(query)).items().stream()
                                .map(Notification::id)
                                .toList();
                    default -> List.of();
                };
        if (begun.size() > 1) throw Failure.usage("More than one id begins with " + id + ".", "Type more of it.");
        return begun.isEmpty() ? typed : category + "/" + begun.get(0);
    }
}
