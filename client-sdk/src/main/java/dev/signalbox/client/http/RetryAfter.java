package dev.signalbox.client.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Retry-After}: seconds, or an HTTP date that is compared with the sender's own {@code Date}, never with
 * our clock.
 */
final class RetryAfter {
    private RetryAfter() {}

    static @Nullable Duration of(HttpHeaders headers) {
        String text = headers.firstValue("Retry-After").map(String::strip).orElse("");
        if (text.matches("\\d{1,9}")) return Duration.ofSeconds(Long.parseLong(text));
        Instant until = date(text);
        Instant now = date(headers.firstValue("Date").orElse(""));
        if (until == null || now == null) return null;
        Duration wait = Duration.between(now, until);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
