package dev.signalbox.hub.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.archive.Block;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /v1/archive/{log}} of a running hub. */
abstract class ArchiveDoorContract {
    @TempDir
    Path data;

    private TestHub hub;

    abstract TestHub start();

    @BeforeEach
    void open() {
        hub = start();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void gives_the_whole_log_then_what_came_since() throws IOException {
        for (int i = 0; i < 300; i++) post("n" + i);
        Read first = read("/v1/archive/main");
        post("later");
        Read second = read("/v1/archive/main" + behind(first.head()));
        Read third = read("/v1/archive/main" + behind(second.head()));

        assertThat(first.head().from()).isZero();
        assertThat(first.head().space()).isEqualTo("default");
        assertThat(first.types())
                .contains("key.created")
                .filteredOn("notification.posted"::equals)
                .hasSize(300);
        assertThat(first.reply().header("Signalbox-Position"))
                .contains(Long.toString(first.head().to()));
        assertThat(first.reply().header("Signalbox-Archive-Events"))
                .contains(Long.toString(first.head().to()));
        assertThat(second.head().follows(first.head())).isTrue();
        assertThat(second.types()).containsExactly("notification.posted");
        assertThat(third.head().events()).isZero();
        assertThat(third.head().follows(second.head())).isTrue();
    }

    @Test
    void is_for_admins_alone_and_knows_two_logs() {
        for (String role : List.of("user", "daemon", "viewer")) {
            hub.get(role, "/v1/archive/main").expect(403);
        }
        hub.get(TestHub.NOBODY, "/v1/archive/main").expect(401);
        hub.get("admin", "/v1/archive/traces").expect(200);
        assertThat(hub.get("admin", "/v1/archive/other").expect(404).text()).contains("there are main and traces");
    }

    @Test
    void a_segment_before_that_the_log_does_not_hold_is_another_history() {
        post("one");
        String hash = "ab".repeat(32);
        for (String query :
                List.of("?after=1&hash=" + hash, "?after=999&hash=" + hash, "?receipts=5", "?hash=" + hash)) {
            Reply reply = hub.get("admin", "/v1/archive/main" + query).expect(409);
            assertThat(reply.json().path("code").textValue()).as(query).isEqualTo("log_diverged");
            assertThat(reply.text()).contains("begin a new archive");
        }
        for (String query :
                List.of("?after=1", "?after=-1", "?after=x", "?hash=abc&after=1", "?receipts=1.5", "?other=1")) {
            hub.get("admin", "/v1/archive/main" + query).expect(400);
        }
    }

    @Test
    void one_is_sent_at_a_time_and_one_that_nobody_takes_frees_its_place() throws IOException {
        fill();
        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < Limits.SEGMENTS_SENT_MAX; i++) stalled.add(ask());
        Eventually.until(
                "the place is taken",
                () -> hub.getOnce("admin", "/v1/archive/main").status() == 503);

        assertThat(hub.getOnce("admin", "/v1/archive/main").expect(503).text())
                .contains("another archive is being made of this hub just now");
        for (Socket socket : stalled) socket.close();
        Eventually.until(
                "the place is free",
                () -> hub.getOnce("admin", "/v1/archive/main").status() == 200);
    }

    /** More than sockets and buffers hold, and nothing that compresses. */
    private void fill() {
        Random random = new Random(1);
        for (int batch = 0; batch < 24; batch++) {
            List<Map<String, Object>> commands = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                byte[] bytes = new byte[11_000];
                random.nextBytes(bytes);
                String body = Base64.getEncoder().encodeToString(bytes);
                commands.add(Map.of(
                        "id", Ids.next(), "command", "notification.post", "body", Map.of("title", "x", "body", body)));
            }
            hub.post("daemon", "/v1/commands", Map.of("commands", commands)).expect(200);
        }
    }

    private Socket ask() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port()));
        socket.getOutputStream()
                .write(("GET /v1/archive/main HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + hub.key("admin")
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        // Its head has come: nobody who asks from now on is faster.
        String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(status).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    @Test
    void says_why_it_gives_up_when_the_log_is_damaged() throws IOException {
        for (int i = 0; i < 50; i++) post("n" + i);
        damage("UPDATE events SET actor = 'somebody else' WHERE position = 20");

        try (SegmentReader reader = reader(hub.get("admin", "/v1/archive/main").expect(200))) {
            assertThat(catchThrowable(() -> {
                        while (reader.next() != null) {}
                    }))
                    .hasMessageContaining("given up")
                    .hasMessageContaining("the log main is damaged: the event at position 20 is not what was written");
        }
        hub.get("admin", "/v1/archive/traces").expect(200);
    }

    abstract void damage(String sql);

    private void post(String title) {
        hub.post("daemon", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private static String behind(SegmentHead head) {
        return "?after=" + head.to() + "&hash=" + head.hashAfter() + "&receipts=" + head.receiptsTo();
    }

    private record Read(Reply reply, SegmentHead head, List<String> types) {}

    private Read read(String path) throws IOException {
        Reply reply = hub.get("admin", path).expect(200);
        assertThat(reply.header("Content-Type")).contains("application/vnd.signalbox.segment");
        List<String> types = new ArrayList<>();
        try (SegmentReader reader = reader(reply)) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                block.events().stream().map(RecordedEvent::type).forEach(types::add);
            }
            return new Read(reply, reader.head(), types);
        }
    }

    private static SegmentReader reader(Reply reply) throws IOException {
        return new SegmentReader("answer", new ByteArrayInputStream(reply.http().body()), Identities.NONE);
    }
}
