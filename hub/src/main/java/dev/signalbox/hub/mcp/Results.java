package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.InnerDoor.Wish;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Times;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Results of tools: the answer of a route with the place that it was read from, as data and as the text of that data.
 *
 * @param space whose routes they are
 */
record Results(String space, Clock clock) {
    /**
     * What a route answered, as its bytes say it: lists are long.
     *
     * @param as the name of the thing in the result; empty when the answer's own fields stand there
     */
    ObjectNode of(Wish wish, Answer answer, String as) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        String source = ",\"source\":" + source(wish, answer) + "}";
        String fields = as.isEmpty() ? body.substring(0, body.lastIndexOf('}')) : "{\"" + as + "\":" + body;
        return result(fields + source, false);
    }

    /** A result that is data. */
    static ObjectNode told(ObjectNode structured) {
        return result(Json.writeText(structured), false);
    }

    /** A result that says no: what is wrong, and what to do instead. */
    static ObjectNode refused(Problem problem) {
        String faults = problem.errors().stream()
                .map(error -> error.pointer() + ": " + error.detail())
                .collect(Collectors.joining("\n"));
        // Of a single one the detail says the same.
        String text = problem.errors().size() == 1 ? faults : (problem.detail() + "\n" + faults).strip();
        ObjectNode result = result(Json.writeText(Json.object().set("problem", Json.tree(problem))), true);
        ((ObjectNode) result.at("/content/0")).put("text", text);
        return result;
    }

    /** The body of an answer; an object. */
    static JsonNode tree(Answer answer) {
        return Json.readLenient(answer.body(), JsonNode.class);
    }

    /** Where something was read or written, and when. */
    ObjectNode source(Wish wish, Answer answer) {
        ObjectNode source = Json.object().put("space", space).put("path", pathOf(wish));
        putNumber(source, "version", answer.header("ETag"));
        putNumber(source, "position", answer.header("Signalbox-Position"));
        return source.put("at", Times.format(clock.instant()));
    }

    private static void putNumber(ObjectNode source, String name, @Nullable String text) {
        if (text != null) source.put(name, Long.parseLong(text.replace("\"", "")));
    }

    private static String pathOf(Wish wish) {
        String path = wish.path();
        for (Map.Entry<String, String> name : wish.names().entrySet()) {
            path = path.replace("{" + name.getKey() + "}", encoded(name.getValue()));
        }
        String query = wish.query().entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param json an object, as the protocol wants it: as data, and as the text of that */
    private static ObjectNode result(String json, boolean error) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", json);
        result.putRawValue("structuredContent", new RawValue(json));
        return result.put("isError", error);
    }
}
