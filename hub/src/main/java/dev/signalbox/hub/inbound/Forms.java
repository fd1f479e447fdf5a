package dev.signalbox.hub.inbound;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of forms, as senders write them instead of JSON: of a query, or of several parts. */
final class Forms {
    static final String URL_ENCODED = "application/x-www-form-urlencoded";
    static final String PARTS = "multipart/form-data";

    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^;\\s]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i)[; ]name=\"([^\"]*)\"");

    private Forms() {}

    /** Names and values, the first of each name. Fails with {@link InvalidInput}. */
    static Map<String, String> ofQuery(byte[] body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : Utf8Reader.text(body).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (pair.isEmpty()) continue;
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            fields.putIfAbsent(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return fields;
    }

    /** The text of one part; null when there is no such part. Fails with {@link InvalidInput} for what is no form. */
    static @Nullable String part(Incoming request, String name) {
        String type = request.header("Content-Type");
        Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
        if (!boundary.find()) {
            throw new InvalidInput("", "the header Content-Type names no boundary between the parts of the form");
        }
        String line = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        String form = "\r\n" + new String(request.body(), StandardCharsets.ISO_8859_1);
        String[] parts = form.split(Pattern.quote("\r\n" + line), -1);
        if (parts.length < 3) throw new InvalidInput("", "the form is cut off: its last boundary is missing");
        return Arrays.stream(parts)
                .skip(1)
                .map(part -> textOf(part, name))
                .filter(text -> text != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String textOf(String part, String name) {
        int end = part.indexOf("\r\n\r\n");
        if (end < 0) return null;
        Matcher named = NAME.matcher(part.substring(0, end));
        if (!named.find() || !named.group(1).equals(name)) return null;
        return Utf8Reader.text(part.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("", "the form is not encoded with percent signs as it must be");
        }
    }
}
