package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.function.Supplier;

/** What the tests ask of a hub in another process with its admin key. */
public record Admin(Supplier<URI> hub, String key) {
    /** The secret of a new key. */
    public String newKey(String name, String role) {
        return post("/v1/keys", Map.of("name", name, "role", role))
                .expect(201)
                .json()
                .path("secret")
                .textValue();
    }

    /** Sends the value as JSON. */
    public TestHub.Reply post(String path, Object body) {
        return TestHub.send(request(path)
                .POST(BodyPublishers.ofByteArray(Json.write(body)))
                .header("Content-Type", "application/json")
                .build());
    }

    /** The same in another space. */
    public TestHub.Reply within(String space, String path, Object body) {
        return TestHub.send(request(path)
                .POST(BodyPublishers.ofByteArray(Json.write(body)))
                .header("Content-Type", "application/json")
                .header("Signalbox-Space", space)
                .build());
    }

    /** Sends the value as JSON. */
    public TestHub.Reply put(String path, Object body) {
        return TestHub.send(request(path)
                .PUT(BodyPublishers.ofByteArray(Json.write(body)))
                .header("Content-Type", "application/json")
                .build());
    }

    /** The answer to a GET, which must be 200. */
    public JsonNode get(String path) {
        return TestHub.send(request(path).GET().build()).expect(200).json();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(hub.get() + path)).header("Authorization", "Bearer " + key);
    }
}
