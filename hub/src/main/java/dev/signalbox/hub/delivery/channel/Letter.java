package dev.signalbox.hub.delivery.channel;

import dev.signalbox.hub.http.route.CloudEvents;
import dev.signalbox.hub.log.RecordedEvent;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * An event as it goes to an endpoint. It is made for one try and kept nowhere.
 *
 * @param id the same at every try: the event's id, whose characters other than letters, digits, {@code -} and {@code _}
 *     are percent-encoded, so that it fits a header and holds no dot
 * @param body the CloudEvent, UTF-8; must not be changed
 */
public record Letter(String id, long position, byte[] body) {
    /** That of an event. */
    public static Letter of(RecordedEvent event, CloudEvents form) {
        return new Letter(webhookId(event.id()), event.position(), form.json(event));
    }

    private static String webhookId(String eventId) {
        return URLEncoder.encode(eventId, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E")
                .replace("*", "%2A");
    }

    /** The id of the event of such an id, or of an event itself. */
    public static String eventId(String given) {
        try {
            return URLDecoder.decode(given.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException noEncoding) {
            return given;
        }
    }
}
