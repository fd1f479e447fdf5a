package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Contribution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a table: a field, how it is stored, and where it is looked for; the first place that says something
 * readable counts.
 */
record FieldRule(String field, FieldFormat form, List<Source> sources) {
    static FieldRule first(String field, FieldFormat form, Source... sources) {
        return new FieldRule(field, form, List.of(sources));
    }

    /** Null when the span says nothing of it. */
    @Nullable
    JsonNode in(Span span, Warnings warnings) {
        for (Source source : sources) {
            JsonNode said = source.in(span);
            JsonNode value = said == null ? null : form.read(said, field, warnings);
            if (value != null) return value;
        }
        return null;
    }

    static void all(List<FieldRule> lines, Span span, Contribution.Builder into, Warnings warnings) {
        for (FieldRule line : lines) into.with(line.field(), line.in(span, warnings));
    }
}
