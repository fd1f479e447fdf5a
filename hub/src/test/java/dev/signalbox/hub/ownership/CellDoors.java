package dev.signalbox.hub.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.Http2;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.stream.BridgeClient;
import dev.signalbox.hub.stream.Subscriber;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every door of a hub, each with one answer: {@code ok}, or the code of the problem. */
final class CellDoors {
    static final String OK = "ok";

    /** The tools of agents that send a command, and what they call its target. */
    private static final Map<String, List<String>> TOOLS = Map.of(
            "notification.post", List.of("notify", ""),
            "question.ask", List.of("ask", ""),
            "question.answer", List.of("answer", "handle"),
            "roadmap.set-status", List.of("roadmap_set_status", "item"),
            "table.put", List.of("table_put", "table"));

    private final TestHub hub;

    CellDoors(TestHub hub) {
        this.hub = hub;
    }

    /** A wish: what, to whom, with which fields; {@code expected} only where the command needs it. */
    record Wish(String command, String target, Map<String, Object> body, Long expected) {
        Wish(String command, String target, Map<String, Object> body) {
            this(command, target, body, null);
        }

        private Map<String, Object> asCommand() {
            Map<String, Object> fields =
                    new LinkedHashMap<>(Map.of("id", Ids.next(), "command", command, "body", body));
            if (target != null) fields.put("target", target);
            if (expected != null) fields.put("expectedVersion", expected);
            return fields;
        }
    }

    /** Through the resource route, {@code POST /v1/questions/{id}/answer}. */
    String http(String role, String route, Wish wish) {
        return codeOf(reply(role, route, wish));
    }

    /**
     * All that a door says to a wish, in its own form.
     *
     * @param route of the wish; null for one that has none
     */
    String said(String door, String role, String route, Wish wish) {
        return switch (door) {
            case "http" -> reply(role, route, wish).text();
            case "batch" -> batchReply(role, wish).text();
            case "bus" -> busAnswer(role, wish).toString();
            case "bridge" -> bridgeFrame(role, wish).toString();
            case "mcp" -> mcpReply(role, wish).text();
            default -> throw new AssertionError(door);
        };
    }

    private Reply reply(String role, String route, Wish wish) {
        String[] parts = route.split(" ", 2);
        String path = parts[1];
        if (path.contains("{table}")) {
            String[] row = wish.target().split("/", 2);
            path = path.replace("{table}", row[0]).replace("{key}", row[row.length - 1]);
        } else if (wish.target() != null) {
            path = path.replaceAll("\\{(id|model)}", segment(wish.target()));
        }
        // A table's row is the body itself.
        Object body = wish.body().getOrDefault("row", wish.body().getOrDefault("fields", wish.body()));
        var request = hub.request(role, path, "Content-Type", "application/json");
        if (wish.expected() != null) request.header("If-Match", "\"" + wish.expected() + "\"");
        return hub.send(role, request.method(parts[0], BodyPublishers.ofString(Json.writeText(body))));
    }

    /** Through {@code POST /v1/commands}. */
    String batch(String role, Wish wish) {
        Reply reply = batchReply(role, wish);
        return reply.status() == 200 ? verdict(reply.json().at("/results/0")) : codeOf(reply);
    }

    private Reply batchReply(String role, Wish wish) {
        return hub.post(role, "/v1/commands", Map.of("commands", List.of(wish.asCommand())));
    }

    /** In the hub's own JVM, at {@code signalbox.commands}. */
    String bus(String role, Wish wish) {
        JsonNode answer = busAnswer(role, wish);
        return answer.has("verdict") ? verdict(answer) : answer.path("code").asText();
    }

    /** A verdict, or the problem of a refusal. */
    private JsonNode busAnswer(String role, Wish wish) {
        DeliveryOptions options = new DeliveryOptions();
        if (!role.equals(TestHub.NOBODY)) options.addHeader("authorization", "Bearer " + hub.key(role));
        JsonObject command = new JsonObject(Buffer.buffer(Json.write(wish.asCommand())));
        var sent = hub.hub().vertx().eventBus().<JsonObject>request("signalbox.commands", command, options);
        try {
            return json(Await.result(sent).body().encode());
        } catch (ReplyException refused) {
            return json(refused.getMessage());
        }
    }

    /** The same through the bridge, from another process. */
    String bridge(String role, Wish wish) {
        JsonNode frame = bridgeFrame(role, wish);
        return frame.path("type").asText().equals("err")
                ? json(frame.path("message").asText()).path("code").asText()
                : verdict(frame.path("body"));
    }

    private JsonNode bridgeFrame(String role, Wish wish) {
        // A socket of its own each time: one that sends no pings is closed by the bridge.
        try (BridgeClient bridge = BridgeClient.connect(hub)) {
            bridge.frame("send", "signalbox.commands", keyOf(role), wish.asCommand(), "reply");
            return bridge.awaitReply("reply");
        }
    }

    /** Whether a door takes a command at all: agents have tools for some. */
    static boolean takes(String door, String command) {
        return !door.equals("mcp") || TOOLS.containsKey(command);
    }

    /** As an agent, by the tool that sends the command. */
    String mcp(String role, Wish wish) {
        JsonNode answer = mcpReply(role, wish).json();
        if (answer.has("error")) return answer.at("/error/data/code").asText();
        return answer.at("/result/isError").asBoolean()
                ? answer.at("/result/structuredContent/problem/code").asText()
                : OK;
    }

