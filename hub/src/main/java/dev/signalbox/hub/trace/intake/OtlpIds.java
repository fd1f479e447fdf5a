package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ids of OpenTelemetry: hex digits of any case on the wire, small ones in the log. */
final class OtlpIds {
    private static final Pattern TRACE = Pattern.compile("(?!0+$)[0-9A-Fa-f]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0+$)[0-9A-Fa-f]{16}");

    private OtlpIds() {}

    /** The id of a trace; null when it is none. */
    static @Nullable String trace(JsonNode id) {
        return valid(id, TRACE);
    }

    /** The id of a span; null when it is none. */
    static @Nullable String span(JsonNode id) {
        return valid(id, SPAN);
    }

    private static @Nullable String valid(JsonNode id, Pattern form) {
        String text = id.asText();
        return form.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
    }
}
