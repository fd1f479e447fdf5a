package dev.signalbox.hub.mcp;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.InnerDoor;
import dev.signalbox.hub.http.route.InnerDoor.Wish;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tools of the hub. Each stands for a route: who may pass that sees the tool and may call it, and the route decides
 * everything. What they are called and take stands in {@code mcp/tools.json}.
 */
final class Tools {
    private static final String ROW = "/v1/tables/{table}/rows/{key}";

    /** What the list of rows knows beside fields. */
    private static final Set<String> ROW_PARAMETERS = Set.of("asOf", "cursor", "limit", "minVersion", "order");

    private final InnerDoor doors;
    private final Results results;
    private final JsonNode instructions;
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    /** The same in every space. */
    private static final JsonNode FILE = read();

    /** @param shown as {@code tools/list} shows it */
    private record Tool(JsonNode shown, HttpMethod method, String path, Function<Call, Future<ObjectNode>> work) {}

    Tools(InnerDoor doors, Results results, Asking asking) {
        this.doors = doors;
        this.results = results;
        instructions = FILE.path("instructions");
        Map<String, JsonNode> shown = new LinkedHashMap<>();
        FILE.path("tools").forEach(tool -> shown.put(tool.path("name").asText(), tool));
        Declaring declare = (name, method, path, work) ->
                tools.put(name, new Tool(requireNonNull(shown.remove(name)), method, path, work));
        declare.tool("ask", HttpMethod.POST, "/v1/questions", asking::ask);
        declare.tool("await_answer", HttpMethod.GET, "/v1/questions/{id}", asking::await);
        declare.tool("notify", HttpMethod.POST, "/v1/notifications", passing(Tools::notify, "notification"));
        declare.tool("inbox", HttpMethod.GET, "/v1/questions", passing(Tools::inbox, ""));
        declare.tool("answer", HttpMethod.POST, "/v1/questions/{id}/answer", passing(Tools::answer, "question"));
        declare.tool("roadmap_list", HttpMethod.GET, "/v1/roadmap", passing(Tools::roadmap, ""));
        declare.tool(
                "roadmap_set_status", HttpMethod.POST, "/v1/roadmap/{id}/status", passing(Tools::setStatus, "item"));
        declare.tool("table_list", HttpMethod.GET, "/v1/tables", passing(Tools::rows, ""));
        declare.tool("table_get", HttpMethod.GET, ROW, passing(Tools::row, "row"));
        declare.tool("table_put", HttpMethod.PUT, ROW, passing(Tools::putRow, "row"));
        declare.tool("recall", HttpMethod.GET, "/v1/recall", passing(Tools::recall, ""));
        declare.tool("trace_cost", HttpMethod.GET, "/v1/analytics/{measure}", passing(Tools::figures, ""));
        if (!shown.isEmpty()) throw new IllegalStateException("nobody does " + shown.keySet());
    }

    @FunctionalInterface
    private interface Declaring {
        void tool(String name, HttpMethod method, String path, Function<Call, Future<ObjectNode>> work);
    }

    /** What clients tell their models of this hub. */
    String instructions() {
        return instructions.asText();
    }

    /** The tools that the key of a request may use, always in one order. */
    ArrayNode shownTo(Request request) {
        ArrayNode shown = Json.object().arrayNode();
        for (Tool tool : tools.values()) {
            if (doors.isOpenTo(request, tool.method(), tool.path())) shown.add(tool.shown());
        }
        return shown;
    }

    /** The schema of a tool's arguments; null when there is no such tool. */
    @Nullable
    JsonNode schemaOf(String name) {
        Tool tool = tools.get(name);
        return tool == null ? null : tool.shown().path("inputSchema");
    }

    /** Does what a tool is for. Fails as its route does. */
    Future<ObjectNode> call(String name, Call call) {
        return requireNonNull(tools.get(name)).work().apply(call);
    }

    /** A tool that is one wish; its result is the answer. */
    private Function<Call, Future<ObjectNode>> passing(Function<Arguments, Wish> wish, String as) {
        return call -> {
            Wish wished = wish.apply(call.arguments());
            return doors.ask(call.request(), wished).map(answer -> results.of(wished, answer, as));
        };
    }

    private static Wish notify(Arguments given) {
        return Wish.send(HttpMethod.POST, "/v1/notifications", Map.of(), given.without(), null);
    }

    private static Wish inbox(Arguments given) {
        String of = given.text("of");
        boolean notifications = "notifications".equals(of);
        if (of != null && !notifications && !of.equals("questions")) {
            throw new InvalidInput("/of", "of must be questions or notifications");
        }
        Map<String, String> query = given.query("state", "tag", "minPriority", "cursor");
        return list(notifications ? "/v1/notifications" : "/v1/questions", Map.of(), query, given);
    }

    private static Wish answer(Arguments given) {
        return Wish.send(
                HttpMethod.POST,
                "/v1/questions/{id}/answer",
                Map.of("id", given.required("handle")),
                given.without("handle", "version"),
                given.version());
    }

    private static Wish roadmap(Arguments given) {
        return list("/v1/roadmap", Map.of(), given.query("status", "asOf", "cursor"), given);
    }

    private static Wish setStatus(Arguments given) {
        return Wish.send(
                HttpMethod.POST,
                "/v1/roadmap/{id}/status",
                Map.of("id", given.required("item")),
                given.without("item", "version"),
                given.version());
    }

    private static Wish rows(Arguments given) {
        String table = given.text("table");
        if (table == null) return Wish.get("/v1/tables", Map.of(), Map.of());
        Map<String, String> query = given.query("order", "asOf", "cursor");
        given.addFields("where", query, ROW_PARAMETERS);
        return list("/v1/tables/{table}/rows", Map.of("table", table), query, given);
    }

    private static Wish row(Arguments given) {
        return Wish.get(ROW, rowOf(given), given.query("asOf"));
    }

    private static Wish putRow(Arguments given) {
        return Wish.send(HttpMethod.PUT, ROW, rowOf(given), given.any("row"), given.version());
    }

    private static Wish recall(Arguments given) {
        Map<String, String> query = given.query("kind", "table", "cursor");
        query.put("q", given.required("words"));
        given.query("as_of").values().forEach(moment -> query.put("asOf", moment));
        given.query("changed_since").values().forEach(moment -> query.put("changedSince", moment));
        return list("/v1/recall", Map.of(), query, given);
    }

    private static Wish figures(Arguments given) {
        String measure = given.text("measure");
        return Wish.get(
                "/v1/analytics/{measure}",
                Map.of("measure", measure == null ? "cost" : measure),
                given.query("by", "interval", "from", "to", "model", "name", "environment", "userId", "top"));
    }

    private static Map<String, String> rowOf(Arguments given) {
        return Map.of("table", given.required("table"), "key", given.required("key"));
    }

    private static Wish list(String path, Map<String, String> names, Map<String, String> query, Arguments given) {
        int limit = given.integer("limit", 1, Limits.TOOL_LIST_MAX, Limits.TOOL_LIST_DEFAULT);
        query.put("limit", Integer.toString(limit));
        return Wish.get(path, names, query);
    }

    private static JsonNode read() {
        try (InputStream file = Tools.class.getResourceAsStream("/mcp/tools.json")) {
            return Json.readLenient(requireNonNull(file).readAllBytes(), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
