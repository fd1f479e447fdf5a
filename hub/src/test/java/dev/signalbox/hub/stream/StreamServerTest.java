package dev.signalbox.hub.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.client.http.SseFrame;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams under load, at their limits, and with subscribers that misbehave. */
class StreamServerTest {
    private static final StreamLimits QUICK = new StreamLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), 100);

    @TempDir
    Path folder;

    @Test
    void subscribers_that_come_at_any_moment_get_every_event_once_while_writers_append() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int batches = 150;
        List<Subscriber> subscribers = new ArrayList<>();
        try (StreamServer server = new StreamServer(folder, StreamLimits.DEFAULT)) {
            Future<?> writers = Future.all(write(server, batches), write(server, batches), write(server, batches));
            while (subscribers.size() < 12) {
                String query = random.nextBoolean() ? "?after=start" : "?after=start&types=question.*";
                subscribers.add(Subscriber.of(server.request("viewer", "/v1/events" + query)));
            }
            Await.result(writers);
            long head = Await.result(server.log.head()).position();

            for (Subscriber subscriber : subscribers) {
                Eventually.until(
                        "the subscriber reaches the head, seed " + seed,
                        () -> subscriber.checkpoint().position() == head);
                subscriber.assertNoGap();
                assertThat(subscriber.positions()).as("seed " + seed).isSorted().doesNotHaveDuplicates();
                long questions = subscriber.events().stream()
                        .filter(event -> event.path("type").textValue().equals("question.asked"))
                        .count();
                assertThat(questions).as("seed " + seed).isEqualTo(3L * batches * 2);
            }
        } finally {
            subscribers.forEach(Subscriber::close);
        }
    }

    @Test
    void of_one_thing_as_many_events_are_shown_as_one_answer_holds_and_with_one_more_none() {
        int step = Limits.APPEND_EVENTS_MAX;
        try (StreamServer server = new StreamServer(folder, StreamLimits.DEFAULT)) {
            for (int version = 0; version < EventRoutes.STREAM_EVENTS_MAX; version += step) {
                Await.result(server.appendTo("question/long", version, "question.asked", step));
            }
            Reply whole = TestHub.send(
                    server.request("viewer", "/v1/streams/question/long").build());
            assertThat(whole.expect(200).json().path("events")).hasSize(EventRoutes.STREAM_EVENTS_MAX);

            Await.result(server.appendTo("question/long", EventRoutes.STREAM_EVENTS_MAX, "question.asked", 1));

            Reply refused = TestHub.send(
                    server.request("viewer", "/v1/streams/question/long").build());
            assertThat(refused.expect(413).json().path("code").textValue()).isEqualTo("too_large");
            assertThat(refused.json().path("detail").textValue()).contains("/v1/events?log=main&subject=");
        }
    }

    @Test
    void of_one_thing_as_many_bytes_are_shown_as_one_answer_holds_and_with_one_event_more_none() {
        byte[] data = ("\"" + "x".repeat(Limits.EVENT_DATA_BYTES_MAX - 2) + "\"").getBytes(UTF_8);
        int fitting = EventRoutes.STREAM_BYTES_MAX / data.length;
        try (StreamServer server = new StreamServer(folder, StreamLimits.DEFAULT)) {
            for (int version = 0; version < fitting; version += 8) {
                Await.result(server.appendTo("question/large", version, "question.asked", 8, data));
            }
            Reply whole = TestHub.send(
                    server.request("viewer", "/v1/streams/question/large").build());
            assertThat(whole.expect(200).json().path("events")).hasSize(fitting);

            Await.result(server.appendTo("question/large", fitting, "question.asked", 1, data));

            Reply refused = TestHub.send(
                    server.request("viewer", "/v1/streams/question/large").build());
            assertThat(refused.expect(413).json().path("detail").textValue())
                    .contains("/v1/events?log=main&subject=question/large");
        }
    }

    @Test
    void a_heartbeat_shows_the_head_and_moves_the_cursor_where_nothing_matched() {
        try (StreamServer server = new StreamServer(folder, QUICK);
                Subscriber idle = Subscriber.of(server.request("viewer", "/v1/events?types=question.*"))) {
            Await.result(server.append("notification.posted", 5, 10));

            Eventually.until("progress", () -> idle.checkpoint().position() == 5);
            Eventually.until("two heartbeats", () -> heartbeats(idle, "5") >= 2);

            assertThat(idle.events()).isEmpty();
            idle.assertNoGap();
        }
    }

    @Test
    void a_long_stretch_without_a_match_is_reported_at_once() {
        try (StreamServer server = new StreamServer(folder, StreamLimits.DEFAULT)) {
            for (int i = 0; i < 30; i++) Await.result(server.append("notification.posted", 500, 10));

            try (Subscriber narrow =
                    Subscriber.of(server.request("viewer", "/v1/events?after=start&types=question.*"))) {
                Eventually.until("the head", () -> narrow.checkpoint().position() == 15_000);

                assertThat(narrow.framesOf("progress").size()).isBetween(2, 10);
                narrow.assertNoGap();
            }
        }
    }

    @Test
    void a_subscriber_that_takes_nothing_holds_up_nobody_is_cut_and_resumes_without_a_gap() throws IOException {
        try (StreamServer server = new StreamServer(folder, QUICK);
                Socket stalled = stalledSubscriber(server);
                Subscriber healthy = Subscriber.of(server.request("viewer", "/v1/events?after=start"))) {
            Eventually.until("both are there", () -> server.streams.count() == 2);

            for (int i = 0; i < 40; i++) Await.result(server.append("notification.posted", 100, 4_000));
            healthy.awaitEvents(4_000);

            Eventually.until("the stalled one is cut", () -> server.streams.count() == 1);
            assertThat(healthy.hasEnded()).isFalse();
            String taken = new String(readWhatIsLeft(stalled), StandardCharsets.UTF_8);
            Cursor last = lastCompleteId(taken);
            assertThat(last.position()).isBetween(1L, 3_999L);
            try (Subscriber again =
                    Subscriber.of(server.request("viewer", "/v1/events").header("Last-Event-ID", last.toString()))) {
                Eventually.until("the rest", () -> again.checkpoint().position() == 4_000);
                assertThat(again.positions().get(0)).isEqualTo(last.position() + 1);
                again.assertNoGap();
            }
        }
    }

    @Test
    void there_are_at_most_so_many_streams_and_one_that_goes_makes_room() {
        StreamLimits two = new StreamLimits(Duration.ofSeconds(1), Duration.ofSeconds(2), 2);
        try (StreamServer server = new StreamServer(folder, two);
                Subscriber first = Subscriber.of(server.request("viewer", "/v1/events"))) {
            try (Subscriber second = Subscriber.of(server.request("viewer", "/v1/events"))) {
                Reply third = TestHub.send(server.request("viewer", "/v1/events")
                        .header("Accept", "text/event-stream")
                        .build());

                assertThat(third.expect(503).json().path("code").textValue()).isEqualTo("overloaded");
                assertThat(third.header("Retry-After")).isPresent();
                assertThat(second.hasEnded()).isFalse();
            }
            Eventually.until("one is gone", () -> server.streams.count() == 1);
            Subscriber.of(server.request("viewer", "/v1/events")).close();
            assertThat(first.hasEnded()).isFalse();
        }
    }

    @Test
    void a_cursor_below_what_is_kept_is_refused_with_the_oldest_position() {
        try (StreamServer server = new StreamServer(folder, QUICK)) {
            Await.result(server.append("notification.posted", 20, 10));
            server.floor.set(11);

            Reply below =
                    TestHub.send(server.request("viewer", "/v1/events?after=9").build());
            Reply start = TestHub.send(server.request("viewer", "/v1/events").build());
            Reply justAbove =
                    TestHub.send(server.request("viewer", "/v1/events?after=10").build());

            assertThat(below.expect(410).json().path("code").textValue()).isEqualTo("cursor_expired");
            assertThat(below.json().path("floor").longValue()).isEqualTo(11);
            start.expect(410);
            assertThat(justAbove.expect(200).json().path("events")).hasSize(10);
        }
    }

    @Test
    void a_stream_whose_history_goes_away_ends_with_a_reset_frame_that_has_no_id() {
        try (StreamServer before = new StreamServer(folder, QUICK)) {
            for (int i = 0; i < 12; i++) Await.result(before.append("notification.posted", 100, 10));
        }

        try (StreamServer server = new StreamServer(folder, QUICK, TruncatedLog::new)) {
            try (Subscriber behind = Subscriber.of(server.request("viewer", "/v1/events?after=start"))) {
                behind.awaitEnd();

                SseFrame reset = behind.framesOf("reset").get(0);
                assertThat(reset.id()).isNull();
                assertThat(Subscriber.data(reset).path("code").textValue()).isEqualTo("cursor_expired");
                assertThat(Subscriber.data(reset).path("floor").longValue()).isEqualTo(TruncatedLog.FLOOR);
                assertThat(behind.positions()).hasSize(500);
                behind.assertNoGap();
            }
        }
    }

    @Test
    void the_same_bytes_go_to_all_subscribers_of_a_live_event() {
        try (StreamServer server = new StreamServer(folder, StreamLimits.DEFAULT)) {
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < 20; i++) subscribers.add(Subscriber.of(server.request("viewer", "/v1/events")));
            Await.result(server.append("notification.posted", 1, 10));

            for (Subscriber subscriber : subscribers) {
                subscriber.awaitEvents(1);
                assertThat(subscriber.framesOf("notification.posted"))
                        .isEqualTo(subscribers.get(0).framesOf("notification.posted"));
                subscriber.close();
            }
        }
    }

    @Test
    void a_refused_stream_is_an_ordinary_answer() {
        try (StreamServer server = new StreamServer(folder, QUICK)) {
            assertThatThrownBy(() -> Subscriber.of(server.request("nobody", "/v1/events")))
                    .hasMessageContaining("got 401");
        }
    }

    private static Future<Void> write(StreamServer server, int batches) {
        if (batches == 0) return Future.succeededFuture();
        return server.append("question.asked", 2, 30)
                .compose(done -> server.append("notification.posted", 1, 30))
                .compose(done -> write(server, batches - 1));
    }

    private static long heartbeats(Subscriber subscriber, String head) {
        return subscriber.frames().stream()
                .filter(frame -> frame.data() == null && head.equals(frame.comment("head")))
                .count();
    }

    /** Asks for a stream and then reads nothing; the small window fills at once. */
    private static Socket stalledSubscriber(StreamServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        String request =
                "GET /v1/events?after=start HTTP/1.1\r\nHost: localhost\r\nX-API-Key: viewer\r\nAccept: text/event-stream\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static byte[] readWhatIsLeft(Socket socket) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] bytes = new byte[8192];
        try {
            socket.setSoTimeout(20_000);
            for (int n = socket.getInputStream().read(bytes);
                    n >= 0;
                    n = socket.getInputStream().read(bytes)) {
                read.write(bytes, 0, n);
            }
        } catch (IOException cut) {
            // The hub broke the connection off, as it should.
        }
        return read.toByteArray();
    }

    private static Cursor lastCompleteId(String text) {
        int end = text.lastIndexOf("\n\n");
        int id = text.lastIndexOf("\nid: ", end);
        return Cursor.parse(text.substring(id + 5, text.indexOf('\n', id + 5)));
    }
}
