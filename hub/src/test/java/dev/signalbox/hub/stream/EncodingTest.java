package dev.signalbox.hub.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.http.SseFrame;
import dev.signalbox.client.http.SseReader;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodingTest {
    private static final Instant TIME = Instant.parse("2026-11-21T08:36:42.123456Z");

    private final Encoding encoding = new Encoding("main", "0a1b2c3d");

    @Test
    void an_event_is_one_frame_with_cursor_type_and_cloud_event() {
        EncodedEvent encoded = encoding.apply(event("id-1", "{\"title\":\"x\"}"));

        SseFrame frame = framesOf(encoded.frame()).get(0);
        Event read = Json.read(frame.data().getBytes(StandardCharsets.UTF_8), Event.class);

        assertThat(frame.comment("from")).isEqualTo("6");
        assertThat(frame.id()).isEqualTo("0a1b2c3d.7.abababab");
        assertThat(frame.event()).isEqualTo("notification.posted");
        assertThat(read.source()).isEqualTo("/signalbox/main");
        assertThat(read.time()).isEqualTo(TIME);
        assertThat(read.position()).isEqualTo(7);
        assertThat(read.correlationid()).isNull();
        assertThat(new String(encoded.json(), StandardCharsets.UTF_8)).isEqualTo(frame.data());
    }

    @Test
    void line_breaks_between_the_tokens_of_stored_json_do_not_break_the_frame() {
        EncodedEvent encoded = encoding.apply(event("id-1", "{\r\n \"a\": \"one\\ntwo\",\n \"b\": 2\r}"));

        List<SseFrame> frames = framesOf(encoded.frame());

        assertThat(frames).hasSize(1);
        Event read = Json.read(frames.get(0).data().getBytes(StandardCharsets.UTF_8), Event.class);
        assertThat(read.data().path("a").textValue()).isEqualTo("one\ntwo");
        assertThat(read.data().path("b").intValue()).isEqualTo(2);
    }

    @Test
    void quotes_and_backslashes_in_a_command_id_are_escaped() {
        String id = "a\"b\\c";

        EncodedEvent encoded = encoding.apply(event(id, "{}"));

        assertThat(Json.read(encoded.json(), Event.class).id()).isEqualTo(id);
    }

    @Test
    void a_subscriber_with_an_older_cursor_is_told_where_its_range_began() {
        Buffer out = Buffer.buffer();

        encoding.apply(event("id-1", "{}")).appendFrame(out, 3);

        assertThat(framesOf(out).get(0).comment("from")).isEqualTo("3");
    }

    private static RecordedEvent event(String id, String data) {
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) 0xab);
        return new RecordedEvent(
                7,
                "notification/n1",
                1,
                id,
                "notification.posted",
                "daemon",
                TIME,
                TIME,
                null,
                null,
                data.getBytes(StandardCharsets.UTF_8),
                new byte[16],
                hash);
    }

    private static List<SseFrame> framesOf(Buffer bytes) {
        List<SseFrame> frames = new ArrayList<>();
        byte[] all = bytes.getBytes();
        new SseReader(frames::add).feed(all, 0, all.length);
        return frames;
    }
}
