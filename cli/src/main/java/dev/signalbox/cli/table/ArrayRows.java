package dev.signalbox.cli.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** One JSON array of objects, read while it comes. */
final class ArrayRows implements GivenRows {
    private final JsonParser json;
    private boolean begun;
    private boolean ended;

    ArrayRows(Reader text) throws IOException {
        this.json = Json.parser(text);
    }

    @Override
    public @Nullable Given next() {
        if (ended) return null;
        long line = json.currentLocation().getLineNr();
        try {
            if (!begun && json.nextToken() != JsonToken.START_ARRAY) return last(1, "is no JSON array");
            begun = true;
            JsonToken token = json.nextToken();
            line = json.currentTokenLocation().getLineNr();
            if (token == null) return last(line, "ends within the array");
            if (token == JsonToken.END_ARRAY) {
                ended = true;
                return json.nextToken() == null ? null : last(line, "has text behind the array");
            }
            JsonNode row = json.readValueAsTree();
            return row != null && row.isObject()
                    ? Given.row(line, row)
                    : Given.fault(line, "has what is no JSON object");
        } catch (IOException e) {
            InvalidInput fault = Json.faultOf(e);
            return last(line, "is not JSON from here on: " + fault.detail());
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private Given last(long line, String fault) {
        ended = true;
        return Given.fault(line, fault);
    }
}
