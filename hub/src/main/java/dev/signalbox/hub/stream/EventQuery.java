package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request for events asks: which log, which events of it, as far as its role may read them.
 *
 * @param frames of a live stream
 */
record EventQuery(FollowedLog log, EventFilter filter, Frames frames) {
    static final List<String> PARAMETERS = List.of("log", "after", "types", "subject", "limit", "frames", "ticket");

    /** Patterns that {@code types} may list. */
    private static final int TYPES_MAX = 50;

    private static final Pattern TYPE = Pattern.compile("\\*|[a-z][a-z0-9_]{0,59}\\.(\\*|[a-z_]{1,60})");
    private static final Pattern SUBJECT = Pattern.compile("[a-z][a-z0-9_-]{0,59}/.+");

    /** What a frame of a live stream says of its event. */
    enum Frames {
        /** Its type in a line of its own, as a browser wants it that listens to some types. */
        NAMED,
        /** The event alone, whose type stands in it. */
        UNNAMED,
        /** The same without its data. */
        BARE
    }

    static EventQuery of(Request request, Map<String, FollowedLog> logs, OwnershipMatrix matrix) {
        Query query = request.query();
        String role = request.principal().role();
        return new EventQuery(
                log(query, logs),
                new EventFilter(types(query), subject(query), matrix.readableFamilies(role)),
                frames(query));
    }

    static FollowedLog log(Query query, Map<String, FollowedLog> logs) {
        String name = query.text("log");
        FollowedLog log = logs.get(name == null ? "main" : name);
        if (log != null) return log;
        throw Query.invalid(
                "log", "must be one of " + logs.keySet().stream().sorted().toList());
    }

    private static Frames frames(Query query) {
        String word = query.text("frames");
        if (word == null) return Frames.NAMED;
        for (Frames each : Frames.values())
            if (each.name().toLowerCase(Locale.ROOT).equals(word)) return each;
        throw Query.invalid("frames", "must be named, unnamed or bare");
    }

    private static List<String> types(Query query) {
        String text = query.text("types");
        if (text == null) return List.of();
        List<String> types = List.of(text.split(",", -1));
        if (types.size() > TYPES_MAX) throw Query.invalid("types", "lists more than " + TYPES_MAX + " types");
        for (String type : types) {
            if (TYPE.matcher(type).matches()) continue;
            throw Query.invalid("types", "lists types with commas between: question.asked, or question.* for a family");
        }
        return types;
    }

    private static @Nullable String subject(Query query) {
        String subject = query.text("subject");
        if (subject == null) return null;
        if (Check.chars(subject) <= Limits.STREAM_CHARS_MAX
                && SUBJECT.matcher(subject).matches()) return subject;
        throw Query.invalid("subject", "must be a stream: question/0192…");
    }
}
