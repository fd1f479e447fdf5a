package dev.signalbox.hub.trace.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Score;
import dev.signalbox.wire.resource.Trace;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The resources that rows are shown as. */
final class TraceResources {
    private TraceResources() {}

    /** A row of {@code traces} alone. */
    static Trace trace(Row row) {
        return trace(row, null, null);
    }

    /**
     * A row of {@code traces} with what stands beside it.
     *
     * @param details null when there are none, or when they are not shown
     * @param scores null when they are not shown
     */
    static Trace trace(Row row, @Nullable Row details, @Nullable List<Score> scores) {
        Texts texts = new Texts(details, () -> "/v1/traces/" + encoded(row.text("id")));
        return new Trace(
                row.text("id"),
                row.textOrNull("name"),
                Columns.time(row, "at"),
                row.textOrNull("user_id"),
                row.textOrNull("session_id"),
                row.text("environment"),
                row.textOrNull("release"),
                row.textOrNull("version"),
                row.bigint("is_public") != 0,
                Columns.tags(row, "tags"),
                row.bigint("observations"),
                row.bigint("errors"),
                row.bigint("warnings"),
                row.bigint("running"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                between(row, "started_at", "ended_at"),
                row.bigint("input_tokens"),
                row.bigint("output_tokens"),
                row.bigint("total_tokens"),
                Money.ofNanos(row.bigintOrNull("cost")),
                row.bigint("unpriced"),
                row.bigint("human"),
                texts.of(Fields.INPUT),
                texts.of(Fields.OUTPUT),
                scores == null ? null : details == null ? Json.object() : texts.metadata(),
                scores,
                texts.large(),
                row.bigint("incomplete") != 0 ? true : null);
    }

    /** A row of {@code observations} with {@code is_root}, and {@code children} where the query counts them. */
    static Observation observation(Row row, @Nullable Long children, @Nullable Row details) {
        String traceId = row.text("trace_id");
        String id = row.text("id");
        Texts texts = new Texts(details, () -> "/v1/traces/" + encoded(traceId) + "/observations/" + encoded(id));
        return new Observation(
                id,
                traceId,
                row.textOrNull("parent_id"),
                row.bigint("is_root") != 0,
                row.text("type"),
                row.textOrNull("name"),
                Columns.time(row, "started_at"),
                row.bigint("derived_start") != 0,
                instant(row, "ended_at"),
                between(row, "started_at", "ended_at"),
                instant(row, "first_token_at"),
                View.toFirstToken(row),
                row.text("level"),
                row.textOrNull("status"),
                row.textOrNull("model"),
                texts.said(Fields.MODEL_PARAMETERS),
                row.text("environment"),
                row.textOrNull("version"),
                row.textOrNull("prompt_name"),
                row.bigintOrNull("prompt_version"),
                Columns.json(row, "usage", JsonNode.class),
                row.bigint("input_tokens"),
                row.bigint("output_tokens"),
                row.bigint("total_tokens"),
                Money.ofNanos(row.bigintOrNull("cost")),
                Columns.json(row, "cost_details", JsonNode.class),
                row.textOrNull("price_key"),
                children,
                texts.of(Fields.INPUT),
                texts.of(Fields.OUTPUT),
                texts.metadata(),
                texts.large());
    }

    static Score score(Row row) {
        String number = row.textOrNull("value");
        JsonNode metadata = Merged.restored(row.text("state")).metadata();
        return new Score(
                row.text("id"),
                row.textOrNull("trace_id"),
                row.textOrNull("observation_id"),
                row.textOrNull("session_id"),
                row.text("name"),
                row.text("data_type"),
                number == null ? null : new BigDecimal(number),
                row.textOrNull("text_value"),
                row.text("source"),
                row.textOrNull("comment"),
                row.text("environment"),
                Columns.time(row, "at"),
                metadata.isEmpty() ? null : metadata);
    }

    private static @Nullable Instant instant(Row row, String column) {
        Long micros = row.bigintOrNull(column);
        return micros == null ? null : Times.ofMicros(micros);
    }

    /** Null when it is not known, or the times are impossible. */
    private static @Nullable Long between(Row row, String from, String to) {
        Long begin = row.bigintOrNull(from);
        Long end = row.bigintOrNull(to);
        return begin == null || end == null || end < begin ? null : (Long) (end - begin);
    }

    /** As one segment of a path. */
    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What the details of a thing say, if they are there: of inputs and outputs the large ones are only named. */
    private static final class Texts {
        private final @Nullable Row details;
        private final @Nullable Merged merged;
        private final Supplier<String> path;
        private final List<Trace.LargeText> large = new ArrayList<>();

        Texts(@Nullable Row details, Supplier<String> path) {
            this.details = details;
            this.merged = details == null ? null : Merged.restored(details.text("state"));
            this.path = path;
        }

        @Nullable
        JsonNode of(String field) {
            String text = details == null ? null : details.textOrNull(field);
            if (text == null) return null;
            if (text.length() > Limits.TRACE_TEXT_CHARS_SHOWN) {
                large.add(new Trace.LargeText(field, text.length(), path.get() + "/" + field));
                return null;
            }
            return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        }

        @Nullable
        JsonNode said(String field) {
            return merged == null ? null : merged.value(field);
        }

        @Nullable
        JsonNode metadata() {
            return merged == null ? null : merged.metadata();
        }

        @Nullable
        List<Trace.LargeText> large() {
            return large.isEmpty() ? null : List.copyOf(large);
        }
    }
}
