package dev.signalbox.hub.key;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Utf8Reader;
import dev.signalbox.wire.command.CreateKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The file that {@code SIGNALBOX_INIT_KEYS} names: keys that open as soon as the hub has started, whose secrets the
 * operator chose, so that programs beside it can be given theirs before it ever ran. A line is
 * {@code name:role:secret}; empty lines and those that begin with {@code #} say nothing. No fault ever shows a secret.
 *
 * @param keys in the order of the file
 */
public record InitKeys(List<Given> keys) {
    /** Lines that a file may have. */
    static final int LINES_MAX = 1_000;
    /** Bytes that a file may have. */
    static final int BYTES_MAX = 64 * 1024;

    /** What a hub has that was given no file. */
    public static final InitKeys NONE = new InitKeys(List.of());

    /**
     * A key of the file.
     *
     * @param line its line, from 1
     */
    record Given(int line, CreateKey wish, KeySecret secret) {}

    public InitKeys {
        keys = List.copyOf(keys);
    }

    /** Reads a file. Fails with {@link IllegalArgumentException} that tells all its faults, each with its line. */
    public static InitKeys read(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "SIGNALBOX_INIT_KEYS is " + file + ", which cannot be read (" + e
                            + "): give the path of a file that the user of the hub may read",
                    e);
        }
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    "SIGNALBOX_INIT_KEYS is " + file + ", which is larger than " + BYTES_MAX + " bytes");
        }
        try {
            return parse(Utf8Reader.text(bytes), file.toString());
        } catch (InvalidInput noText) {
            throw new IllegalArgumentException(file + " (SIGNALBOX_INIT_KEYS): " + noText.detail(), noText);
        }
    }

    static InitKeys parse(String text, String file) {
        List<String> lines = text.lines().toList();
        if (lines.size() > LINES_MAX) {
            throw new IllegalArgumentException(file + " (SIGNALBOX_INIT_KEYS) has more than " + LINES_MAX + " lines");
        }
        List<Given> keys = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            try {
                Given given = given(i + 1, line);
                once(seen, "the name", given.wish().name(), given.line());
                once(seen, "the secret", given.secret().text(), given.line());
                keys.add(given);
            } catch (InvalidInput fault) {
                faults.add("line " + (i + 1) + ": " + fault.detail());
            }
        }
        if (faults.isEmpty()) return new InitKeys(keys);
        throw new IllegalArgumentException(file + " (SIGNALBOX_INIT_KEYS): " + String.join("; ", faults));
    }

    private static Given given(int number, String line) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3) throw new InvalidInput("", "a line is name:role:secret, with two colons");
        CreateKey wish = new CreateKey(parts[0].strip(), parts[1].strip(), null);
        return new Given(number, wish, KeySecret.chosen(parts[2].strip()));
    }

    private static void once(Map<String, Integer> seen, String what, String value, int line) {
        Integer before = seen.putIfAbsent(what + value, line);
        if (before != null) throw new InvalidInput("", what + " is that of line " + before + " again");
    }
}
