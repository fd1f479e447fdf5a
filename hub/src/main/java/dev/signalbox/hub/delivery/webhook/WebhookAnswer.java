package dev.signalbox.hub.delivery.webhook;

import dev.signalbox.wire.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers, as far as it is kept. */
final class WebhookAnswer {
    /** So many characters of what was sent, one behind the other, make an answer an echo. */
    private static final int ECHO_CHARS = 16;

    private static final int SECONDS_DIGITS_MAX = 7;

    private WebhookAnswer() {}

    /**
     * The beginning of an answer as one line, and nothing when something of what was sent is in it: what is erased in
     * the log must not live on in an answer.
     */
    static String kept(ByteArrayOutputStream answer, byte[] sent) {
        String text = answer.toString(StandardCharsets.UTF_8)
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        if (isEcho(text, new String(sent, StandardCharsets.UTF_8))) return "(an echo of what was sent)";
        int end = Math.min(text.length(), Limits.DELIVERY_ANSWER_CHARS_KEPT);
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) end--;
        return text.substring(0, end);
    }

    private static boolean isEcho(String answer, String sent) {
        for (int i = 0; i + ECHO_CHARS <= answer.length(); i++) {
            if (sent.contains(answer.substring(i, i + ECHO_CHARS))) return true;
        }
        return false;
    }

    /**
     * The time that {@code Retry-After} names, from now on: at least a second, at most
     * {@link Limits#DELIVERY_TRIED_MAX}; null when it says nothing that can be read.
     */
    static @Nullable Duration after(@Nullable String header, Instant now) {
        if (header == null) return null;
        String text = header.strip();
        Duration wanted;
        if (text.matches("\\d+")) {
            wanted = text.length() > SECONDS_DIGITS_MAX
                    ? Limits.DELIVERY_TRIED_MAX
                    : Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                wanted = Duration.between(
                        now,
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeParseException unreadable) {
                return null;
            }
        }
        if (wanted.compareTo(Duration.ofSeconds(1)) < 0) return Duration.ofSeconds(1);
        return wanted.compareTo(Limits.DELIVERY_TRIED_MAX) > 0 ? Limits.DELIVERY_TRIED_MAX : wanted;
    }
}
