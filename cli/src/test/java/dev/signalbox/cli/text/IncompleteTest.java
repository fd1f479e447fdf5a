package dev.signalbox.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the hub marks is a field of the client's records, and a word for people. */
class IncompleteTest {
    private static final String MARK = ",\"incomplete\":true}";
    private static final String TIMES = "\"createdAt\":\"2026-11-21T08:00:00Z\",\"updatedAt\":\"2026-11-21T08:00:00Z\"";

    @Test
    void a_notification_says_so() {
        String json =
                "{\"id\":\"n\",\"state\":\"open\",\"title\":\"built\",\"priority\":3,\"count\":1,\"source\":\"ci\","
                        + TIMES + ",\"version\":1";

        assertThat(ResourceLines.notification(read(json + MARK, Notification.class), new Ink(false)))
                .endsWith("incomplete");
        assertThat(ResourceLines.notification(read(json + "}", Notification.class), new Ink(false)))
                .isEqualTo("built");
    }

    @Test
    void a_question_says_so() {
        String json =
                "{\"id\":\"q\",\"state\":\"pending\",\"kind\":\"text\",\"prompt\":\"well?\",\"options\":[],\"priority\":3,"
                        + "\"tags\":[],\"askedBy\":\"ci\",\"askedAt\":\"2026-11-21T08:00:00Z\",\"version\":1";

        assertThat(ResourceLines.question(read(json + MARK, Question.class), new Ink(false), Instant.EPOCH))
                .endsWith("incomplete");
    }

    @Test
    void records_carry_the_mark_and_write_it_only_when_it_is_there() {
        Key key = read("{\"id\":\"k\",\"name\":\"n\",\"role\":\"bot\",\"version\":1" + MARK, Key.class);
        RoadmapItem item = read("{\"id\":\"i\",\"key\":\"A\",\"version\":1" + MARK, RoadmapItem.class);

        assertThat(key.withSecret("s").incomplete()).isTrue();
        assertThat(item.incomplete()).isTrue();
        assertThat(Json.writeText(read("{\"id\":\"k\",\"version\":1}", Key.class)))
                .doesNotContain("incomplete");
        assertThat(Incomplete.sentence(item.incomplete())).contains("projections problems");
        assertThat(Incomplete.cell(null)).isNull();
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.readLenient(
                Json.readLenient(
                        json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        com.fasterxml.jackson.databind.JsonNode.class),
                type);
    }
}
