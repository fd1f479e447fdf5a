package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of the bot are in a channel: each card carries the name of its thing as metadata, since Slack has no
 * post that can be repeated. So a card whose post nobody heard the end of is found, and not posted again.
 */
final class History {
    /** The type of the metadata. */
    static final String EVENT_TYPE = "signalbox_card";
    /** Pages that are read at most, from the newest message. */
    static final int PAGES_MAX = 10;

    private static final int PAGE = 200;

    private final SlackApi api;
    private final String hub;

    /** @param hub tells cards of several hubs in one channel apart */
    History(SlackApi api, String hub) {
        this.api = api;
        this.hub = hub;
    }

    /** What a card carries. */
    String metadata(String thing) {
        ObjectNode metadata = Json.object().put("event_type", EVENT_TYPE);
        metadata.putObject("event_payload").put("thing", thing).put("hub", hub);
        return Json.writeText(metadata);
    }

    /**
     * The messages of each thing, oldest last, in the channel or in a thread of it. Fails as {@link SlackApi#call}
     * does.
     *
     * @param thread the message on top of the thread; null for the channel
     */
    Map<String, List<String>> messages(String channel, @Nullable String thread) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        String cursor = "";
        for (int page = 0; page < PAGES_MAX; page++) {
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put("channel", channel);
            asked.put("limit", Integer.toString(PAGE));
            asked.put("include_all_metadata", "true");
            if (!cursor.isEmpty()) asked.put("cursor", cursor);
            if (thread != null) asked.put("ts", thread);
            JsonNode said = api.call(thread == null ? "conversations.history" : "conversations.replies", asked);
            for (JsonNode message : said.path("messages")) add(found, message);
            cursor = said.at("/response_metadata/next_cursor").asText("");
            if (cursor.isEmpty()) break;
        }
        return found;
    }

    private void add(Map<String, List<String>> found, JsonNode message) {
        JsonNode payload = message.at("/metadata/event_payload");
        boolean ours = message.at("/metadata/event_type").asText().equals(EVENT_TYPE)
                && payload.path("hub").asText().equals(hub);
        if (!ours) return;
        found.computeIfAbsent(payload.path("thing").asText(), thing -> new ArrayList<>())
                .add(message.path("ts").asText());
    }
}
