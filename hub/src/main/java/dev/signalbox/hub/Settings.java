package dev.signalbox.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.hub.access.OwnershipMatrix;
import dev.signalbox.hub.http.RateLimits;
import dev.signalbox.wire.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code signalbox.yaml} says. An unknown word, a wrong type or a double key fails with file, line and what to write instead:
 * a mistyped limit must not be no limit.
 *
 * <pre>
 * rateLimits:
 *   daemon: {requests: 100, per: 1s, burst: 200}
 * </pre>
 */
public record Settings(RateLimits rateLimits) {
    /** Nothing set. */
    public static final Settings DEFAULT = new Settings(RateLimits.NONE);

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The settings in this file; the defaults when {@code file} is null. Fails with {@link IllegalArgumentException}. */
    public static Settings read(@Nullable Path file) {
        if (file == null) return DEFAULT;
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no settings file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the settings file " + file + ": " + e.getMessage(), e);
        }
    }

    /** The same of a text; {@code name} stands in the errors. */
    static Settings parse(String yaml, String name) {
        try (JsonParser parser = YAML.createParser(yaml)) {
            return new Reader(parser, name).settings();
        } catch (JacksonException e) {
            String line = e.getLocation() == null
                    ? name
                    : name + " line " + e.getLocation().getLineNr();
            throw new IllegalArgumentException(line + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** Walks the tokens, so that every error knows its line. */
    private record Reader(JsonParser parser, String name) {
        Settings settings() throws IOException {
            JsonToken first = parser.nextToken();
            if (first == null || parser.getText().isEmpty()) return DEFAULT;
            RateLimits[] limits = {RateLimits.NONE};
            fields("the file", field -> {
                if (!field.equals("rateLimits")) throw unknown(field, "rateLimits");
                limits[0] = rateLimits();
            });
            if (parser.nextToken() != null) throw fault("one document is enough");
            return new Settings(limits[0]);
        }

        private RateLimits rateLimits() throws IOException {
            Map<String, RateLimits.Limit> byRole = new HashMap<>();
            fields("rateLimits", role -> {
                if (!OwnershipMatrix.ROLES.contains(role)) {
                    throw unknown(role, String.join(", ", OwnershipMatrix.ROLES));
                }
                byRole.put(role, limit(role));
            });
            return new RateLimits(byRole);
        }

        private RateLimits.Limit limit(String role) throws IOException {
            Map<String, Object> found = new HashMap<>();
            int line = line();
            fields("rateLimits." + role, field -> {
                switch (field) {
                    case "requests", "burst" -> found.put(field, wholeNumber(field));
                    case "per" -> found.put(field, duration(field));
                    default -> throw unknown(field, "requests, per, burst");
                }
            });
            Integer requests = (Integer) found.get("requests");
            if (requests == null) throw fault(line, "rateLimits." + role + " needs requests: how many");
            Duration per = (Duration) found.getOrDefault("per", Duration.ofSeconds(1));
            try {
                return new RateLimits.Limit(requests, per, (Integer) found.getOrDefault("burst", requests));
            } catch (IllegalArgumentException e) {
                throw fault(line, "rateLimits." + role + ": " + e.getMessage());
            }
        }

        private void fields(String where, Field each) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw fault(where + " must have fields, name: value");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.nextToken();
                each.read(field);
            }
        }

        private int wholeNumber(String field) throws IOException {
            String text = parser.getText();
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && text.matches("\\d{1,9}")) {
                return Integer.parseInt(text);
            }
            throw fault(field + " must be a whole number, not " + text);
        }

        private Duration duration(String field) throws IOException {
            try {
                return Times.parseDuration(parser.getText());
            } catch (IllegalArgumentException e) {
                throw fault(field + ": " + e.getMessage());
            }
        }

        private IllegalArgumentException unknown(String field, String known) {
            return fault("unknown word \"" + field + "\"; known are " + known);
        }

        private IllegalArgumentException fault(String detail) {
            return fault(line(), detail);
        }

        private IllegalArgumentException fault(int line, String detail) {
            return new IllegalArgumentException(name + " line " + line + ": " + detail);
        }

        private int line() {
            return parser.currentTokenLocation().getLineNr();
        }

        @FunctionalInterface
        private interface Field {
            void read(String name) throws IOException;
        }
    }
}
