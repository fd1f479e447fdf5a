package dev.signalbox.cli.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A JSON text as a tree that knows the line of each part.
 *
 * @param lines by JSON pointer
 */
record LinedJson(JsonNode root, Map<String, Integer> lines) {
    /** Fails with {@link IOException} that names the line when the text is no JSON. */
    static LinedJson read(byte[] utf8) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        try (JsonParser tokens = new JsonFactory().createParser(utf8)) {
            while (tokens.nextToken() != null) {
                String pointer = tokens.getParsingContext().pathAsPointer().toString();
                lines.putIfAbsent(pointer, tokens.currentTokenLocation().getLineNr());
            }
        }
        return new LinedJson(Json.readLenient(utf8, JsonNode.class), lines);
    }

    /** The line of a part, or of what is around it. */
    int line(String pointer) {
        Integer line = lines.get(pointer);
        if (line != null) return line;
        return pointer.isEmpty() ? 1 : line(pointer.substring(0, pointer.lastIndexOf('/')));
    }
}