    private Reply mcpReply(String role, Wish wish) {
        List<String> tool = TOOLS.get(wish.command());
        Map<String, Object> arguments = new LinkedHashMap<>(wish.body());
        if (tool.get(0).equals("ask")) arguments.put("wait", 0);
        if (tool.get(1).equals("table")) {
            String[] row = wish.target().split("/", 2);
            arguments.put("table", row[0]);
            arguments.put("key", row[1]);
        } else if (wish.target() != null) {
            arguments.put(tool.get(1), wish.target());
        }
        if (wish.expected() != null) arguments.put("version", wish.expected());
        Map<String, Object> params = Map.of("name", tool.get(0), "arguments", arguments);
        return hub.post(role, "/mcp", Map.of("jsonrpc", "2.0", "id", 1, "method", "tools/call", "params", params));
    }

    /**
     * What a route of a foreign protocol answers, by its status, for its words are its own: whoever was let in may be
     * told that there is no such thing.
     */
    String foreign(String role, String route, String body) {
        String[] parts = route.split(" ", 2);
        if (parts[1].endsWith("Service/Export")) return called(role, parts[1]);
        Reply reply = hub.send(role, parts[0], parts[1].replace("{id}", "none").replace("{topic}", "none"), body);
        // Agents hear a no to their hook behind a good status.
        if (reply.header("Signalbox-Problem").equals(Optional.of("unauthorized"))) return "unauthorized";
        int status = reply.status();
        if (status == 401) return "unauthorized";
        if (status == 403) return "forbidden";
        return status < 500 ? OK : Integer.toString(status);
    }

    /** The same of a call of gRPC, by its status. */
    private String called(String role, String path) {
        HttpRequest call = hub.request(role, path)
                .header("Content-Type", "application/grpc")
                .POST(BodyPublishers.ofByteArray(new byte[5]))
                .build();
        return switch (Http2.send(call).headers().firstValue("grpc-status").orElse("0")) {
            case "0" -> OK;
            case "7" -> "forbidden";
            case "16" -> "unauthorized";
            default -> "another status";
        };
    }

    /** What a GET answers. */
    String get(String role, String path) {
        return codeOf(hub.get(role, path));
    }

    /** Whether a page of events shows one of the family: {@code ok}, {@code hidden}, or why not. */
    String page(String role, String family) {
        return page(role, family, "main");
    }

    /** The same of another log. */
    String page(String role, String family, String log) {
        Reply reply = hub.get(role, "/v1/events?limit=1&log=" + log + "&types=" + family + ".*");
        if (reply.status() != 200) return codeOf(reply);
        return reply.json().path("events").isEmpty() ? "hidden" : OK;
    }

    /** The same of a live stream from the start: told when it has caught up with what was there. */
    String live(String role, String family) {
        return live(role, family, "main");
    }

    /** The same of another log. */
    String live(String role, String family, String log) {
        if (role.equals(TestHub.NOBODY)) return codeOf(hub.get(role, "/v1/events", "Accept", "text/event-stream"));
        long head = hub.get("admin", "/v1/events?limit=1&log=" + log)
                .json()
                .path("head")
                .longValue();
        try (Subscriber stream = Subscriber.of(hub, role, "?after=start&log=" + log + "&types=" + family + ".*")) {
            Eventually.until("caught up", () -> !stream.events().isEmpty() || caughtUp(stream, head));
            return stream.events().isEmpty() ? "hidden" : OK;
        }
    }

    /** The same of one stream. */
    String stream(String role, String stream) {
        return stream(role, stream, "main");
    }

    /** The same of another log. */
    String stream(String role, String stream, String log) {
        return codeOf(hub.get(role, "/v1/streams/" + stream + "?log=" + log));
    }

    /**
     * Families that a bridged listener of each role hears while {@code happening} goes on; its last event is of
     * {@code last}.
     */
    Map<String, Set<String>> heard(List<String> roles, String last, Runnable happening) {
        Map<String, BridgeClient> listeners = new LinkedHashMap<>();
        Map<String, Set<String>> heard = new LinkedHashMap<>();
        try {
            for (String role : roles) {
                BridgeClient listener = BridgeClient.connect(hub);
                listeners.put(role, listener);
                listener.frame("register", "signalbox.events", keyOf(role), null, null);
                // A socket takes its frames in turn: when this is answered, the registration is through.
                listener.frame("send", "signalbox.commands", "", Map.of(), "registered");
                listener.awaitReply("registered");
            }
            happening.run();
            listeners.forEach((role, listener) -> {
                if (!role.equals(TestHub.NOBODY)) {
                    Eventually.until("the last event", () -> families(listener).contains(last));
                }
                heard.put(role, families(listener));
            });
            return heard;
        } finally {
            listeners.values().forEach(BridgeClient::close);
        }
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean caughtUp(Subscriber stream, long head) {
        return stream.framesOf("progress").stream()
                .anyMatch(frame -> Subscriber.data(frame).path("to").longValue() >= head);
    }

    private static Set<String> families(BridgeClient listener) {
        Set<String> families = new TreeSet<>();
        for (JsonNode event : listener.eventsOn("signalbox.events")) {
            String type = event.path("type").asText();
            families.add(type.substring(0, type.indexOf('.')));
        }
        return families;
    }

    private String keyOf(String role) {
        return role.equals(TestHub.NOBODY) ? "" : hub.key(role);
    }

    private static String codeOf(Reply reply) {
        return reply.status() < 300 ? OK : reply.json().path("code").asText();
    }

    private static String verdict(JsonNode result) {
        String code = result.at("/problem/code").asText();
        return code.isEmpty() ? OK : code;
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
