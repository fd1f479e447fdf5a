package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is published as to ntfy: JSON without a topic in the path, else the body as the text; more fields in headers or
 * in the query, with {@code X-} or without, also beside JSON, where they count before it. Each is a message; one with a
 * sequence id says the newest of something that goes on.
 */
final class NtfyMessages implements Source {
    private static final String NAME = "ntfy";
    private static final Pattern TOPIC = Pattern.compile("[-_A-Za-z0-9]{1,64}");

    /** A field, and the names that it may have in headers and in the query. */
    private enum Field {
        TITLE("title,t,ti"),
        MESSAGE("message,m"),
        PRIORITY("priority,p,prio"),
        TAGS("tags,ta,tag"),
        CLICK("click"),
        ICON("icon"),
        ACTIONS("actions,action"),
        ATTACH("attach,a"),
        FILENAME("filename,file,f"),
        MARKDOWN("markdown,md"),
        DELAY("delay,at,in,x-at,x-in"),
        EMAIL("email,e-mail,mail,e"),
        CALL("call"),
        SEQUENCE_ID("sequence_id,sequence-id,sid");

        private final String names;

        Field(String names) {
            this.names = names;
        }

        List<String> names() {
            return List.of(names.split(",", -1));
        }

        String word() {
            return names().get(0);
        }

        /** The value in the headers or the query; null when there is none. */
        @Nullable
        String in(Incoming request) {
            for (String name : names()) {
                for (String header : List.of("X-" + name, name)) {
                    String value = request.header(header.replace('_', '-'));
                    if (value != null && !value.isBlank()) return HeaderText.decoded(value);
                }
                String value = request.query().get(name);
                if (value == null) value = request.query().get("x-" + name);
                if (value != null && !value.isBlank()) return value;
            }
            return null;
        }
    }

    @Override
    public Heard hear(Incoming request) {
        return Heard.of(alert(message(request)));
    }

    /** The fields of one message, wherever they stood, as the JSON form has them. */
    static ObjectNode message(Incoming request) {
        ObjectNode message = Json.object();
        if (request.topic() == null) {
            message.setAll((ObjectNode) request.object().node());
        } else {
            message.put("topic", request.topic()).put("message", request.text());
        }
        for (Field field : Field.values()) {
            String value = field.in(request);
            if (value != null) put(message, field, value);
        }
        return message;
    }

    private static void put(ObjectNode message, Field field, String value) {
        boolean hasText =
                field == Field.MESSAGE && !message.path("message").asText().isBlank();
        switch (field) {
            case TAGS -> {
                var tags = message.putArray(field.word());
                for (String tag : value.split(",", -1)) if (!tag.isBlank()) tags.add(tag.strip());
            }
            case PRIORITY -> message.put(field.word(), priority(value, "/priority"));
            case MARKDOWN ->
                message.put(field.word(), !List.of("0", "no", "false").contains(lower(value)));
            default -> {
                // A body is the message; what a header says comes in its place only when there is none.
                if (!hasText) message.put(field.word(), value.replace("\\n", "\n"));
            }
        }
    }

    private static Alert alert(ObjectNode message) {
        Fields said = Fields.of(message, "");
        String topic = said.required("topic");
        if (!TOPIC.matcher(topic).matches()) {
            throw new InvalidInput("/topic", "topic must have 1 to 64 letters, digits, - and _");
        }
        if (said.has("delay")) {
            throw new InvalidInput(
                    "/delay", "delay is not taken: messages come at once; leave it out, or send it later");
        }
        String text = text(said);
        String title = said.text("title");
        boolean untitled = title == null || title.isBlank();
        List<String> tags = new ArrayList<>(List.of(topic));
        tags.addAll(tags(said));
        int priority = priority(said);
        String sequence = said.id("sequence_id");
        String heading = untitled ? Cut.firstLine(text) : String.valueOf(title);
        return new Alert(
                sequence == null ? null : topic + "/" + sequence,
                State.FIRING,
                heading,
                untitled && text.strip().equals(heading) ? null : text,
                priority,
                tags,
                said.text("click"),
                null,
                null,
                Json.object().set(NAME, message),
                null);
    }

    /** As ntfy calls what has no text. */
    static String text(Fields said) {
        String text = said.text("message");
        return text == null || text.isBlank() ? "triggered" : text;
    }

    /** Fails with {@link InvalidInput}, which names the field. */
    static List<String> tags(Fields said) {
        JsonNode tags = said.value("tags");
        List<String> all = new ArrayList<>();
        if (tags == null) return all;
        if (tags.isTextual()) {
            for (String tag : tags.textValue().split(",", -1)) all.add(tag.strip());
            return all;
        }
        if (!tags.isArray()) throw said.wrong("tags", "a list of texts");
        for (int i = 0; i < tags.size(); i++) {
            if (!tags.get(i).isTextual()) throw new InvalidInput("/tags/" + i, "tags must be a list of texts");
            all.add(tags.get(i).textValue());
        }
        return all;
    }

    /** 3 when it is not said, and for 0, with which some say so. */
    static int priority(Fields said) {
        String priority = said.id("priority");
        return priority == null ? 3 : priority(priority, "/priority");
    }

    private static int priority(String text, String pointer) {
        return switch (lower(text)) {
            case "1", "min" -> 1;
            case "2", "low" -> 2;
            case "0", "3", "default" -> 3;
            case "4", "high" -> 4;
            case "5", "max", "urgent" -> 5;
            default ->
                throw new InvalidInput(
                        pointer, "priority must be 1 to 5, or one of min, low, default, high, max and urgent");
        };
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }
}
