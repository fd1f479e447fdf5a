package dev.signalbox.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.PostNotification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubApiTest {
    private record Asked(String method, String uri, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** More than a busy machine needs for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private interface Reply {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private HubApi hub;
    private volatile Reply reply = json(200, "{}");

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        hub = new HubApi(url(""), () -> "sbx_secret", "test", PATIENCE, HubApi.UPLINK_BYTES_A_SECOND);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            reply.to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Reply json(int status, String body, String... headers) {
        return raw(status, status >= 400 ? "application/problem+json" : "application/json", body, headers);
    }

    private static Reply raw(int status, String type, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2)
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static String golden(String name) {
        try {
            return Files.readString(Path.of("src/test/resources/wire", name + ".json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PostNotification post(String id) {
        return new PostNotification(id, "T", null, null, null, null, null, null, null, null);
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        try {
            Object got = future.join();
            throw new AssertionError("no failure but " + got);
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    private Asked last() {
        return asked.get(asked.size() - 1);
    }

    @Test
    void a_create_carries_its_id_as_idempotency_key_or_a_fresh_one() {
        reply = json(201, golden("Notification"));
        String id = Ids.next();

        hub.postNotification(post(id)).join();
        hub.postNotification(post(null)).join();

        assertThat(asked.get(0).header("Idempotency-Key")).isEqualTo(id);
        assertThat(Ids.isUuid(asked.get(1).header("Idempotency-Key"))).isTrue();
        assertThat(asked.get(0).method()).isEqualTo("POST");
        assertThat(asked.get(0).uri()).isEqualTo("/v1/notifications");
        assertThat(asked.get(0).header("Content-Type")).isEqualTo("application/json");
        assertThat(asked.get(0).header("Authorization")).isEqualTo("Bearer sbx_secret");
        assertThat(asked.get(0).header("User-Agent")).isEqualTo("test");
    }

    @Test
    void a_read_sees_what_was_written_before() {
        reply = json(201, golden("Notification"), "Signalbox-Position", "41");
        hub.postNotification(post(null)).join();
        reply = json(200, golden("CommandResults"));
        hub.commands(new CommandBatch(List.of(new Command("a", "note.write", null, null, null, null))))
                .join();
        reply = json(200, golden("Question"));

        hub.question("q").join();
        hub.forgetWrites();
        hub.question("q").join();

        assertThat(asked.get(2).header("Signalbox-At-Least")).isEqualTo("41");
        assertThat(asked.get(3).header("Signalbox-At-Least")).isNull();
    }

    @Test
    void paths_and_queries_are_escaped() {
        reply = json(200, golden("Question"));
        hub.question("a/b ?#ü", Duration.ofSeconds(30)).join();
        String path = last().uri();
        reply = json(200, "{\"items\":[]}");

        hub.notifications(Map.of("tag", "a&b=c d")).join();

        assertThat(path).startsWith("/v1/questions/a%2Fb%20%3F%23%C3%BC?wait=");
        assertThat(last().uri()).isEqualTo("/v1/notifications?tag=a%26b%3Dc+d");
    }

    @Test
    void a_base_url_may_have_a_path_of_its_own() {
        HubApi behindProxy = new HubApi(url("/hub/"), () -> null, "test");
        reply = json(200, golden("WhoAmI"));

        behindProxy.whoami().join();

        assertThat(last().uri()).isEqualTo("/hub/v1/whoami");
        assertThat(last().header("Authorization")).isNull();
    }

    @Test
    void pages_and_streams_of_events_are_read() {
        reply = json(200, golden("EventPage"));
        assertThat(hub.events(Map.of("after", "start")).join().events()).hasSize(1);

        assertThat(hub.stream("question", "q").join()).hasSize(1);

        assertThat(last().uri()).isEqualTo("/v1/streams/question/q");
    }

    @Test
    void a_list_has_its_cursor() {
        reply = json(200, "{\"items\":[" + golden("Question") + "],\"nextCursor\":\"next\"}");

        var page = hub.questions(Map.of()).join();

        assertThat(page.items()).hasSize(1);
        assertThat(page.nextCursor()).isEqualTo("next");
    }

    @Test
    void keys_are_made_and_revoked() {
        reply = json(201, golden("Key"));
        assertThat(hub.operator()
                        .createKey(new CreateKey("slack-bot", "bot", null))
                        .join()
                        .secret())
                .isNotNull();

        hub.operator().revokeKey("k3y1d001").join();

        assertThat(last().method()).isEqualTo("DELETE");
        assertThat(last().uri()).isEqualTo("/v1/keys/k3y1d001");
    }

    @Test
    void a_hub_that_is_not_ready_is_an_answer() {
        reply = json(503, "{\"status\":\"starting\"}");

        Health health = hub.operator().ready().join();

        assertThat(health.ok()).isFalse();
        assertThat(health.report().path("status").asText()).isEqualTo("starting");
    }

    @Nested
    class A_refusal {
        @Test
        void is_the_problem_with_all_it_says() {
            reply = json(409, golden("Problem.already_resolved"));

            Throwable failure = failureOf(hub.ask(new AskQuestion(
                    null, null, null, "P", null, null, null, null, null, null, null, null, null, null, null)));

            assertThat(failure).isInstanceOfSatisfying(HubRefused.class, refused -> {
                Problem problem = refused.problem();
                assertThat(problem.is(ProblemCode.ALREADY_RESOLVED)).isTrue();
                assertThat(problem.answer().path("by").asText()).isEqualTo("jane");
                assertThat(refused.retryAfter()).isEmpty();
                assertThat(refused).hasMessageStartingWith("Jane answered sqlite");
            });
        }

        @ParameterizedTest
        @CsvSource({"7, 7", "' 12 ', 12", "0, 0", "-1, ", "soon, ", "99999999999, "})
        void says_how_long_to_wait_in_seconds(String header, Long seconds) {
            reply = json(503, golden("Problem.log_diverged"), "Retry-After", header);

            HubRefused refused = (HubRefused) failureOf(hub.whoami());

            assertThat(refused.retryAfter().map(Duration::toSeconds)).isEqualTo(Optional.ofNullable(seconds));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Sat, 21 Nov 2026 08:00:30 GMT | Sat, 21 Nov 2026 08:00:00 GMT | 30",
                    "Sat, 21 Nov 2026 08:00:00 GMT | Sat, 21 Nov 2026 08:00:30 GMT | 0",
                    "Sat, 21 Nov 2026 08:00:30 GMT | some day                      | "
                })
        void says_how_long_to_wait_by_the_hubs_own_clock(String until, String now, Long seconds) {
            HttpHeaders headers =
                    HttpHeaders.of(Map.of("Retry-After", List.of(until), "Date", List.of(now)), (name, value) -> true);

            Duration wait = RetryAfter.of(headers);

            assertThat(wait).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
        }

        @ParameterizedTest
        @CsvSource({"413, TOO_LARGE", "401, UNAUTHORIZED", "403, FORBIDDEN", "429, RATE_LIMITED", "503, OVERLOADED"})
        void of_a_proxy_counts_by_its_status(int status, ProblemCode code) {
            reply = raw(status, "text/html", "<html>no</html>");

            Throwable failure = failureOf(hub.whoami());

            assertThat(failure).isInstanceOfSatisfying(HubRefused.class, refused -> assertThat(refused.is(code))
                    .isTrue());
        }
    }

    @Nested
    class No_answer {
        @ParameterizedTest
        @ValueSource(ints = {404, 405, 500, 502, 504, 301})
        void is_what_a_page_of_something_else_is(int status) {
            reply = raw(status, "text/html", "<html>something else</html>");

            assertThat(failureOf(hub.whoami()))
                    .isInstanceOf(HubUnreachable.class)
                    .hasMessageContaining("status " + status);
        }

        @Test
        void is_what_nobody_understands() {
            reply = json(200, "<html>login</html>");

            assertThat(failureOf(hub.whoami())).isInstanceOf(HubUnreachable.class);
        }

        @Test
        void is_null() {
            reply = json(200, "null");

            assertThat(failureOf(hub.whoami()))
                    .isInstanceOf(HubUnreachable.class)
                    .hasMessageContaining("it says null");
        }

        /** Sent in pieces it is read up to the limit; one that says its length is not read at all. */
        @ParameterizedTest
        @CsvSource({"200, 0", "200, 999999999999", "500, 0", "409, 999999999999"})
        void is_an_answer_that_is_longer_than_any_of_a_hub(int status, long announced) {
            AtomicLong sent = new AtomicLong();
            reply = exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(status, announced);
                byte[] piece = new byte[64 * 1024];
                while (sent.addAndGet(piece.length) < 600L * 1024 * 1024)
                    exchange.getResponseBody().write(piece);
            };

            assertThat(failureOf(hub.whoami()))
                    .isInstanceOf(HubUnreachable.class)
                    .hasStackTraceContaining("the answer has more than");
            assertThat(sent.get()).isLessThan(600L * 1024 * 1024);
        }

        @Test
        void is_a_closed_port() {
            HubApi nobody = new HubApi(URI.create("http://127.0.0.1:1"), () -> null, "test");

            assertThat(failureOf(nobody.whoami()))
                    .isInstanceOf(HubUnreachable.class)
                    .hasMessageContaining("is the hub running");
        }

        @Test
        void is_a_body_that_never_ends() {
            reply = exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                new CompletableFuture<Void>().orTimeout(20, TimeUnit.SECONDS).join();
            };

            HubApi hasty = new HubApi(url(""), () -> "sbx_secret", "test", Duration.ofMillis(300), 1_000_000);

            assertThat(failureOf(hasty.whoami()))
                    .isInstanceOf(HubUnreachable.class)
                    .hasMessageContaining("in time");
        }

        @Test
        void is_not_a_body_that_a_slow_network_needs_long_for() {
            HubApi slow = new HubApi(url(""), () -> "sbx_secret", "test", Duration.ofMillis(1), 1);
            reply = json(200, golden("Notification"));

            assertThat(slow.postNotification(post(Ids.next())).join().id()).isNotEmpty();
            assertThat(failureOf(slow.whoami())).isInstanceOf(HubUnreachable.class);
        }

        @Test
        void is_a_connection_that_breaks() {
            reply = exchange -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.close();
            };

            assertThat(failureOf(hub.whoami())).isInstanceOf(HubUnreachable.class);
        }
    }

    @Nested
    class An_event_stream {
        private SseStream open(Duration silence) {
            return hub.openEvents(Map.of("types", "question.*"), "0a1b2c3d.4.deadbeef", silence)
                    .join();
        }

        @Test
        void is_read_frame_by_frame_until_it_ends() throws Exception {
            reply = raw(200, "text/event-stream; charset=utf-8", "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\nda");

            try (SseStream stream = open(PATIENCE)) {
                assertThat(stream.next())
                        .hasValueSatisfying(frame -> assertThat(frame.data()).isEqualTo("a"));
                assertThat(stream.next())
                        .hasValueSatisfying(frame -> assertThat(frame.data()).isEqualTo("b"));
                assertThat(stream.next()).isEmpty();
                assertThat(stream.next()).isEmpty();
            }

            assertThat(last().header("Last-Event-ID")).isEqualTo("0a1b2c3d.4.deadbeef");
            assertThat(last().header("Accept")).isEqualTo("text/event-stream");
        }

        @Test
        void that_is_silent_too_long_is_dead() {
            reply = exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                new CompletableFuture<Void>().orTimeout(20, TimeUnit.SECONDS).join();
            };

            try (SseStream stream = open(Duration.ofMillis(300))) {
                assertThatThrownBy(stream::next)
                        .isInstanceOf(HubUnreachable.class)
                        .hasMessageContaining("silent");
            }
        }

        @Test
        void that_is_closed_lets_its_reader_go() throws Exception {
            reply = exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                new CompletableFuture<Void>().orTimeout(20, TimeUnit.SECONDS).join();
            };
            SseStream stream = hub.openEvents(Map.of(), null).join();
            CompletableFuture<Optional<SseFrame>> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return stream.next();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });

            stream.close();

            assertThat(waiting.join()).isEmpty();
        }

        @Test
        void that_is_refused_fails_with_the_problem() {
            reply = json(409, golden("Problem.log_diverged"));

            Throwable failure = failureOf(hub.openEvents(Map.of(), null));

            assertThat(failure).isInstanceOfSatisfying(HubRefused.class, refused -> assertThat(
                            refused.problem().head())
                    .isEqualTo("0a1b2c3d.42.deadbeef"));
        }

        @Test
        void that_is_none_is_no_answer() {
            reply = json(200, golden("EventPage"));

            assertThat(failureOf(hub.openEvents(Map.of(), null)))
                    .isInstanceOf(HubUnreachable.class)
                    .hasMessageContaining("not an event stream");
        }

        @Test
        void that_breaks_in_the_middle_says_so() throws Exception {
            reply = exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("data: a\n\ndata: b".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            };

            try (SseStream stream = open(PATIENCE)) {
                assertThat(stream.next()).isPresent();
                assertThatThrownBy(stream::next).isInstanceOf(HubUnreachable.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "127.0.0.1:7433", "http://", "http://u:p@x", "http://x/?key=1", "http://x/#a"})
    void refuses_what_is_no_url_of_a_hub(String url) {
        assertThatThrownBy(() -> new HubApi(URI.create(url.equals("http://") ? "http:///" : url), () -> null, "test"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
