package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Utf8Reader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The fields of a row as they are given on the command line. */
final class RowFields {
    static final String HELP =
            "field=text, field:=json (points:=3, note:=null), one whole JSON object, or - to read that from standard input.";

    private RowFields() {}

    /** Fails with a usage error that says which argument is none. */
    static ObjectNode of(List<String> given, Shell shell) {
        if (given.size() == 1 && given.get(0).equals("-")) return object(read(shell));
        if (given.size() == 1 && given.get(0).startsWith("{")) {
            return object(given.get(0).getBytes(StandardCharsets.UTF_8));
        }
        ObjectNode fields = Json.object();
        for (String field : given) add(field, fields);
        return fields;
    }

    private static void add(String given, ObjectNode fields) {
        int equals = given.indexOf('=');
        boolean json = equals > 1 && given.charAt(equals - 1) == ':';
        String name = equals < 1 ? "" : given.substring(0, json ? equals - 1 : equals);
        if (name.isEmpty()) throw Failure.usage("\"" + given + "\" is no field.", "Write " + HELP);
        String value = given.substring(equals + 1);
        if (!json) {
            fields.put(name, value);
            return;
        }
        try {
            fields.set(name, value.equals("null") ? null : Json.read(utf8(value), JsonNode.class));
        } catch (InvalidInput notJson) {
            throw Failure.usage(
                    "\"" + given + "\": " + notJson.detail() + ".", "For a text write " + name + "=" + value);
        }
    }

    private static ObjectNode object(byte[] text) {
        try {
            JsonNode object = Json.read(text, JsonNode.class);
            if (object instanceof ObjectNode fields) return fields;
        } catch (InvalidInput notJson) {
            throw Failure.usage("This is no JSON object: " + notJson.detail() + ".", "Write " + HELP);
        }
        throw Failure.usage("A row is one JSON object.", "Write " + HELP);
    }

    private static byte[] read(Shell shell) {
        try {
            return utf8(Utf8Reader.text(shell.in().readAllBytes()));
        } catch (InvalidInput notUtf8) {
            throw Failure.usage("Standard input, " + notUtf8.detail() + ".", "Nothing was sent.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
