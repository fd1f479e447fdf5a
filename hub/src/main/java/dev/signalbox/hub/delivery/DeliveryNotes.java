package dev.signalbox.hub.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Note;
import dev.signalbox.hub.delivery.DeliveryBook.Dead;
import dev.signalbox.hub.delivery.EndpointCommands.EndReplay;
import dev.signalbox.hub.delivery.EndpointCommands.SwitchOff;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Future;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What of deliveries matters to people: that an event was given up, and that an endpoint was. Each is an event of the
 * log, and a notification. Their ids are derived from what happened, so a node that died in between tells it once.
 */
final class DeliveryNotes {
    private static final int PRIORITY = 4;

    private final CommandHandler commands;

    DeliveryNotes(CommandHandler commands) {
        this.commands = commands;
    }

    /**
     * An event was given up.
     *
     * @param position of the event
     * @param event its id
     * @param status of the last answer; null when there was none
     */
    record NoteFailed(
            String endpoint,
            String name,
            long position,
            String event,
            String type,
            int tries,
            Instant firstAt,
            @Nullable Integer status) {}

    static Note note(NoteFailed failed) {
        return new Note("delivery/" + failed.endpoint(), EventTypes.DELIVERY_FAILED, failed);
    }

    Future<?> failed(Endpoint endpoint, RecordedEvent event, Dead letter) {
        String id = Ids.derived(
                "delivery.failed",
                endpoint.id(),
                Long.toString(event.position()),
                letter.firstAt().toString());
        NoteFailed failed = new NoteFailed(
                endpoint.id(),
                endpoint.name(),
                event.position(),
                event.id(),
                event.type(),
                letter.tries(),
                letter.firstAt(),
                letter.last().status());
        String answer = letter.last().status() == null
                ? "no answer"
                : "status " + letter.last().status();
        return send("delivery.note-failed", id, null, Json.tree(failed))
                .compose(noted -> post(
                        Ids.derived(id, "post"),
                        "delivery-failed/" + endpoint.id(),
                        "An event did not get to " + endpoint.name(),
                        event.type() + " at position " + event.position() + " was given up after " + letter.tries()
                                + " tries; the last one ended with " + answer + ". It is a dead letter: signalbox"
                                + " deliveries show " + endpoint.id() + " " + event.position()));
    }

    Future<?> switchedOff(Endpoint endpoint, String reason) {
        String id = Ids.derived("endpoint.switch-off", endpoint.id(), Long.toString(endpoint.version()));
        return send("endpoint.switch-off", id, endpoint.id(), Json.tree(new SwitchOff(reason, endpoint.version())))
                .compose(off -> post(
                        Ids.derived(id, "post"),
                        "endpoint-disabled/" + endpoint.id(),
                        "The endpoint " + endpoint.name() + " was disabled",
                        "Nothing goes to it any more: " + reason
                                + ". What it did not get waits in the log; when it is well again: signalbox endpoints"
                                + " enable " + endpoint.id()));
    }

    Future<?> replayed(Endpoint endpoint, long replay) {
        String id = Ids.derived("endpoint.end-replay", endpoint.id(), Long.toString(replay));
        return send("endpoint.end-replay", id, endpoint.id(), Json.tree(new EndReplay(replay)));
    }

    /** The log went back: what endpoints got may be gone, and comes again. */
    Future<?> wentBack(String epoch, int endpoints) {
        return post(
                Ids.derived("deliveries.went-back", epoch),
                "deliveries-went-back",
                "The log went back, and deliveries with it",
                endpoints + " endpoints go on where they stood at that moment: they may get again, under the same"
                        + " webhook-id, what they got before, and what they got since may be no event any more.");
    }

    private Future<?> post(String id, String key, String title, String body) {
        ObjectNode wish = Json.object()
                .put("title", title)
                .put("body", body)
                .put("priority", PRIORITY)
                .put("dedupKey", key);
        return send("notification.post", id, null, wish);
    }

    private Future<?> send(String command, String id, @Nullable String target, JsonNode body) {
        return commands.handle(new Command(id, command, target, null, null, body), Caller.TIMER);
    }
}
