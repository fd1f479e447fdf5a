package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The form of what an item of the roadmap says, so that it comes back from a Markdown file as it went into it. */
final class RoadmapFields {
    private RoadmapFields() {}

    static String key(@Nullable String key) {
        String stripped =
                Check.required("key", key, Limits.ROADMAP_KEY_CHARS_MAX).strip();
        if (RoadmapItem.isKey(stripped)) return stripped;
        throw new InvalidInput(
                "/key",
                "key must be 1 to " + Limits.ROADMAP_KEY_CHARS_MAX
                        + " letters, digits, single spaces and . _ # -, such as PRIORITY 3; neither \"history\" nor a UUID");
    }

    static String title(@Nullable String title) {
        return line("title", Check.required("title", title, Limits.TITLE_CHARS_MAX));
    }

    static @Nullable String estimate(@Nullable String estimate) {
        return estimate == null ? null : line("estimate", Check.text("estimate", estimate, Limits.NAME_CHARS_MAX));
    }

    /** Line feeds alone end lines, no blank lines at the ends, no white space behind the last line. */
    static @Nullable String description(@Nullable String description) {
        if (description == null) return null;
        String text = Check.text("description", description, Limits.ROADMAP_TEXT_CHARS_MAX)
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .stripTrailing();
        int end = text.indexOf('\n');
        while (end >= 0 && text.substring(0, end).isBlank()) {
            text = text.substring(end + 1);
            end = text.indexOf('\n');
        }
        return text;
    }

    static List<String> links(@Nullable List<@Nullable String> links) {
        if (links == null) return List.of();
        if (links.size() > Limits.ROADMAP_LINKS_MAX) {
            throw new InvalidInput(
                    "/links", "links has " + links.size() + " entries; at most " + Limits.ROADMAP_LINKS_MAX);
        }
        List<String> checked = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            String link = links.get(i);
            try {
                checked.add(Check.required("links/" + i, Check.link(link), Limits.LINK_CHARS_MAX));
            } catch (InvalidInput invalid) {
                throw new InvalidInput("/links/" + i, invalid.detail());
            }
        }
        return List.copyOf(checked);
    }

    /** How many of the four ways to name a place are used; fails when it is more than one. */
    static long place(@Nullable String before, @Nullable String after, @Nullable End to, @Nullable String order) {
        long ways = Stream.of(before, after, to, order).filter(Objects::nonNull).count();
        if (ways > 1) throw new InvalidInput("", "give only one of before, after, to and order");
        if (before != null) reference("before", before);
        if (after != null) reference("after", after);
        if (order != null && !RoadmapOrder.isOrder(order)) {
            throw new InvalidInput(
                    "/order",
                    "order must be 11 to " + Limits.ROADMAP_ORDER_CHARS_MAX
                            + " digits, the last not 0; use before, after or to unless you arrange many items");
        }
        return ways;
    }

    static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static void reference(String field, String text) {
        if (!RoadmapItem.isKey(text) && !Ids.isUuid(text)) {
            throw new InvalidInput("/" + field, field + " must be the key or id of an item");
        }
    }

    private static String line(String field, String text) {
        String line = text.strip();
        if (line.codePoints().noneMatch(Character::isISOControl)) return line;
        throw new InvalidInput("/" + field, field + " must be one line without control characters");
    }
}
