package dev.signalbox.cli.text;

import dev.signalbox.wire.Ids;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Beginnings of ids that people read and type; commands take them for the whole. */
public final class ShortIds {
    /** In it ids of the hub say their millisecond; two of one moment are rare. */
    private static final int UUID_CHARS = 13;

    private static final int CHARS = 8;

    private ShortIds() {}

    /** The beginning of one id that stands alone; what is no id, such as the key of a row, as it is. */
    public static String of(String id) {
        if (Ids.isUuid(id)) return id.substring(0, UUID_CHARS);
        return id.matches("[0-9a-f]{16,}") ? id.substring(0, CHARS) : id;
    }

    /** Whether somebody may mean ids by it: enough of one, and nothing else in it. */
    public static boolean isBeginning(String typed) {
        return typed.matches("[0-9a-fA-F-]{6,36}");
    }

    /** Those whose id begins with what somebody typed; none when it is too short to mean an id. */
    public static <T> List<T> begun(String typed, List<T> things, Function<T, String> id) {
        if (!isBeginning(typed)) return List.of();
        String beginning = typed.toLowerCase(Locale.ROOT);
        return things.stream()
                .filter(thing -> id.apply(thing).startsWith(beginning))
                .toList();
    }

    /** As much of each as tells it from the others, in their order. */
    static List<String> of(List<String> ids) {
        int whole = ids.stream().mapToInt(String::length).max().orElse(0);
        int chars = ids.stream().mapToInt(id -> of(id).length()).max().orElse(0);
        while (chars < whole && !isUnique(ids, chars)) chars++;
        int enough = chars;
        return ids.stream().map(id -> beginning(id, enough)).toList();
    }

    private static boolean isUnique(List<String> ids, int chars) {
        HashSet<String> seen = new HashSet<>();
        return ids.stream().allMatch(id -> seen.add(beginning(id, chars)));
    }

    private static String beginning(String id, int chars) {
        return id.substring(0, Math.min(chars, id.length()));
    }
}
