package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.time.Instant;

/** Parts of a message in Slack's Block Kit, each within the limits of Slack. */
final class Blocks {
    /** Blocks of a message. */
    static final int BLOCKS_MAX = 50;
    /** Characters of a section's text. */
    static final int SECTION_CHARS_MAX = 3000;
    /** Characters of a button's or an option's text. */
    static final int LABEL_CHARS_MAX = 75;
    /** Characters of a modal's title. */
    static final int TITLE_CHARS_MAX = 24;
    /** Characters that somebody may type into a field of a modal. */
    static final int INPUT_CHARS_MAX = 3000;

    private final ArrayNode all = JsonNodeFactory.instance.arrayNode();

    Blocks section(String mrkdwn) {
        if (all.size() >= BLOCKS_MAX) return this;
        all.add(Json.object().put("type", "section").set("text", mrkdwn(Mrkdwn.cut(mrkdwn, SECTION_CHARS_MAX))));
        return this;
    }

    /** A small line. */
    Blocks context(String mrkdwn) {
        if (all.size() >= BLOCKS_MAX) return this;
        ObjectNode context = Json.object().put("type", "context");
        context.putArray("elements").add(mrkdwn(Mrkdwn.cut(mrkdwn, SECTION_CHARS_MAX)));
        all.add(context);
        return this;
    }

    /** What can be pressed. */
    ArrayNode actions(String blockId) {
        ObjectNode actions = Json.object().put("type", "actions").put("block_id", blockId);
        all.add(actions);
        return actions.putArray("elements");
    }

    ArrayNode all() {
        return all;
    }

    /** Text with Slack's markup; nothing in it becomes a link or a name by itself. */
    static ObjectNode mrkdwn(String text) {
        return Json.object().put("type", "mrkdwn").put("text", text).put("verbatim", true);
    }

    static ObjectNode plain(String text, int charsMax) {
        String line = text.replaceAll("\\s+", " ").strip();
        String shown = line.isEmpty() ? "…" : line;
        return Json.object()
                .put("type", "plain_text")
                .put("text", shown.length() <= charsMax ? shown : plainCut(shown, charsMax))
                .put("emoji", false);
    }

    static String plainCut(String text, int charsMax) {
        int end = charsMax - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) end--;
        return text.substring(0, end) + "…";
    }

    /** A moment, shown to everybody in their own zone. */
    static String at(Instant time) {
        return "<!date^" + time.getEpochSecond() + "^{date_short_pretty} {time}|" + time + ">";
    }
}
