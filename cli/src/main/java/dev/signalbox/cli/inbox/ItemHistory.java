package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import java.util.List;

/** What happened to a question or a notification, an event a line. */
final class ItemHistory {
    private ItemHistory() {}

    static List<String> of(List<Event> events, Ink ink) {
        return events.stream()
                .map(event -> ink.dim(ItemSheet.moment(event.recordedtime())) + "  " + Ink.plain(said(event)))
                .toList();
    }

    private static String said(Event event) {
        JsonNode data = event.data();
        String verb = event.type().substring(event.type().indexOf('.') + 1).replace('_', ' ');
        if (event.type().equals(EventTypes.QUESTION_ANSWERED)) return answered(event);
        if (event.type().equals(EventTypes.QUESTION_EXPIRED) || event.type().equals(EventTypes.NOTIFICATION_EXPIRED)) {
            return verb;
        }
        return verb + " by " + event.actor() + why(data);
    }

    /** A default is never shown as a human's answer. */
    private static String answered(Event event) {
        JsonNode data = event.data();
        String value = "answered \"" + data.path("value").asText() + "\"";
        if (data.path("source").asText().equals("default")) return value + " by default, nobody answered";
        String person = data.hasNonNull("onBehalfOf")
                ? data.path("onBehalfOf").asText() + " through " + event.actor()
                : event.actor();
        return value + " by " + person + " (" + data.path("via").asText() + ")" + why(data);
    }

    private static String why(JsonNode data) {
        String why = data.path("comment").asText(data.path("reason").asText(""));
        return why.isEmpty() || why.equals("null") ? "" : ": " + why;
    }
}
