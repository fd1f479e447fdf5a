package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Slack's Web API and Socket Mode, as far as a bot of cards needs them, on a port of this machine. It holds messages to
 * the limits of the Block Kit, gives each socket one ticket, and plays troubles when told to. {@link SlackClientsTest}
 * has Slack's own libraries judge it.
 */
final class SlackStandIn implements AutoCloseable {
    static final String APP_TOKEN = "xapp-1-A1-canary-of-the-app";
    static final String BOT_TOKEN = "xoxb-1-2-canary-of-the-bot";
    static final String CHANNEL = "C0CARDS";

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final Map<String, ObjectNode> messages = new LinkedHashMap<>();
    private final Set<String> tickets = new HashSet<>();
    private final Map<String, Deque<Object>> troubles = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    private final AtomicInteger last = new AtomicInteger();
    private boolean archived;
    private boolean mute;

    /** All calls that came, in their order. */
    final List<Call> calls = new CopyOnWriteArrayList<>();
    /** Words that only one person sees. */
    final List<JsonNode> whispers = new CopyOnWriteArrayList<>();
    /** Sockets that are open, the newest last. */
    final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    /** Ids of envelopes that were acknowledged, as often as they were. */
    final List<String> acknowledged = new CopyOnWriteArrayList<>();
    /** The socket of each acknowledgement. */
    final Map<String, ServerWebSocket> acknowledgedOver = new ConcurrentHashMap<>();
    /** Modals that were opened. */
    final List<JsonNode> views = new CopyOnWriteArrayList<>();
    /** Answers to slash commands. */
    final List<JsonNode> responses = new CopyOnWriteArrayList<>();
    /** How many sockets were opened ever. */
    final AtomicInteger opened = new AtomicInteger();

    /** One call of the API. */
    record Call(String method, Map<String, String> arguments, String token) {}

