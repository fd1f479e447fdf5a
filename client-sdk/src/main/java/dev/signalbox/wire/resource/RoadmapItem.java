package dev.signalbox.wire.resource;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.Word;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An item of the roadmap as the hub shows it. People name it by its {@code key}, which only one item has at a time and
 * which may be changed; the {@code id} stays for ever.
 *
 * @param order its place: items are read by ascending {@code order}, then {@code id}. See {@link RoadmapOrder}
 * @param description Markdown; lines end with a line feed
 * @param estimate how long it takes, in the words of whoever estimated
 * @param comment of whoever set the status last
 * @param version of its stream; the {@code ETag}
 * @param updatedBy name of the key that changed it last, in whatever way
 * @param incomplete true when the hub could not fold an event of it: what is shown lacks that. Absent otherwise
 */
public record RoadmapItem(
        String id,
        String key,
        String title,
        Status status,
        String order,
        @Nullable String description,
        List<String> links,
        @Nullable String estimate,
        @Nullable String comment,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy,
        long version,
        @Nullable Boolean incomplete) {
    /** Begins with a letter, a digit or {@code #}; no slash, no colon: it stands in URLs and in headings. */
    private static final Pattern KEY = Pattern.compile("[\\p{L}\\p{N}#](?:[\\p{L}\\p{M}\\p{N}._#-]| (?! ))*(?<! )");
    /** Not a key, since {@code /v1/roadmap/history} is the history of all items. */
    private static final String RESERVED = "history";

    public RoadmapItem {
        links = links == null ? List.of() : List.copyOf(links);
    }

    /** Where an item stands. Any may follow any. */
    public enum Status implements Word {
        PLANNED,
        IN_PROGRESS,
        BLOCKED,
        DONE,
        CANCELLED
    }

    /**
     * Whether the text may be a key: 1 to {@link Limits#ROADMAP_KEY_CHARS_MAX} letters, digits, single spaces and
     * {@code . _ # -}; not {@code history}, and not a UUID, which is read as an id.
     */
    public static boolean isKey(String text) {
        return Check.chars(text) <= Limits.ROADMAP_KEY_CHARS_MAX
                && KEY.matcher(text).matches()
                && !folded(text).equals(RESERVED)
                && !Ids.isUuid(text);
    }

    /** What two keys have in common that are one: {@code PRIORITY 3} and {@code Priority 3} cannot both be taken. */
    public static String folded(String key) {
        return Normalizer.normalize(key, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
