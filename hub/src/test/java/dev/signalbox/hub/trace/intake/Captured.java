package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One request as a real client sent it: its body byte for byte, its headers, and in the end the keys of the test. */
record Captured(String path, Map<String, String> headers, byte[] body, boolean chunked) {
    /** What the test's own client sets. */
    private static final Set<String> OWN =
            Set.of("host", "connection", "content-length", "transfer-encoding", "authorization");

    /** Every request of a file of the resources, {@code js-langfuse-3.39.2/01-ingestion-one-batch.json}. */
    static List<Captured> of(String file) {
        List<Captured> all = new ArrayList<>();
        for (JsonNode exchange : Json.readLenient(bytes(file), JsonNode.class).path("exchanges")) {
            JsonNode request = exchange.path("request");
            Map<String, String> headers = new java.util.LinkedHashMap<>();
            boolean chunked = false;
            for (Map.Entry<String, JsonNode> header : request.path("headers").properties()) {
                String name = header.getKey().toLowerCase(Locale.ROOT);
                chunked |= name.equals("transfer-encoding");
                if (!OWN.contains(name))
                    headers.put(header.getKey(), header.getValue().asText());
            }
            String folder = file.substring(0, file.indexOf('/') + 1);
            byte[] body = request.has("bodyFile")
                    ? bytes(folder + request.path("bodyFile").asText())
                    : Json.write(request.path("body"));
            all.add(new Captured(request.path("path").asText(), headers, body, chunked));
        }
        return all;
    }

    static Captured one(String file) {
        List<Captured> all = of(file);
        if (all.size() != 1) throw new AssertionError(file + " has " + all.size() + " requests");
        return all.get(0);
    }

    /** Sends it with this {@code Authorization}. */
    Reply send(TestHub hub, String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.url().resolve(path));
        headers.forEach(request::header);
        request.header("Authorization", authorization);
        request.POST(
                chunked
                        ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                        : BodyPublishers.ofByteArray(body));
        return TestHub.send(request.build());
    }

    JsonNode json() {
        return Json.readLenient(body, JsonNode.class);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Captured.class.getResourceAsStream("/traces/" + file)) {
            if (in == null) throw new AssertionError("no resource /traces/" + file);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
