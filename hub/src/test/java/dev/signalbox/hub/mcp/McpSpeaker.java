package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client of the protocol that says exactly what a test wants, byte by byte, in either era. */
final class McpSpeaker {
    static final String NEWEST = "2026-07-28";
    static final Map<String, Object> FORMS = Map.of("elicitation", Map.of("form", Map.of()));

    private final URI hub;
    private final String key;
    private final Map<String, Object> capabilities;
    private final String session;
    private final String revision;

    private McpSpeaker(URI hub, String key, Map<String, Object> capabilities, String session, String revision) {
        this.hub = hub;
        this.key = key;
        this.capabilities = capabilities;
        this.session = session;
        this.revision = revision;
    }

    /** Of the newest revision. */
    static McpSpeaker modern(TestHub hub, String role) {
        return modern(hub.url(), hub.key(role));
    }

    static McpSpeaker modern(URI hub, String key) {
        return new McpSpeaker(hub, key, Map.of(), null, NEWEST);
    }

    /** Of an earlier one, after its handshake. */
    static McpSpeaker earlier(URI hub, String key, String revision, Map<String, Object> capabilities) {
        McpSpeaker stranger = new McpSpeaker(hub, key, capabilities, null, revision);
        Reply greeted = stranger.post(
                request("initialize", Map.of("protocolVersion", revision, "capabilities", capabilities)), Map.of());
        greeted.expect(200);
        String agreed = greeted.json().path("result").path("protocolVersion").asText();
        return new McpSpeaker(
                hub, key, capabilities, greeted.header("Mcp-Session-Id").orElseThrow(), agreed);
    }

    McpSpeaker withForms() {
        return new McpSpeaker(hub, key, FORMS, session, revision);
    }

    String session() {
        return session;
    }

    String revision() {
        return revision;
    }

    /** What a tool tells: its structured content. Fails when it is an error. */
    JsonNode call(String tool, Map<String, Object> arguments) {
        JsonNode result = result(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        assertThat(Json.readLenient(
                        result.at("/content/0/text").asText().getBytes(StandardCharsets.UTF_8), JsonNode.class))
                .isEqualTo(result.path("structuredContent"));
        return result.path("structuredContent");
    }

    /** The code of the problem with which a tool refuses; {@code ok} when it does not. */
    String codeOf(String tool, Map<String, Object> arguments) {
        JsonNode result = result(tool, arguments);
        return result.path("isError").asBoolean()
                ? result.at("/structuredContent/problem/code").asText()
                : "ok";
    }

    JsonNode result(String tool, Map<String, Object> arguments) {
        return result(tool, arguments, Map.of());
    }

    /** @param more parameters beside name and arguments */
    JsonNode result(String tool, Map<String, Object> arguments, Map<String, Object> more) {
        Reply reply = answer(tool, arguments, more);
        reply.expect(200);
        return last(reply).path("result");
    }

    Reply answer(String tool, Map<String, Object> arguments, Map<String, Object> more) {
        Map<String, Object> params = new LinkedHashMap<>(more);
        params.put("name", tool);
        params.put("arguments", arguments);
        return send("tools/call", params);
    }

    /** Any request, as a client of the revision sends it. */
    Reply send(String method, Map<String, Object> params) {
        ObjectNode message = request(method, params);
        Map<String, String> headers = new LinkedHashMap<>();
        if (revision.equals(NEWEST)) {
            putMeta(message);
            headers.put("Mcp-Method", method);
            if (params.containsKey("name")) headers.put("Mcp-Name", (String) params.get("name"));
        }
        headers.put("MCP-Protocol-Version", revision);
        if (session != null) headers.put("Mcp-Session-Id", session);
        return post(message, headers);
    }

    /** What a message of the newest revision says of its client. */
    void putMeta(ObjectNode message) {
        ObjectNode meta = message.withObject("/params/_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", NEWEST);
        meta.set("io.modelcontextprotocol/clientCapabilities", Json.tree(capabilities));
    }

    /** A message and headers as they are given. */
    Reply post(Object message, Map<String, String> headers) {
        return TestHub.send(bare(message, headers));
    }

    HttpRequest bare(Object message, Map<String, String> headers) {
        String text = message instanceof String given ? given : Json.writeText(message);
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.resolve("/mcp"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        headers.forEach(request::header);
        return request.POST(BodyPublishers.ofString(text)).build();
    }

    static ObjectNode request(String method, Map<String, Object> params) {
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("id", 7).put("method", method);
        message.set("params", Json.tree(params));
        return message;
    }

    /** The messages of an answer: one, or those of an event stream. */
    static List<JsonNode> messages(Reply reply) {
        if (!reply.header("Content-Type").orElse("").startsWith("text/event-stream")) return List.of(reply.json());
        List<JsonNode> messages = new ArrayList<>();
        reply.text()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> messages.add(Json.readLenient(
                        line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8), JsonNode.class)));
        return messages;
    }

    static JsonNode last(Reply reply) {
        List<JsonNode> messages = messages(reply);
        return messages.get(messages.size() - 1);
    }
}
