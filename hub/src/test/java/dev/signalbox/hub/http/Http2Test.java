package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.Http2;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 on the plain port: served as HTTP/1.1 is, with limits of its own, and one stream harms no other. */
class Http2Test {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_HEADERS = 4;
    private static final int REFUSED_STREAM = 7;

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
        hub.key("bot");
        hub.key("user");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void what_is_written_and_read_is_as_over_http_1() {
        HttpResponse<byte[]> posted = Http2.send(hub.request("bot", "/v1/notifications")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"by two\"}"))
                .build());
        HttpRequest list = hub.request("user", "/v1/notifications").build();

        assertThat(posted.statusCode()).isEqualTo(201);
        assertThat(posted.headers().firstValue("ETag")).isPresent();
        assertThat(new String(Http2.send(list).body(), StandardCharsets.UTF_8))
                .isEqualTo(hub.get("user", "/v1/notifications").text());
        assertThat(Http2.send(HttpRequest.newBuilder(hub.url().resolve("/v1/whoami"))
                                .build())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_foreign_name_is_refused() {
        HttpClientResponse other = Http2.on(() -> begin(HttpMethod.GET, "/v1/whoami")
                .compose(request -> request.authority(HostAndPort.create("evil.example", 80))
                        .send()));

        assertThat(other.statusCode()).isEqualTo(403);
    }

    @Test
    void a_body_or_a_url_over_the_limits_is_told_so_and_its_neighbours_go_on() {
        HttpClientResponse stream = stream();
        HttpResponse<byte[]> large = Http2.send(hub.request("bot", "/v1/notifications")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(new byte[4 * Limits.BODY_BYTES_MAX]))
                .build());
        HttpResponse<byte[]> far = Http2.send(
                hub.request("user", "/v1/" + "y".repeat(Limits.URL_BYTES_MAX)).build());

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(far.statusCode()).isEqualTo(414);
        String title = "behind the refusals";
        hub.post("bot", "/v1/notifications", "{\"title\":\"" + title + "\"}").expect(201);
        awaitIn(stream, title);
    }

    @Test
    void a_stream_of_events_is_live_and_ends_alone() {
        HttpClientResponse first = stream();
        HttpClientResponse second = stream();

        Http2.on(() -> first.request().reset(8));
        hub.post("bot", "/v1/notifications", "{\"title\":\"for the other\"}").expect(201);

        awaitIn(second, "for the other");
    }

    @Test
    void each_wait_on_a_connection_ends_when_the_hub_stops(@TempDir Path data) throws Exception {
        try (TestHub other = TestHub.start(data)) {
            String question = other.post("bot", "/v1/questions", "{\"kind\":\"approval\",\"prompt\":\"Go?\"}")
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            HttpRequest wait = other.request("bot", "/v1/questions/" + question + "?wait=50s")
                    .build();
            CompletableFuture<HttpResponse<byte[]>> first = CompletableFuture.supplyAsync(() -> Http2.send(wait));
            CompletableFuture<HttpResponse<byte[]>> second = CompletableFuture.supplyAsync(() -> Http2.send(wait));
            Eventually.assertThat(() ->
                    assertThat(other.get("admin", "/metrics").text()).containsPattern("signalbox_requests_waiting 2"));

            other.stop();

            assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(second.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            other.open();
        }
    }

    @Test
    void a_wish_to_change_over_is_passed_over() {
        String answer = RawHttp.exchange(
                hub.port(),
                String.join(
                        "\r\n",
                        "GET /health/live HTTP/1.1",
                        "Host: localhost",
                        "Connection: Upgrade, HTTP2-Settings",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABkAAQAAP__",
                        "",
                        "GET /health/live HTTP/1.1",
                        "Host: localhost",
                        "Connection: close",
                        "",
                        ""));

        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void a_preface_in_pieces_is_one() throws IOException {
        try (Socket socket = connected()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (byte each : PREFACE.getBytes(StandardCharsets.US_ASCII)) {
                out.write(each);
                out.flush();
            }
            frame(out, SETTINGS, 0, 0, new byte[0]);

            assertThat(frameOf(new DataInputStream(socket.getInputStream())).type())
                    .isEqualTo(SETTINGS);
        }
    }

    @Test
    void a_head_over_the_limits_is_told_so() throws IOException {
        try (Socket socket = connected()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
            frame(out, SETTINGS, 0, 0, new byte[0]);
            int more = Limits.HTTP2_HEADER_BYTES_MAX - 60;
            // A literal of this many bytes: seven bits of ones, and the rest in groups of seven.
            byte[] pad = {0, 1, 'x', 127, (byte) ((more - 127) | 0x80), (byte) ((more - 127) >> 7)};
            byte[] head = Buffer.buffer()
                    .appendBytes(post())
                    .appendBytes(pad)
                    .appendBytes("y".repeat(more).getBytes(StandardCharsets.US_ASCII))
                    .getBytes();
            frame(out, HEADERS, END_HEADERS, 1, head);
            out.flush();

            DataInputStream in = new DataInputStream(socket.getInputStream());
            Frame answer = frameOf(in);
            while (answer.type() != HEADERS) answer = frameOf(in);
            assertThat(new String(answer.payload(), StandardCharsets.ISO_8859_1))
                    .contains("431");
        }
    }

    @Test
    void there_are_so_many_requests_at_once_also_for_a_client_that_acknowledges_no_settings() throws IOException {
        try (Socket socket = connected()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
            frame(out, SETTINGS, 0, 0, new byte[0]);
            int last = 2 * Limits.HTTP2_STREAMS_MAX + 1;
            for (int stream = 1; stream <= last; stream += 2) frame(out, HEADERS, END_HEADERS, stream, post());
            out.flush();

            DataInputStream in = new DataInputStream(socket.getInputStream());
            Frame refused = frameOf(in);
            while (refused.type() != RST_STREAM && refused.type() != GOAWAY) refused = frameOf(in);
            assertThat(refused.type()).isEqualTo(RST_STREAM);
            assertThat(refused.stream()).isEqualTo(last);
            assertThat(refused.payload()[3]).isEqualTo((byte) REFUSED_STREAM);
        }
    }

    @Test
    void requests_that_are_begun_and_broken_off_without_end_end_their_connection() throws IOException {
        try (Socket socket = connected()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
            frame(out, SETTINGS, 0, 0, new byte[0]);
            for (int i = 0; i <= Limits.HTTP2_RESETS_MAX; i++) {
                frame(out, HEADERS, END_HEADERS, 2 * i + 1, post());
                frame(out, RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8});
            }
            out.flush();

            DataInputStream in = new DataInputStream(socket.getInputStream());
            Frame end = frameOf(in);
            while (end.type() != GOAWAY) end = frameOf(in);
            assertThat(end.payload()[7]).as("ENHANCE_YOUR_CALM").isEqualTo((byte) 11);
        }
        hub.get("admin", "/v1/whoami").expect(200);
    }

    /** POST / in HPACK, all of it of the static table but for the name of the host. */
    private static byte[] post() {
        byte[] host = "localhost".getBytes(StandardCharsets.US_ASCII);
        return Buffer.buffer()
                .appendBytes(new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x01, (byte) host.length})
                .appendBytes(host)
                .getBytes();
    }

    private static Socket connected() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private record Frame(int type, int stream, byte[] payload) {}

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeShort(payload.length >> 8);
        out.writeByte(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private static Frame frameOf(DataInputStream in) throws IOException {
        int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        in.readByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, stream, payload);
    }

    private static Future<HttpClientRequest> begin(HttpMethod method, String path) {
        return Http2.begin(method, hub.url().resolve(path))
                .map(request -> request.putHeader("Authorization", "Bearer " + hub.key("user")));
    }

    /** A live stream of events; what it brings is kept in its handler. */
    private static HttpClientResponse stream() {
        return Http2.on(() -> begin(HttpMethod.GET, "/v1/events?after=start&types=notification.*")
                .compose(request ->
                        request.putHeader("Accept", "text/event-stream").send())
                .map(answer -> {
                    answer.pause();
                    return answer;
                }));
    }

    private static void awaitIn(HttpClientResponse stream, String text) {
        Buffer all = Buffer.buffer();
        CompletableFuture<Void> found = new CompletableFuture<>();
        stream.handler(piece -> {
            all.appendBuffer(piece);
            if (all.toString().contains(text)) found.complete(null);
        });
        stream.exceptionHandler(found::completeExceptionally);
        stream.endHandler(over -> found.completeExceptionally(new AssertionError("it ended: " + all)));
        stream.resume();
        found.orTimeout(30, TimeUnit.SECONDS).join();
        stream.request().reset(8);
    }
}
