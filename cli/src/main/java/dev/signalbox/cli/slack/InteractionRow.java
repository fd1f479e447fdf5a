package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Map;

/**
 * What somebody did in Slack as a row of {@code slack_interactions}: what the table takes of Slack's own payload, and
 * nothing that opens a door there.
 */
final class InteractionRow {
    static final String TABLE = "slack_interactions";

    private static final int ACTIONS_MAX = 25;
    private static final int TEXT_CHARS_MAX = 12_000;
    private static final List<String> FLAT =
            List.of("type", "api_app_id", "is_enterprise_install", "is_cleared", "callback_id", "command", "text");
    private static final Map<String, List<String>> PARTS = Map.of(
            "team", List.of("id", "domain", "enterprise_id", "enterprise_name"),
            "enterprise", List.of("id", "name"),
            "user", List.of("id", "username", "name", "team_id"),
            "channel", List.of("id", "name"),
            "container",
                    List.of(
                            "type",
                            "message_ts",
                            "thread_ts",
                            "attachment_id",
                            "channel_id",
                            "view_id",
                            "is_ephemeral",
                            "is_app_unfurl"),
            "message", List.of("ts", "thread_ts", "user", "bot_id", "text"),
            "view",
                    List.of(
                            "id",
                            "type",
                            "callback_id",
                            "external_id",
                            "root_view_id",
                            "previous_view_id",
                            "hash",
                            "app_id",
                            "bot_id",
                            "state"));
    private static final List<String> ACTION = List.of(
            "type",
            "action_id",
            "block_id",
            "action_ts",
            "value",
            "text",
            "style",
            "selected_option",
            "selected_options");

    private InteractionRow() {}

    /** @param id of the envelope: the row's key, so that it counts once */
    static ObjectNode of(String id, JsonNode payload) {
        ObjectNode row = Json.object().put("id", id);
        copy(payload, row, FLAT);
        PARTS.forEach((name, fields) -> {
            if (payload.path(name).isObject()) copy(payload.path(name), row.putObject(name), fields);
        });
        if (payload.path("actions").isArray()) addActions(payload.path("actions"), row.putArray("actions"));
        String at = payload.path("action_ts").asText("");
        if (at.matches("\\d+\\.\\d+")) row.put("action_ts", at);
        if (payload.has("command")) ofCommand(payload, row);
        return row;
    }

    private static void addActions(JsonNode pressed, ArrayNode actions) {
        for (JsonNode each : pressed) {
            if (actions.size() == ACTIONS_MAX) return;
            copy(each, actions.addObject(), ACTION);
        }
    }

    /** A slash command's payload is flat. */
    private static void ofCommand(JsonNode payload, ObjectNode row) {
        row.put("type", "slash_command");
        ObjectNode user = row.putObject("user");
        user.put("id", payload.path("user_id").asText());
        if (payload.has("user_name")) user.put("name", payload.path("user_name").asText());
        if (payload.has("team_id")) {
            ObjectNode team =
                    row.putObject("team").put("id", payload.path("team_id").asText());
            if (payload.has("team_domain"))
                team.put("domain", payload.path("team_domain").asText());
        }
        if (payload.has("channel_id")) {
            ObjectNode channel = row.putObject("channel")
                    .put("id", payload.path("channel_id").asText());
            if (payload.has("channel_name"))
                channel.put("name", payload.path("channel_name").asText());
        }
    }

    private static void copy(JsonNode from, ObjectNode to, List<String> fields) {
        for (String field : fields) {
            JsonNode value = from.path(field);
            if (value.isMissingNode() || (value.isNull() && !field.equals("previous_view_id"))) continue;
            if (value.isTextual() && value.textValue().length() > TEXT_CHARS_MAX) {
                to.put(field, Blocks.plainCut(value.textValue(), TEXT_CHARS_MAX));
            } else if (value.isValueNode() && field.equals("is_enterprise_install")) {
                to.put(field, value.asBoolean());
            } else {
                to.set(field, value.deepCopy());
            }
        }
    }
}
