package dev.signalbox.cli.run;

import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.wire.Ids;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What people mean by the beginning of an id, as lists show it and as they copy it. */
public final class Beginnings {
    /** So many of what is meant by a beginning are looked up, to name them. */
    public static final int LOOKED_UP_MAX = 4;

    private Beginnings() {}

    /** What was typed without the blanks and the ellipsis that come along when it is copied; an id in small letters. */
    public static String of(String typed) {
        String id = typed.strip();
        if (id.endsWith("…")) id = id.substring(0, id.length() - 1);
        return ShortIds.isBeginning(id) ? id.toLowerCase(Locale.ROOT) : id;
    }

    /** Whether it is a whole id of the hub's own, or of a trace of OpenTelemetry. */
    public static boolean isWhole(String typed) {
        return Ids.isUuid(typed) || typed.matches("[0-9a-f]{32}");
    }

    /** The query of a list for what begins so, {@link #LOOKED_UP_MAX} at most. */
    public static Map<String, String> query(String beginning) {
        return Map.of("idPrefix", beginning, "limit", Integer.toString(LOOKED_UP_MAX));
    }

    /**
     * The whole id; what begins none, or can be no beginning, stays as it was typed, for the hub to judge. Fails with
     * {@link Failure} when more than one begins so.
     *
     * @param lookUp ids that begin so, {@link #LOOKED_UP_MAX} at most
     */
    public static String whole(String typed, Function<String, List<String>> lookUp) {
        String beginning = of(typed);
        if (isWhole(beginning) || !ShortIds.isBeginning(beginning)) return typed;
        List<String> begun = lookUp.apply(beginning);
        if (begun.isEmpty() || begun.contains(beginning)) return typed;
        if (begun.size() == 1) return begun.get(0);
        throw severalBegin(beginning, begun);
    }

    /**
     * The refusal of a beginning that more than one id has.
     *
     * @param begun a line each
     */
    public static Failure severalBegin(String beginning, List<String> begun) {
        return Failure.usage(
                "More than one id begins with " + beginning + ":",
                String.join("\n", begun.subList(0, Math.min(LOOKED_UP_MAX, begun.size()))));
    }
}
