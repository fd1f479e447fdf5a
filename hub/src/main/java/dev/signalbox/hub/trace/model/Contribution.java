package dev.signalbox.hub.trace.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.signalbox.wire.PointerStep;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A contribution is what one event says about one thing. Immutable.
 *
 * @param traceId of the trace that the thing belongs to; the id itself for a trace; empty for a score that has none
 * @param cells values by path: the name of a field, and for those of {@link Fields#MANY} a slash and what is inside.
 *     Never null
 */
public record Contribution(Kind kind, String traceId, String id, Stamp stamp, Map<String, JsonNode> cells) {
    /** Characters of a path at most; what is deeper or longer stays one value. */
    private static final int PATH_CHARS_MAX = 500;

    public Contribution {
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }

    /** Gathers what an event says. Absent, null and empty values are left out: they never overwrite. */
    public static final class Builder {
        private final Kind kind;
        private final String traceId;
        private final String id;
        private final Stamp stamp;
        private final Map<String, JsonNode> cells = new LinkedHashMap<>();

        public Builder(Kind kind, String traceId, String id, Stamp stamp) {
            this.kind = kind;
            this.traceId = traceId;
            this.id = id;
            this.stamp = stamp;
        }

        /**
         * One value; nothing when it is null, or an object without fields. Must not be called for a field of many
         * cells.
         */
        public Builder with(String field, @Nullable JsonNode value) {
            if (Fields.MANY.contains(field)) throw new IllegalArgumentException(field + " has many cells");
            if (value != null && says(value)) cells.put(field, value);
            return this;
        }

        /**
         * Each leaf of an object is a cell of its own; lists and empty objects are leaves. A value that is none stands
         * for itself.
         */
        public Builder withMetadata(@Nullable JsonNode metadata) {
            if (metadata != null && says(metadata))
                leaves(Fields.METADATA, metadata.isObject() ? metadata : single(metadata));
            return this;
        }

        /**
         * One part of a field that came in pieces, at its time; the pieces are shown together while nobody says the
         * whole. Nothing when it is null.
         */
        public Builder withPart(String field, long clock, @Nullable JsonNode part) {
            if (part != null && says(part))
                cells.put(field + "/" + "%019d".formatted(clock) + " " + PointerStep.of(stamp.eventId()), part);
            return this;
        }

        /** A tag more. */
        public Builder withTag(String tag) {
            if (!tag.isBlank()) cells.put(Fields.TAGS + "/" + PointerStep.of(tag), BooleanNode.TRUE);
            return this;
        }

        /** Whether nothing was said so far. */
        public boolean isEmpty() {
            return cells.isEmpty();
        }

        public Contribution build() {
            return new Contribution(kind, traceId, id, stamp, cells);
        }

        private void leaves(String path, JsonNode value) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                String inner = path + "/" + PointerStep.of(field.getKey());
                JsonNode leaf = field.getValue();
                if (leaf.isObject() && !leaf.isEmpty() && inner.length() < PATH_CHARS_MAX) leaves(inner, leaf);
                else if (!leaf.isNull()) cells.put(inner, leaf);
            }
        }

        private static JsonNode single(JsonNode value) {
            return JsonNodeFactory.instance.objectNode().set(Fields.METADATA, value);
        }

        private static boolean says(JsonNode value) {
            return !value.isNull() && !value.isMissingNode() && !(value.isObject() && value.isEmpty());
        }
    }
}