    SlackStandIn() {
        var server = vertx.createHttpServer();
        server.webSocketHandler(this::socket);
        server.requestHandler(request -> request.body().onSuccess(body -> called(request, body.toString())));
        port = Await.result(server.listen(0, "127.0.0.1")).actualPort();
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + port + "/api/");
    }

    /** The next call of a method is answered with this error. */
    synchronized void refuse(String method, String error) {
        troubles.computeIfAbsent(method, each -> new ArrayDeque<>()).add(error);
    }

    /** The next call of a method is told to come back after so many seconds. */
    synchronized void limit(String method, int seconds) {
        troubles.computeIfAbsent(method, each -> new ArrayDeque<>()).add(seconds);
    }

    /** The next post gets into the channel, and nobody hears of it. */
    synchronized void mutePost() {
        mute = true;
    }

    synchronized void revoke(String token) {
        revoked.add(token);
    }

    synchronized void restore(String token) {
        revoked.remove(token);
    }

    /** The same message a second time, as when a post is repeated. */
    synchronized JsonNode twin(JsonNode message) {
        String ts = "1800000000.%06d".formatted(last.incrementAndGet());
        ObjectNode twin = ((ObjectNode) message.deepCopy()).put("ts", ts);
        messages.put(ts, twin);
        return twin;
    }

    synchronized void archive(boolean now) {
        archived = now;
    }

    /** Somebody takes a message away. */
    synchronized void delete(String ts) {
        messages.remove(ts);
    }

    /** All messages of the channel, oldest first. */
    synchronized List<JsonNode> messages() {
        List<JsonNode> all = new ArrayList<>();
        messages.values().forEach(each -> all.add(each.deepCopy()));
        return all;
    }

    /** The only message in which this text stands, once it is there. */
    JsonNode card(String text) {
        Eventually.until("a card says " + text, () -> messages().stream().anyMatch(each -> says(each, text)));
        return messages().stream()
                .filter(each -> says(each, text))
                .reduce((one, other) -> {
                    throw new AssertionError("two cards say " + text);
                })
                .orElseThrow();
    }

    /** The message of this ts, once it says so. */
    JsonNode shows(String ts, String text) {
        Eventually.until("the card shows " + text, () -> messages().stream()
                .anyMatch(each -> each.path("ts").asText().equals(ts) && says(each, text)));
        return messages().stream()
                .filter(each -> each.path("ts").asText().equals(ts))
                .findFirst()
                .orElseThrow();
    }

    static boolean says(JsonNode message, String text) {
        return message.toString().contains(text);
    }

    /** Words to one person, once somebody said them. */
    JsonNode whisper(String text) {
        Eventually.until("somebody is told " + text, () -> whispers.stream().anyMatch(each -> says(each, text)));
        return whispers.stream().filter(each -> says(each, text)).findFirst().orElseThrow();
    }

    /** The payload of a press on a card's element, as Slack makes it. */
    ObjectNode press(JsonNode message, String actionId, String member) {
        JsonNode actions = null;
        for (JsonNode block : message.path("blocks")) {
            if (block.path("type").asText().equals("actions")) actions = block;
        }
        if (actions == null) throw new AssertionError("nothing to press on " + message);
        ObjectNode payload =
                person(member).put("type", "block_actions").put("trigger_id", "1.2." + last.incrementAndGet());
        payload.put("response_url", "http://127.0.0.1:" + port + "/respond/" + last.get());
        payload.putObject("channel").put("id", CHANNEL).put("name", "cards");
        payload.putObject("container")
                .put("type", "message")
                .put("message_ts", message.path("ts").asText())
                .put("channel_id", CHANNEL)
                .put("is_ephemeral", false);
        payload.putObject("message")
                .put("ts", message.path("ts").asText())
                .put("text", message.path("text").asText())
                .put("bot_id", "B1");
        for (JsonNode element : actions.path("elements")) {
            if (!element.path("action_id").asText().equals(actionId)) continue;
            ObjectNode action = payload.putArray("actions").addObject();
            action.put("type", element.path("type").asText())
                    .put("action_id", actionId)
                    .put("block_id", actions.path("block_id").asText())
                    .put("action_ts", "1548426417.840180");
            if (element.has("value")) action.put("value", element.path("value").asText());
            return payload;
        }
        throw new AssertionError("no " + actionId + " on " + message);
    }

    /** The payload of a choice from a card's select. */
    ObjectNode choose(JsonNode message, int at, String member) {
        ObjectNode payload = press(message, "answer", member);
        ObjectNode action = (ObjectNode) payload.path("actions").path(0);
        for (JsonNode block : message.path("blocks")) {
            JsonNode options = block.at("/elements/0/options");
            if (options.isArray()) action.set("selected_option", options.path(at));
        }
        return payload;
    }

    /** The payload of a modal that somebody sent. */
    ObjectNode submit(JsonNode view, String text, String member) {
        ObjectNode payload = person(member).put("type", "view_submission");
        ObjectNode sent = payload.putObject("view")
                .put("id", "V" + last.incrementAndGet())
                .put("type", "modal")
                .put("callback_id", view.path("callback_id").asText())
                .put("private_metadata", view.path("private_metadata").asText());
        sent.putObject("state")
                .putObject("values")
                .putObject("write")
                .putObject("answer")
                .put("type", "plain_text_input")
                .put("value", text);
        return payload;
    }

    /** The payload of a slash command. */
    ObjectNode slash(String text, String member) {
        return Json.object()
                .put("token", "verification-canary")
                .put("command", "/signalbox")
                .put("text", text)
                .put("user_id", member)
                .put("user_name", "somebody")
                .put("team_id", "T1")
                .put("team_domain", "example")
                .put("channel_id", CHANNEL)
                .put("channel_name", "cards")
                .put("api_app_id", "A1")
                .put("response_url", "http://127.0.0.1:" + port + "/respond/" + last.incrementAndGet())
                .put("trigger_id", "1.2." + last.get());
    }

    /** Sends an envelope over the newest socket, without waiting for its acknowledgement. */
    String send(String type, JsonNode payload) {
        String id = Ids.next();
        send(id, type, payload);
        return id;
    }

    void send(String id, String type, JsonNode payload) {
        Eventually.until("a socket is open", () -> !sockets.isEmpty());
        send(sockets.get(sockets.size() - 1), id, type, payload);
    }

    static void send(ServerWebSocket over, String id, String type, JsonNode payload) {
        ObjectNode envelope = Json.object().put("envelope_id", id).put("type", type);
        envelope.put("accepts_response_payload", type.equals("slash_commands")).set("payload", payload);
        over.writeTextMessage(Json.writeText(envelope));
    }

    /** The same, and waits for its acknowledgement. */
    String sent(String type, JsonNode payload) {
        String id = send(type, payload);
        Eventually.until(id + " is acknowledged", () -> acknowledged.contains(id));
        return id;
    }

    /** Says on the newest socket that it will end. */
    ServerWebSocket disconnect(String reason) {
        Eventually.until("a socket is open", () -> !sockets.isEmpty());
        ServerWebSocket newest = sockets.get(sockets.size() - 1);
        newest.writeTextMessage(
                Json.writeText(Json.object().put("type", "disconnect").put("reason", reason)));
        return newest;
    }

    @Override
    public void close() {
        Await.result(vertx.close());
    }

    private static ObjectNode person(String member) {
        ObjectNode payload = Json.object().put("api_app_id", "A1").put("token", "verification-canary");
        payload.putObject("user").put("id", member).put("username", "somebody").put("team_id", "T1");
        payload.putObject("team").put("id", "T1").put("domain", "example");
        payload.putNull("enterprise").put("is_enterprise_install", false);
        return payload;
    }

    private void socket(ServerWebSocket socket) {
        String ticket = String.valueOf(socket.query());
        synchronized (this) {
            if (!tickets.remove(ticket)) {
                socket.close((short) 1008, "no such ticket");
                return;
            }
        }
        sockets.add(socket);
        opened.incrementAndGet();
        socket.textMessageHandler(text -> {
            String id = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                    .path("envelope_id")
                    .asText();
            acknowledgedOver.put(id, socket);
            acknowledged.add(id);
        });
        socket.closeHandler(gone -> sockets.remove(socket));
        ObjectNode hello = Json.object().put("type", "hello").put("num_connections", sockets.size());
        hello.putObject("connection_info").put("app_id", "A1");
        hello.putObject("debug_info").put("host", "stand-in").put("approximate_connection_time", 18060);
        socket.writeTextMessage(Json.writeText(hello));
    }

    private void called(HttpServerRequest request, String body) {
        if (request.path().startsWith("/respond/")) {
            responses.add(Json.readLenient(body.getBytes(StandardCharsets.UTF_8), JsonNode.class));
            request.response().end("ok");
            return;
        }
        String method = request.path().replaceFirst("^/api/", "");
        Map<String, String> arguments = arguments(request, body);
        String header = String.valueOf(request.getHeader("Authorization")).replaceFirst("^Bearer ", "");
        String token = arguments.getOrDefault("token", header);
        calls.add(new Call(method, arguments, token));
        Object trouble;
        boolean silent;
        ObjectNode answer;
        synchronized (this) {
            Deque<Object> waiting = troubles.get(method);
            trouble = waiting == null ? null : waiting.poll();
            answer = trouble == null ? answer(method, arguments, token) : error(String.valueOf(trouble));
            silent = mute && method.equals("chat.postMessage");
            if (silent) mute = false;
        }
        if (silent) return;
        var response = request.response().putHeader("Content-Type", "application/json; charset=utf-8");
        if (trouble instanceof Integer seconds) {
            response.setStatusCode(429).putHeader("Retry-After", seconds.toString());
            answer = error("ratelimited");
        }
        response.end(Json.writeText(answer));
    }

    private static Map<String, String> arguments(HttpServerRequest request, String body) {
        Map<String, String> arguments = new LinkedHashMap<>();
        String type = String.valueOf(request.getHeader("Content-Type"));
        if (type.startsWith("application/json") && !body.isBlank()) {
            Json.readLenient(body.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                    .properties()
                    .forEach(each -> arguments.put(
                            each.getKey(),
                            each.getValue().isTextual()
                                    ? each.getValue().textValue()
                                    : each.getValue().toString()));
            return arguments;
        }
        String query = request.query() == null ? body : body + "&" + request.query();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) arguments.put(decoded(parts[0]), decoded(parts[1]));
        }
        return arguments;
    }

    private ObjectNode answer(String method, Map<String, String> arguments, String token) {
        if (revoked.contains(token)) return error("token_revoked");
        boolean ofApp = method.startsWith("apps.");
        if (!token.equals(ofApp ? APP_TOKEN : BOT_TOKEN)) {
            return error(token.startsWith("x") ? "invalid_auth" : "not_authed");
        }
        return switch (method) {
            case "apps.connections.open" -> {
                String ticket = "ticket=canary-" + last.incrementAndGet();
                tickets.add(ticket);
                yield ok().put("url", "ws://127.0.0.1:" + port + "/link/?" + ticket);
            }
            case "auth.test" ->
                ok().put("user", "signalbox")
                        .put("team", "Example")
                        .put("team_id", "T1")
                        .put("user_id", "UBOT");
            case "chat.postMessage" -> post(arguments);
            case "chat.update" -> update(arguments);
            case "chat.delete" -> delete(arguments);
            case "chat.postEphemeral" -> whisper(arguments);
            case "views.open" -> open(arguments);
            case "conversations.history", "conversations.replies" -> history(arguments);
            default -> error("unknown_method");
        };
    }

    private ObjectNode post(Map<String, String> arguments) {
        ObjectNode wrong = refused(arguments);
        if (wrong != null) return wrong;
        String ts = "17000000%02d.%06d".formatted(last.incrementAndGet() % 100, last.get());
        ObjectNode message =
                message(arguments).put("ts", ts).put("bot_id", "B1").put("type", "message");
        if (arguments.containsKey("thread_ts")) message.put("thread_ts", arguments.get("thread_ts"));
        if (arguments.containsKey("metadata")) message.set("metadata", json(arguments.get("metadata")));
        messages.put(ts, message);
        ObjectNode answer = ok().put("channel", arguments.get("channel")).put("ts", ts);
        answer.set("message", message.deepCopy());
        return answer;
    }

    private ObjectNode update(Map<String, String> arguments) {
        ObjectNode wrong = refused(arguments);
        if (wrong != null) return wrong;
        ObjectNode message = messages.get(arguments.get("ts"));
        if (message == null) return error("message_not_found");
        message.setAll(message(arguments));
        return ok().put("channel", arguments.get("channel")).put("ts", arguments.get("ts"));
    }

    private ObjectNode delete(Map<String, String> arguments) {
        return messages.remove(arguments.get("ts")) == null ? error("message_not_found") : ok();
    }

    private ObjectNode whisper(Map<String, String> arguments) {
        ObjectNode wrong = refused(arguments);
        if (wrong != null) return wrong;
        whispers.add(Json.tree(arguments));
        return ok().put("message_ts", "1700000000.000001");
    }

    private ObjectNode open(Map<String, String> arguments) {
        if (!arguments.getOrDefault("trigger_id", "").startsWith("1.2.")) return error("invalid_trigger_id");
        JsonNode view = json(arguments.get("view"));
        if (!BlockRules.brokenView(view).isEmpty()) return error("invalid_arguments");
        views.add(view);
        ObjectNode answer = ok();
        answer.set("view", ((ObjectNode) view.deepCopy()).put("id", "V1"));
        return answer;
    }

    private ObjectNode history(Map<String, String> arguments) {
        if (!arguments.getOrDefault("channel", "").equals(CHANNEL)) return error("channel_not_found");
        ObjectNode answer = ok().put("has_more", false);
        ArrayNode found = answer.putArray("messages");
        List<ObjectNode> all = new ArrayList<>(messages.values());
        for (int i = all.size() - 1; i >= 0; i--) {
            ObjectNode each = all.get(i).deepCopy();
            boolean inThread = each.path("thread_ts").asText("").equals(arguments.getOrDefault("ts", ""));
            if (!inThread) continue;
            if (!"true".equals(arguments.get("include_all_metadata"))
                    && !"1".equals(arguments.get("include_all_metadata"))) each.remove("metadata");
            found.add(each);
        }
        return answer;
    }

    private ObjectNode refused(Map<String, String> arguments) {
        if (!arguments.getOrDefault("channel", "").equals(CHANNEL)) return error("channel_not_found");
        if (archived) return error("is_archived");
        JsonNode blocks = json(arguments.getOrDefault("blocks", "[]"));
        List<String> broken = BlockRules.broken(blocks, 50);
        if (!broken.isEmpty()) return error("invalid_blocks").put("detail", broken.toString());
        if (arguments.getOrDefault("text", "").isBlank() && blocks.isEmpty()) return error("no_text");
        return arguments.getOrDefault("text", "").length() > 40_000 ? error("msg_too_long") : null;
    }

    private static ObjectNode message(Map<String, String> arguments) {
        ObjectNode message = Json.object().put("text", arguments.getOrDefault("text", ""));
        message.set("blocks", json(arguments.getOrDefault("blocks", "[]")));
        return message;
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static ObjectNode ok() {
        return Json.object().put("ok", true);
    }

    private static ObjectNode error(String error) {
        return Json.object().put("ok", false).put("error", error);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
