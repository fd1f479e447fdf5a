package dev.signalbox.hub.http.route;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request. A parameter that the route does not know, one given twice and one with a malformed
 * value are refused with an {@link InvalidInput} that names it: a mistyped filter must not answer with everything.
 */
public final class Query {
    /** Asks for everything where a parameter chooses one of several words. */
    public static final String ALL = "all";
    /** Among the parameters of a route: any other parameter is let through too, see {@link #others}. */
    public static final String FIELDS = "fields";

    private final List<String> known;
    private final MultiMap given;
    private final boolean lenient;

    public Query(List<String> known, MultiMap given) {
        this(known, given, false);
        for (String name : given.names()) {
            if (!known.contains(name) && !known.contains(FIELDS)) throw unknown(name);
            if (given.getAll(name).size() > 1) throw invalid(name, "is given twice; give it once");
            if (given.get(name).indexOf('\0') >= 0) throw invalid(name, "contains a NUL character; remove it");
        }
    }

    private Query(List<String> known, MultiMap given, boolean lenient) {
        this.known = known;
        this.given = given;
        this.lenient = lenient;
    }

    /**
     * The query of a client that was not made for the hub: it may say what the route does not know, and say it twice.
     */
    public static Query lenient(MultiMap given) {
        return new Query(List.of(), given, true);
    }

    /** All texts of a parameter, see {@link #text}; empty when it is absent. */
    public List<String> texts(String name) {
        return text(name) == null && !lenient
                ? List.of()
                : given.getAll(name).stream().filter(text -> !text.isEmpty()).toList();
    }

    /**
     * The parameter's text, the first where there are several; null when it is absent, of a lenient query also when it
     * is empty.
     */
    public @Nullable String text(String name) {
        if (!lenient && !known.contains(name))
            throw new IllegalStateException("the route does not declare ?" + name + "=");
        String value = given.get(name);
        if (lenient && value != null && (value.isEmpty() || value.indexOf('\0') >= 0)) return null;
        if (value != null && value.isEmpty()) throw invalid(name, "is empty; leave it out or give it a value");
        return value;
    }

    /** All that a lenient query has, the first value of each name. */
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (String name : given.names()) all.put(name, given.get(name));
        return all;
    }

    /** The parameters that the route does not name, for one that declares {@link #FIELDS}. */
    public Map<String, String> others() {
        Map<String, String> others = new TreeMap<>();
        for (String name : given.names()) {
            if (name.equals(FIELDS) || !known.contains(name)) others.put(name, given.get(name));
        }
        return others;
    }

    /** Items of the answer: {@code limit}, 1 to {@link Limits#LIST_MAX}, {@link Limits#LIST_DEFAULT} when absent. */
    public int limit() {
        Integer limit = integer("limit", 1, Limits.LIST_MAX);
        return limit == null ? Limits.LIST_DEFAULT : limit;
    }

    /** A whole number within bounds, which are both allowed; null when it is absent. */
    public @Nullable Integer integer(String name, int least, int most) {
        String text = text(name);
        if (text == null) return null;
        if (text.matches("\\d{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) return value;
        }
        throw invalid(name, "must be a whole number from " + least + " to " + most);
    }

    /**
     * A duration as {@link Times#parseDuration} reads it, cut down to the longest that is allowed; zero when it is
     * absent.
     */
    public Duration duration(String name, Duration most) {
        String text = text(name);
        if (text == null) return Duration.ZERO;
        try {
            Duration wished = Times.parseDuration(text);
            return wished.compareTo(most) > 0 ? most : wished;
        } catch (IllegalArgumentException e) {
            throw invalid(name, "must be a duration: " + e.getMessage());
        }
    }

    /** One constant of an enum by its word in lower case; empty for {@code all}, {@code standard} when it is absent. */
    public <E extends Enum<E>> Optional<E> choice(String name, E standard) {
        String text = text(name);
        if (text == null) return Optional.of(standard);
        if (text.equals(ALL)) return Optional.empty();
        Map<String, E> words = Arrays.stream(standard.getDeclaringClass().getEnumConstants())
                .collect(Collectors.toMap(constant -> constant.name().toLowerCase(Locale.ROOT), constant -> constant));
        E chosen = words.get(text);
        if (chosen != null) return Optional.of(chosen);
        throw invalid(name, "must be one of " + words.keySet().stream().sorted().toList() + " or " + ALL);
    }

    /** The refusal of a parameter: its name, then what is wrong with it. */
    public static InvalidInput invalid(String name, String fault) {
        return new InvalidInput("", "the query parameter " + name + " " + fault);
    }

    private InvalidInput unknown(String name) {
        String shown = name.length() <= 40 ? name : name.substring(0, 40) + "…";
        return new InvalidInput(
                "",
                "unknown query parameter \"" + shown + "\""
                        + (known.isEmpty() ? "; this route takes none" : "; known are " + String.join(", ", known)));
    }
}
