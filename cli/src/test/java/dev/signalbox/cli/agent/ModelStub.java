package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * What a coding agent takes for a model: it wants one command to be run, and is content with whatever came of it. So
 * the unmodified program goes its whole way without an account.
 */
final class ModelStub implements AutoCloseable {
    private final HttpServer server;
    private final String command;

    private ModelStub(HttpServer server, String command) {
        this.server = server;
        this.command = command;
    }

    /** @param command of the tool Bash */
    static ModelStub wanting(String command) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ModelStub stub = new ModelStub(server, command);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", stub::answer);
        server.start();
        return stub;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().endsWith("/responses")) {
                respond(exchange, Json.readLenient(body, JsonNode.class));
                return;
            }
            boolean message = exchange.getRequestURI().getPath().endsWith("/messages");
            JsonNode asked = message ? Json.readLenient(body, JsonNode.class) : Json.object();
            boolean stream = asked.path("stream").asBoolean();
            boolean first = asked.path("tools").toString().contains("\"name\":\"Bash\"")
                    && !asked.path("messages").toString().contains("\"tool_result\"");
            String text =
                    !message ? "{}" : stream ? stream(first) : whole(first).toString();
            byte[] said = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", stream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
        }
    }

    /** The same to Codex, which wants to do it outside of its sandbox. */
    private void respond(HttpExchange exchange, JsonNode asked) throws IOException {
        ObjectNode input = Json.object()
                .put("cmd", command)
                .put("sandbox_permissions", "require_escalated")
                .put("justification", "What the model wants");
        boolean done = asked.path("input").toString().contains("function_call_output");
        ObjectNode item = Json.object().put("type", done ? "message" : "function_call");
        if (done) {
            item.put("id", "m1").put("role", "assistant");
            item.putArray("content").addObject().put("type", "output_text").put("text", "Done.");
        } else {
            item.put("id", "f1").put("call_id", "call_stub").put("name", "exec_command");
            item.put("arguments", Json.writeText(input));
        }
        ObjectNode begun = Json.object().put("type", "response.created");
        begun.putObject("response").put("id", "r1");
        ObjectNode made = Json.object().put("type", "response.output_item.done").put("output_index", 0);
        made.set("item", item);
        ObjectNode ended = Json.object().put("type", "response.completed");
        ended.putObject("response")
                .put("id", "r1")
                .putObject("usage")
                .put("input_tokens", 1)
                .put("output_tokens", 1)
                .put("total_tokens", 2);
        byte[] said = (event(begun) + event(made) + event(ended)).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, said.length);
        exchange.getResponseBody().write(said);
    }

    private ObjectNode whole(boolean first) {
        ObjectNode message = begun();
        message.withArray("/content")
                .add(first ? use(true) : Json.object().put("type", "text").put("text", "Done."));
        return message.put("stop_reason", first ? "tool_use" : "end_turn");
    }

    private String stream(boolean first) {
        ObjectNode start = Json.object().put("type", "message_start");
        start.set("message", begun());
        ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
        block.set(
                "content_block",
                first ? use(false) : Json.object().put("type", "text").put("text", ""));
        ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", 0);
        delta.set(
                "delta",
                first
                        ? Json.object().put("type", "input_json_delta").put("partial_json", Json.writeText(input()))
                        : Json.object().put("type", "text_delta").put("text", "Done."));
        ObjectNode end = Json.object().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", first ? "tool_use" : "end_turn");
        end.putObject("usage").put("output_tokens", 1);
        return event(start)
                + event(block)
                + event(delta)
                + event(Json.object().put("type", "content_block_stop").put("index", 0))
                + event(end)
                + event(Json.object().put("type", "message_stop"));
    }

    private static ObjectNode begun() {
        ObjectNode message = Json.object()
                .put("id", "msg_1")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", "claude-stub");
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage").put("input_tokens", 1).put("output_tokens", 1);
        return message;
    }

    private ObjectNode use(boolean whole) {
        ObjectNode use =
                Json.object().put("type", "tool_use").put("id", "toolu_stub").put("name", "Bash");
        use.set("input", whole ? input() : Json.object());
        return use;
    }

    private ObjectNode input() {
        return Json.object().put("command", command).put("description", "What the model wants");
    }

    private static String event(ObjectNode data) {
        return "event: " + data.path("type").asText() + "\ndata: " + data + "\n\n";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
