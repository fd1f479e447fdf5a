package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.StorableText;
import java.util.ArrayList;
import java.util.List;

/** Tags as clients write them: a list, a list as JSON text, or words between commas. */
final class Tags {
    private static final int TAGS_MAX = 200;
    private static final int CHARS_MAX = 200;

    private Tags() {}

    static List<String> of(JsonNode value, Warnings warnings) {
        List<String> tags = new ArrayList<>();
        JsonNode list = Texts.unfolded(value);
        if (list.isArray()) list.forEach(item -> add(tags, Texts.of(item), warnings));
        else if (list.isTextual())
            for (String word : list.textValue().split(",", TAGS_MAX + 1)) add(tags, word, warnings);
        else if (!list.isNull() && !list.isMissingNode()) add(tags, Texts.of(list), warnings);
        return tags;
    }

    private static void add(List<String> tags, @org.jspecify.annotations.Nullable String word, Warnings warnings) {
        if (word == null || word.isBlank()) return;
        String tag = word.strip();
        if (tags.size() >= TAGS_MAX) {
            warnings.add("tags beyond " + TAGS_MAX + " were left out");
            return;
        }
        if (tag.length() > CHARS_MAX) warnings.add("a tag was cut to " + CHARS_MAX + " characters");
        tags.add(StorableText.cut(tag, CHARS_MAX));
    }
}
