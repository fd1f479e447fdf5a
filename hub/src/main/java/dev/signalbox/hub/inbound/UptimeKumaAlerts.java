package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of Uptime Kuma in each of its forms: JSON, a form with the field {@code data}, a query, a text of its
 * operator's own. Without monitor and heartbeat it is a message: of a certificate or a domain that will expire, or a
 * test.
 */
final class UptimeKumaAlerts implements Source {
    private static final String NAME = "uptime-kuma";
    /** Fields of a body of the operator's own in which the text may stand. */
    private static final List<String> TEXTS = List.of("msg", "message", "text", "content", "body", "title");

    @Override
    public Heard hear(Incoming request) {
        return Heard.of(alert(said(request)));
    }

    private static Fields said(Incoming request) {
        if (Forms.isForm(request) && request.body().length > 0) {
            Map<String, String> form = Forms.of(request);
            String data = form.get("data");
            return data == null ? ofQuery(form) : Fields.of(Incoming.treeOf(data.getBytes(StandardCharsets.UTF_8)), "");
        }
        if (request.body().length == 0) {
            if (request.query().keySet().stream().anyMatch(List.of("msg", "heartbeat", "monitor")::contains)) {
                return ofQuery(request.query());
            }
            throw new InvalidInput("", "there is no body, and no msg, heartbeat or monitor in the query");
        }
        return request.saysJson() || looksLikeJson(request.body())
                ? request.object()
                : Fields.of(Json.object().put("msg", request.text()), "");
    }

    private static boolean looksLikeJson(byte[] body) {
        int first = 0;
        while (first < body.length && body[first] <= ' ' && body[first] > 0) first++;
        return first < body.length && body[first] == '{';
    }

    private static Fields ofQuery(Map<String, String> query) {
        ObjectNode said = Json.object();
        query.forEach((name, text) -> {
            boolean json = name.equals("heartbeat") || name.equals("monitor");
            if (json) said.set(name, tree(name, text));
            else if (!name.equals("token")) said.put(name, text);
        });
        return Fields.of(said, "");
    }

    private static JsonNode tree(String name, String json) {
        try {
            return Incoming.treeOf(json.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidInput fault) {
            throw new InvalidInput("/" + name, name + ": " + fault.detail());
        }
    }

    private static Alert alert(Fields said) {
        Fields beat = said.object("heartbeat");
        Fields monitor = said.object("monitor");
        String id = idOf(monitor, beat);
        if (beat == null || id == null) return message(said);
        String monitorName = monitor == null ? null : monitor.text("name");
        String message = said.text("msg");
        String beatMessage = beat.text("msg");
        Instant time = time(beat);
        State state = state(beat);
        return new Alert(
                id,
                state,
                (monitorName == null ? "Monitor " + id : monitorName) + " is " + word(state),
                message == null ? beatMessage : message,
                4,
                List.of(NAME, Objects.requireNonNullElse(monitorName, id)),
                monitor == null ? null : monitor.text("url"),
                time,
                state == State.RESOLVED ? time : null,
                said.node(),
                null);
    }

    private static Alert message(Fields said) {
        String text = null;
        for (String field : TEXTS) {
            JsonNode value = said.value(field);
            if (text == null && value != null && value.isTextual()) text = value.textValue();
        }
        if (said.has("msg")) text = said.text("msg");
        if (text == null || text.isBlank()) text = Json.writeText(said.node());
        String title = Cut.firstLine(text);
        return Alert.message(
                title, text.strip().equals(title) ? null : text, 3, List.of(NAME), null, said.node(), null);
    }

    private static @Nullable String idOf(@Nullable Fields monitor, @Nullable Fields beat) {
        String id = monitor == null ? null : monitor.id("id");
        if (id == null && beat != null) id = beat.id("monitorID");
        if (id == null && beat != null) id = beat.id("monitor_id");
        return id == null && monitor != null ? monitor.text("name") : id;
    }

    private static State state(Fields beat) {
        Integer status = beat.number("status");
        if (status != null && status >= 0 && status <= 3) {
            return status == 1 ? State.RESOLVED : status == 3 ? State.ACKNOWLEDGED : State.FIRING;
        }
        throw new InvalidInput(
                beat.pointer("status"),
                "status " + (status == null ? "is missing" : "is " + status)
                        + "; it must be 0 (down), 1 (up), 2 (pending) or 3 (maintenance)");
    }

    private static String word(State state) {
        return switch (state) {
            case FIRING -> "down";
            case ACKNOWLEDGED -> "in maintenance";
            case RESOLVED -> "up";
        };
    }

    /** UTC, with a blank between date and time. */
    private static @Nullable Instant time(Fields beat) {
        String text = beat.text("time");
        if (text == null || text.isBlank()) return null;
        try {
            return LocalDateTime.parse(text.strip().replace(' ', 'T').replaceFirst("Z$", ""))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new InvalidInput(beat.pointer("time"), "time must be as 2026-11-30 08:00:00.000, in UTC");
        }
    }
}
