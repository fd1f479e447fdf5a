package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of the inbox is meant: the options that its commands share. */
final class InboxFilter {
    @Option(names = "--tag", paramLabel = "TAG", description = "Only what has this tag; given again, all of them.")
    private List<String> tags = List.of();

    @Option(names = "--from", paramLabel = "NAME", description = "Only what this key asked or posted.")
    private @Nullable String from;

    @Option(names = "--priority", paramLabel = "1..5", description = "Only what is so urgent or more.")
    private @Nullable Integer priority;

    /** Whether it leaves anything out. */
    boolean narrows() {
        return !tags.isEmpty() || from != null || priority != null;
    }

    /** Fails with {@link Failure} when an option is none that the hub knows. */
    void check() {
        if (priority != null && (priority < 1 || priority > 5)) {
            throw Failure.usage("--priority " + priority + " is none.", "Give 1, the least urgent, to 5.");
        }
    }

    /** The least urgency that it lets through. */
    int priorityMin() {
        return priority == null ? 1 : priority;
    }

    /** As much of it as the hub can do. */
    Map<String, String> query(String fieldOfName) {
        Map<String, String> query = new LinkedHashMap<>();
        if (!tags.isEmpty()) query.put("tag", tags.get(0));
        if (from != null) query.put(fieldOfName, from);
        if (priority != null) query.put("minPriority", priority.toString());
        return query;
    }

    boolean passes(Item item) {
        return item.tags().containsAll(tags)
                && (from == null || from.equals(item.from()))
                && item.priority() >= priorityMin();
    }
}
