package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Utf8Reader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0 over HTTP: structured, binary, and batches. Each is a message, once by its source and id; one with
 * the extension {@code alertstate} is about a thing that begins and ends, which {@code alertid} names, else its source
 * and subject.
 */
final class CloudEventAlerts implements Source {
    private static final String NAME = "cloudevents";
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String PREFIX = "ce-";
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,64}");

    private final HeaderNames names;

    /** The names of the headers of a request: binary events have attributes that nobody knows beforehand. */
    @FunctionalInterface
    interface HeaderNames {
        List<String> of(Incoming request);
    }

    CloudEventAlerts(HeaderNames names) {
        this.names = names;
    }

    @Override
    public Heard hear(Incoming request) {
        if (request.contentType().equals(BATCH)) return batch(request.tree());
        if (request.header(PREFIX + "specversion") != null) return Heard.of(alert(binary(request)));
        if (request.contentType().equals(STRUCTURED)) return Heard.of(alert(request.object()));
        if (request.saysJson()) {
            JsonNode tree = request.tree();
            // Senders that cannot set the type of their body say so in it.
            if (tree.isArray()) return batch(tree);
            if (tree.has("specversion")) return Heard.of(alert(Fields.of(tree, "")));
        }
        throw new InvalidInput(
                "",
                "this is no CloudEvent: send " + STRUCTURED + ", " + BATCH + ", or the headers ce-specversion, ce-id,"
                        + " ce-source and ce-type");
    }

    private static Heard batch(JsonNode events) {
        if (!events.isArray()) throw new InvalidInput("", "a batch must be a JSON list of events");
        if (events.size() > Limits.INBOUND_ALERTS_MAX) {
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "the batch has " + events.size() + " events; at most " + Limits.INBOUND_ALERTS_MAX
                            + " are taken at once");
        }
        List<Alert> alerts = new ArrayList<>();
        List<InvalidInput> faults = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                alerts.add(alert(Fields.of(events.get(i), "/" + i)));
            } catch (InvalidInput fault) {
                faults.add(fault);
            }
        }
        return new Heard(alerts, faults);
    }

    /** The same event as its structured form would have it. */
    private Fields binary(Incoming request) {
        ObjectNode event = Json.object();
        for (String header : names.of(request)) {
            String name = header.toLowerCase(Locale.ROOT);
            if (!name.startsWith(PREFIX)) continue;
            String attribute = name.substring(PREFIX.length());
            if (!ATTRIBUTE.matcher(attribute).matches()) {
                throw new InvalidInput("", "the header " + header + " names no attribute: small letters and digits");
            }
            event.put(attribute, decoded(header, Objects.requireNonNull(request.header(header))));
        }
        String type = request.header("Content-Type");
        if (type != null) event.put("datacontenttype", type);
        if (request.body().length > 0) event.set("data", data(request));
        return Fields.of(event, "");
    }

    private static JsonNode data(Incoming request) {
        if (request.saysJson()) return request.tree();
        try {
            return TextNode.valueOf(request.text());
        } catch (InvalidInput bytes) {
            return Json.object().put("base64", Base64.getEncoder().encodeToString(request.body()));
        }
    }

    /** Percent signs, as the binding to HTTP wants them; a plus is a plus. */
    private static String decoded(String header, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("", "the header " + header + " is not encoded with percent signs as it must be");
        }
    }

    private static Alert alert(Fields event) {
        String version = event.required("specversion");
        if (!version.equals("1.0")) {
            throw new InvalidInput(
                    event.pointer("specversion"), "specversion is \"" + Cut.line(version, 20) + "\"; it must be 1.0");
        }
        String id = event.required("id");
        String source = event.required("source");
        String type = event.required("type");
        String subject = event.text("subject");
        Instant time = event.time("time");
        JsonNode data = dataOf(event);
        Content content = Content.of(data, subject == null ? type : type + " " + subject);
        String word = event.text("alertstate");
        State state = word == null ? null : State.of(word);
        if (word != null && state == null) {
            throw new InvalidInput(event.pointer("alertstate"), "alertstate must be firing, acknowledged or resolved");
        }
        String alertId = event.text("alertid");
        if (alertId == null) alertId = source + " " + (subject == null ? type : subject);
        return new Alert(
                state == null ? null : alertId,
                state == null ? State.FIRING : state,
                content.title(),
                content.body(),
                Severity.priorityOf(event.has("priority") ? event.id("priority") : content.severity()),
                List.of(NAME, type),
                content.link(),
                time,
                state == State.RESOLVED ? time : null,
                Json.object().set("event", event.node()),
                state == null ? source + " " + id : null);
    }

    private static @Nullable JsonNode dataOf(Fields event) {
        JsonNode data = event.value("data");
        String base64 = event.text("data_base64");
        if (base64 == null) return data;
        if (data != null) {
            throw new InvalidInput(event.pointer("data_base64"), "data and data_base64 exclude each other; send one");
        }
        try {
            return TextNode.valueOf(Utf8Reader.text(Base64.getDecoder().decode(base64)));
        } catch (InvalidInput bytes) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(event.pointer("data_base64"), "data_base64 is not Base64");
        }
    }

    /** What a person can read of the data of an event. */
    private record Content(
            String title,
            @Nullable String body,
            @Nullable String severity,
            @Nullable String link) {
        static Content of(@Nullable JsonNode data, String otherwise) {
            if (data == null) return new Content(otherwise, null, null, null);
            if (data.isTextual()) return new Content(otherwise, data.textValue(), null, null);
            String title = first(data, "title", "summary", "subject", "name");
            String body = first(data, "body", "message", "description", "text");
            return new Content(
                    title == null ? otherwise : title,
                    body,
                    first(data, "severity", "priority", "level"),
                    first(data, "link", "url"));
        }

        private static @Nullable String first(JsonNode data, String... names) {
            for (String name : names) {
                JsonNode value = data.path(name);
                if (value.isTextual() || value.isIntegralNumber()) return value.asText();
            }
            return null;
        }
    }
}
