package dev.signalbox.hub.tenancy;

import static dev.signalbox.hub.TestHub.NOBODY;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tests ask of a hub about its spaces, and within them by the key of one. */
record SpaceCalls(TestHub hub) {
    /** Makes a space; the secret of its first key. */
    String keyOf(String name) {
        return create(Map.of("name", name))
                .expect(201)
                .json()
                .path("key")
                .path("secret")
                .asText();
    }

    Reply create(Map<String, Object> wish) {
        return hub.post("admin", "/v1/spaces", new HashMap<>(wish));
    }

    Reply seal(String name) {
        return hub.send("admin", "DELETE", "/v1/spaces/" + name, Map.of("name", name));
    }

    /** Types of what the log tells of spaces. */
    List<String> types() {
        List<String> types = new ArrayList<>();
        hub.get("admin", "/v1/events?types=space.*&limit=500")
                .expect(200)
                .json()
                .path("events")
                .forEach(event -> types.add(event.path("type").asText()));
        return types;
    }

    long count(String type) {
        return types().stream().filter(type::equals).count();
    }

    Reply get(String key, String path, String... headers) {
        return hub.get(NOBODY, path, with(key, headers));
    }

    Reply post(String key, String path, Object body) {
        return hub.post(NOBODY, path, body, with(key));
    }

    Reply send(String key, String method, String path, Object body) {
        return hub.send(NOBODY, method, path, body, with(key));
    }

    private static String[] with(String key, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + key));
        all.addAll(List.of(headers));
        return all.toArray(String[]::new);
    }
}
