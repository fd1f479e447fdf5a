package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How people write a status: {@code 📝 Planned}, {@code ✅ **COMPLETE** (2025-10-09)}. */
final class StatusWords {
    private static final Map<String, Status> WORDS = new LinkedHashMap<>();
    private static final Map<String, Status> SIGNS = new LinkedHashMap<>();

    static {
        SIGNS.put("✅", Status.DONE);
        SIGNS.put("❌", Status.CANCELLED);
        SIGNS.put("🔄", Status.IN_PROGRESS);
        SIGNS.put("🚧", Status.IN_PROGRESS);
        SIGNS.put("⏸", Status.BLOCKED);
        SIGNS.put("🚫", Status.BLOCKED);
        SIGNS.put("⛔", Status.BLOCKED);
        SIGNS.put("📝", Status.PLANNED);
        SIGNS.put("📋", Status.PLANNED);
        all(Status.PLANNED, "planned", "not started", "to do", "todo", "proposed", "backlog", "new");
        all(Status.IN_PROGRESS, "in progress", "in work", "started", "ongoing", "doing", "wip", "active");
        all(Status.BLOCKED, "blocked", "on hold", "paused", "waiting");
        all(Status.DONE, "done", "completed", "complete", "finished", "shipped", "implemented");
        all(Status.CANCELLED, "cancelled", "canceled", "dropped", "superseded", "abandoned", "won't do");
    }

    private StatusWords() {}

    /**
     * What was read.
     *
     * @param whole whether the text says nothing besides
     */
    record Read(Status status, boolean whole) {}

    /** The status in a text; null when it names none that we know. */
    static @Nullable Read read(String text) {
        String words = text.replaceAll("[^\\p{L}\\p{N}']+", " ").strip().toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Status> known : WORDS.entrySet()) {
            if (words.equals(known.getKey())) return new Read(known.getValue(), true);
            if (words.startsWith(known.getKey() + " ")) return new Read(known.getValue(), false);
        }
        for (Map.Entry<String, Status> sign : SIGNS.entrySet()) {
            if (text.contains(sign.getKey())) return new Read(sign.getValue(), words.isEmpty());
        }
        return null;
    }

    /** The status as files have it. */
    static String write(Status status) {
        return switch (status) {
            case PLANNED -> "📝 Planned";
            case IN_PROGRESS -> "🔄 In Progress";
            case BLOCKED -> "🚫 Blocked";
            case DONE -> "✅ Complete";
            case CANCELLED -> "❌ Cancelled";
        };
    }

    private static void all(Status status, String... words) {
        for (String word : words) WORDS.put(word, status);
    }
}
