package dev.signalbox.hub.receipt;

import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words of a question that people see when they answer, and their digest, which anybody who has them computes. */
public final class ShownWords {
    private ShownWords() {}

    /**
     * SHA-256 in hex of an object with {@code kind}, {@code prompt}, {@code options} and, where there is one,
     * {@code body}, in the form of RFC 8785: no blanks, names in their order, nothing escaped that need not be.
     */
    public static String digest(
            Question.Kind kind, String prompt, @Nullable String body, List<QuestionOption> options) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("kind", text(kind.word()));
        fields.put("prompt", text(prompt));
        fields.put("options", options.stream().map(ShownWords::option).collect(Collectors.joining(",", "[", "]")));
        if (body != null) fields.put("body", text(body));
        return Ids.sha256Hex(object(fields));
    }

    private static String option(QuestionOption option) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("value", text(option.value()));
        if (option.label() != null) fields.put("label", text(option.label()));
        if (option.description() != null) fields.put("description", text(option.description()));
        return object(fields);
    }

    private static String object(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> text(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String text(String words) {
        StringBuilder json = new StringBuilder(words.length() + 2).append('"');
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') json.append(String.format("\\u%04x", (int) c));
                    else json.append(c);
                }
            }
        }
        return json.append('"').toString();
    }
}
