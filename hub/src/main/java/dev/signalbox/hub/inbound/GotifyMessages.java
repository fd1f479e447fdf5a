package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent as to Gotify: JSON or a form with title, message, priority and extras. Each is a message. */
final class GotifyMessages implements Source {
    private static final String NAME = "gotify";

    @Override
    public Heard hear(Incoming request) {
        Fields said = message(request);
        String text = said.required("message");
        String title = said.text("title");
        boolean untitled = title == null || title.isBlank();
        String heading = untitled ? Cut.firstLine(text) : String.valueOf(title);
        return Heard.of(Alert.message(
                heading,
                untitled && text.strip().equals(heading) ? null : text,
                priority(said.number("priority")),
                List.of(NAME),
                link(said),
                Json.object().set(NAME, said.node()),
                null));
    }

    /** The fields of one message, as the JSON form has them. */
    static Fields message(Incoming request) {
        if (!Forms.isForm(request)) return request.object();
        Map<String, String> form = Forms.of(request);
        ObjectNode message = Json.object();
        for (String field : List.of("title", "message", "priority")) {
            String text = form.get(field);
            if (text == null) continue;
            if (!field.equals("priority")) message.put(field, text);
            else if (text.strip().matches("-?\\d{1,9}")) message.put(field, Integer.parseInt(text.strip()));
            else throw new InvalidInput("/priority", "priority must be a whole number");
        }
        return Fields.of(message, "");
    }

    /** Gotify counts from 0 to 10. */
    private static int priority(@Nullable Integer told) {
        if (told == null) return 3;
        if (told <= 0) return 1;
        if (told <= 3) return 2;
        if (told <= 7) return 3;
        return told <= 9 ? 4 : 5;
    }

    private static @Nullable String link(Fields said) {
        Fields extras = said.object("extras");
        return extras == null
                ? null
                : extras.node()
                        .path("client::notification")
                        .path("click")
                        .path("url")
                        .textValue();
    }
}
