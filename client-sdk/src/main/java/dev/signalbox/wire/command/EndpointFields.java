package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of an endpoint may hold; each check names its field in the {@link InvalidInput} that it throws. */
final class EndpointFields {
    private static final Pattern TYPE = Pattern.compile("\\*|(?:\\*|[a-z][a-z0-9_]{0,59})\\.(?:\\*|[a-z_]{1,60})");
    private static final Pattern STREAM = Pattern.compile("[a-z][a-z0-9_-]{0,59}/.+");

    private EndpointFields() {}

    /** An address of http or https without a name, a password or a fragment. */
    static String url(@Nullable String text) {
        String url = Check.required("url", text, Limits.LINK_CHARS_MAX);
        URI read;
        try {
            read = new URI(url);
        } catch (URISyntaxException e) {
            throw new InvalidInput("/url", "url is not a URL: " + e.getReason());
        }
        String scheme = read.getScheme() == null ? "" : read.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new InvalidInput("/url", "url must be an absolute https or http URL: https://example.org/hook");
        }
        if (read.getHost() == null || read.getPort() > 65_535 || read.getPort() == 0) {
            throw new InvalidInput("/url", "url must name a host, and a port from 1 to 65535 if any");
        }
        if (read.getRawUserInfo() != null) {
            throw new InvalidInput(
                    "/url", "url must have no name or password in it: whoever reads endpoints would read them");
        }
        if (read.getRawFragment() != null) throw new InvalidInput("/url", "url must have no #fragment");
        return url;
    }

    /** Types of events: literals, {@code question.*}, {@code *.put} or {@code *}. */
    static List<String> types(@Nullable List<@Nullable String> types) {
        if (types == null) return List.of();
        if (types.size() > Limits.ENDPOINT_FILTERS_MAX) throw tooMany("types", types.size());
        for (int i = 0; i < types.size(); i++) {
            String type = Check.required("types/" + i, types.get(i), Limits.NAME_CHARS_MAX);
            if (TYPE.matcher(type).matches()) continue;
            throw new InvalidInput(
                    "/types/" + i, "a type is written question.asked, question.* for a family, or * for all");
        }
        return List.copyOf(types);
    }

    /** Streams, whole ({@code question/0192…}) or by how they begin ({@code question/*}). */
    static List<String> streams(@Nullable List<@Nullable String> streams) {
        if (streams == null) return List.of();
        if (streams.size() > Limits.ENDPOINT_FILTERS_MAX) throw tooMany("streams", streams.size());
        for (int i = 0; i < streams.size(); i++) {
            String stream = Check.required("streams/" + i, streams.get(i), Limits.STREAM_CHARS_MAX);
            if (STREAM.matcher(stream).matches()) continue;
            throw new InvalidInput(
                    "/streams/" + i, "a stream is written question/0192…, or question/* for all that begin so");
        }
        return List.copyOf(streams);
    }

    private static InvalidInput tooMany(String field, int size) {
        return new InvalidInput(
                "/" + field, field + " has " + size + " entries; at most " + Limits.ENDPOINT_FILTERS_MAX);
    }
}
