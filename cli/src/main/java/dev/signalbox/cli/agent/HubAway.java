package dev.signalbox.cli.agent;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.PostNotification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is answered while the hub is away: who is here, which tools there are, and that what was asked or told is kept
 * and will reach the hub. The command has the id that the hub was told when it was tried, so it counts once.
 */
final class HubAway {
    private static final String NEWEST = "2026-07-28";
    private static final List<String> EARLIER = List.of("2025-11-25", "2025-06-18", "2025-03-26");

    private final Signalbox own;
    private final JsonNode file;

    HubAway(Signalbox own) {
        this.own = own;
        this.file = read();
    }

    /**
     * The result of a request.
     *
     * @param why the hub is away, for people
     */
    ObjectNode answer(Line request, String why) {
        ObjectNode result = resultOf(request, why);
        if (request.isModern()) {
            result.put("resultType", "complete");
            if (!request.method().equals("tools/call")) result.put("ttlMs", 0).put("cacheScope", "private");
        }
        return result;
    }

    private ObjectNode resultOf(Line request, String why) {
        return switch (request.method()) {
            case "initialize" -> greeting(request);
            case "server/discover" -> about();
            case "tools/list" -> Json.object().set("tools", file.path("tools"));
            case "tools/call" -> call(request, why);
            default -> Json.object();
        };
    }

    private ObjectNode greeting(Line request) {
        String wished = request.params().path("protocolVersion").asText();
        ObjectNode result = Json.object().put("protocolVersion", EARLIER.contains(wished) ? wished : EARLIER.get(0));
        result.set("serverInfo", Json.object().put("name", "signalbox").put("version", "offline"));
        return described(result);
    }

    private ObjectNode about() {
        ObjectNode result = Json.object();
        var versions = result.putArray("supportedVersions").add(NEWEST);
        EARLIER.forEach(versions::add);
        return described(result);
    }

    private ObjectNode described(ObjectNode result) {
        result.putObject("capabilities").putObject("tools");
        result.set("instructions", file.path("instructions"));
        return result;
    }

    private ObjectNode call(Line request, String why) {
        JsonNode arguments = request.arguments();
        try {
            return switch (request.tool()) {
                case "ask" -> kept(asked(arguments), "question", why);
                case "notify" -> kept(posted(arguments), "notification", why);
                case "await_answer" -> pending(arguments.path("handle").asText(), why);
                default -> refused(why + "; this tool needs the hub, so nothing was done. Call it again later");
            };
        } catch (InvalidInput invalid) {
            return refused(invalid.pointer() + ": " + invalid.detail());
        }
    }

    private String asked(JsonNode arguments) {
        ObjectNode body = fields(arguments, List.of("wait", "key"));
        if (arguments.has("key")) body.set("once", arguments.path("key"));
        AskQuestion ask = Json.read(body, AskQuestion.class);
        return send(requireNonNull(Objects.requireNonNullElseGet(ask.questionId(), Ids::next)), "question.ask", body);
    }

    private String posted(JsonNode arguments) {
        ObjectNode body = fields(arguments, List.of());
        PostNotification post = Json.read(body, PostNotification.class);
        return send(Objects.requireNonNullElseGet(post.id(), Ids::next), "notification.post", body);
    }

    private String send(String id, String command, ObjectNode body) {
        return own.outbox()
                .send(new Command(id, command, null, null, null, body))
                .id();
    }

    private static ObjectNode fields(JsonNode arguments, List<String> without) {
        ObjectNode body = Json.object();
        arguments.properties().forEach(field -> body.set(field.getKey(), field.getValue()));
        return body.remove(without);
    }

    private static ObjectNode kept(String id, String noun, String why) {
        ObjectNode told = Json.object()
                .put("handle", id)
                .put("state", "pending")
                .put(
                        "next",
                        why + "; the " + noun
                                + " is kept on this machine and reaches the hub when it is back. Go on, and"
                                + (noun.equals("question")
                                        ? " call await_answer with this handle later"
                                        : " do not repeat it"));
        return result(told, false);
    }

    private static ObjectNode pending(String handle, String why) {
        return result(
                Json.object()
                        .put("handle", handle)
                        .put("state", "pending")
                        .put("next", why + "; call await_answer again later"),
                false);
    }

    private static ObjectNode refused(String text) {
        return result(Json.object().put("problem", text), true);
    }

    private static ObjectNode result(ObjectNode structured, boolean error) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", Json.writeText(structured));
        result.set("structuredContent", structured);
        return result.put("isError", error);
    }

    private static JsonNode read() {
        try (@Nullable InputStream shipped = HubAway.class.getResourceAsStream("/mcp/tools.json")) {
            return Json.readLenient(requireNonNull(shipped).readAllBytes(), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
