package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Ids;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that are many times as large in memory as they come, sent to a hub in a process of its own with a small heap:
 * each is taken or refused, and the hub lives.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrowingBodiesTest {
    private static final int MB = 1024 * 1024;
    private static final int SENDERS = 400;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String LANGFUSE = "/api/public/ingestion";
    private static final String OTLP = "/api/public/otel/v1/traces";
    private static final byte[] EMPTY_SPAN = {0x12, 0};
    private static final byte[] UNKNOWN_FIELD = {0x78, 1};

    private Path data;
    private HubProcess hub;
    private String key;

    @BeforeAll
    void start(@TempDir Path folder) {
        data = folder;
        hub = HubProcess.Launch.on(folder, null).jvm("-Xmx128m").start();
        key = hub.adminKey();
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    /** What is sent to the doors of others, compressed to some kilobytes. */
    record Bomb(String name, String path, boolean protobuf, Supplier<String> body) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bomb> bombs() {
        return Stream.of(
                new Bomb("objects in a trace", LANGFUSE, false, () -> envelope(repeated("{},", 19 * MB))),
                new Bomb("envelopes", LANGFUSE, false, () -> batch("{},", 2 * MB)),
                new Bomb("events of their log", LANGFUSE, false, () -> batch("{\"type\":\"sdk-log\"},", 4 * MB)),
                new Bomb("resources", OTLP, false, () -> "{\"resourceSpans\":[" + repeated("{},", 19 * MB) + "{}]}"),
                new Bomb("spans of a large resource", OTLP, false, GrowingBodiesTest::ofLargeResource),
                new Bomb("empty spans", OTLP, true, () -> latin(within(1, within(2, many(EMPTY_SPAN, 19 * MB))))),
                new Bomb("unknown fields", OTLP, true, () -> latin(many(UNKNOWN_FIELD, 19 * MB))));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void one_that_no_memory_holds_is_refused(Bomb bomb) {
        HttpRequest request = hub(bomb.path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", bomb.protobuf ? "application/x-protobuf" : "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzipped(bomb.body.get().getBytes(StandardCharsets.ISO_8859_1))))
                .build();

        TestHub.send(request).expect(413);

        assertThat(hub.process().isAlive()).as(hub.output()).isTrue();
    }

    /** What is within every limit is never put off for ever, however small the heap is. */
    @Test
    void one_of_the_hubs_own_that_is_alone_is_taken() {
        String list = repeated("[],", 1800);
        List<String> commands = IntStream.range(0, 500)
                .mapToObj(i ->
                        "{\"id\":\"" + Ids.next() + "\",\"command\":\"notification.post\",\"target\":\"notification/"
                                + Ids.next() + "\",\"body\":{\"title\":\"x\",\"data\":{\"n\":[" + list + "1]}}}")
                .toList();

        send("/v1/commands", "{\"commands\":[" + String.join(",", commands) + "]}")
                .expect(200);
    }

    @Test
    void many_small_ones_are_counted_too() throws Exception {
        String body = "{\"title\":\"x\",\"data\":{\"n\":[" + repeated("{},", 3900) + "1]}}";
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (int i = 0; i < SENDERS; i++) {
                answers.add(HTTP.sendAsync(own("/v1/notifications", body), BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode));
            }
            Eventually.until("one is refused", () -> answers.stream().anyMatch(CompletableFuture::isDone));
            statement.execute("ROLLBACK");
        }

        assertThat(answers.stream().map(CompletableFuture::join))
                .contains(201, 503)
                .containsOnly(201, 503);
        assertThat(hub.process().isAlive()).as(hub.output()).isTrue();
    }

    /** Each value is remembered by the names around it, and 48 KB of them would be hundreds of megabytes. */
    @Test
    void a_file_of_long_names_around_many_values_is_refused() {
        String names = ("{\\\"" + "n".repeat(800) + "\\\": ").repeat(28);
        String file = names + "[" + repeated("1,", 24_000) + "1]" + "}".repeat(28);

        String refusal = TestHub.send(hub("/v1/ownership")
                        .header("X-API-Key", key)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"file\":\"" + file + "\"}"))
                        .build())
                .expect(400)
                .text();

        assertThat(refusal).contains("line 1", "use shorter ones");
        assertThat(hub.process().isAlive()).as(hub.output()).isTrue();
    }

    /** What a resource says is in the event of each of its spans. */
    private static String ofLargeResource() {
        List<String> spans = IntStream.rangeClosed(1, 2000)
                .mapToObj(i -> "{\"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"%016x\"}".formatted(i))
                .toList();
        return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":{\"stringValue\":\""
                + "x".repeat(900_000) + "\"}}]},\"scopeSpans\":[{\"spans\":[" + String.join(",", spans) + "]}]}]}";
    }

    private static String batch(String envelope, int chars) {
        return "{\"batch\":[" + repeated(envelope, chars) + "{}]}";
    }

    private static String envelope(String metadata) {
        return "{\"batch\":[{\"id\":\"e\",\"timestamp\":\"2026-11-30T00:00:00Z\",\"type\":\"trace-create\","
                + "\"body\":{\"id\":\"t\",\"metadata\":{\"n\":[" + metadata + "1]}}}]}";
    }

    private static String repeated(String text, int chars) {
        return text.repeat(chars / text.length());
    }

    private static byte[] many(byte[] piece, int bytes) {
        byte[] all = new byte[bytes / piece.length * piece.length];
        for (int i = 0; i < all.length; i++) all[i] = piece[i % piece.length];
        return all;
    }

    /** A message as a field of another one. */
    private static byte[] within(int field, byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((field << 3) | 2);
        int left = message.length;
        for (; left > 0x7F; left >>>= 7) out.write((left & 0x7F) | 0x80);
        out.write(left);
        out.writeBytes(message);
        return out.toByteArray();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] gzipped(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private HttpRequest.Builder hub(String path) {
        return HttpRequest.newBuilder(hub.url().resolve(path));
    }

    private HttpRequest own(String path, String body) {
        return hub(path)
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private TestHub.Reply send(String path, String body) {
        return TestHub.send(own(path, body));
    }
}
