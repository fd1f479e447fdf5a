package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Ids of clients: free text of at most 800 characters, and as many bytes as an index takes. */
final class ClientIds {
    private static final int CHARS_MAX = 800;

    private ClientIds() {}

    /** Null when there is none. */
    static @Nullable String of(JsonNode value) {
        String text = Texts.of(value);
        return text == null ? null : cut(text);
    }

    static String cut(String id) {
        return Texts.cutForIndex(id, CHARS_MAX);
    }
}
