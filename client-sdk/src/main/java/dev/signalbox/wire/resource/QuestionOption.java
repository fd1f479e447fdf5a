package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/**
 * One answer that a choice offers. A bare text in JSON is an option with that value.
 *
 * @param value what an answer says
 * @param label what people read; the value when absent
 */
public record QuestionOption(
        String value, @Nullable String label, @Nullable String description) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public QuestionOption(
            @JsonProperty("value") String value,
            @JsonProperty("label") @Nullable String label,
            @JsonProperty("description") @Nullable String description) {
        this.value = Check.required("value", value, Limits.NAME_CHARS_MAX);
        this.label = Check.optional("label", label, Limits.NAME_CHARS_MAX);
        this.description = Check.optional("description", description, Limits.COMMENT_CHARS_MAX);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static QuestionOption of(String value) {
        return new QuestionOption(value, null, null);
    }

    /** What people read. */
    public String shown() {
        return label == null ? value : label;
    }
}
