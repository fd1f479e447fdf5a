package dev.signalbox.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.Status;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.PostNotification;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that acts in a space, with a hub that knows of spaces and with one that does not. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SpaceHeaderTest {
    private record Asked(String uri, @Nullable String space) {}

    @TempDir
    Path folder;

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch held = new CountDownLatch(1);
    private HttpServer server;
    private volatile String actsIn = "billing";
    private volatile boolean holds;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        held.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String uri = exchange.getRequestURI().toString();
            asked.add(new Asked(uri, exchange.getRequestHeaders().getFirst("Signalbox-Space")));
            if (holds && !uri.equals("/v1/whoami")) held.await(60, TimeUnit.SECONDS);
            byte[] body = ("{\"key\":\"k\",\"name\":\"n\",\"role\":\"admin\",\"space\":\"" + actsIn
                            + "\",\"mayRead\":[],\"mayWrite\":[],\"items\":[]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void every_request_names_the_space_and_the_hub_is_asked_once_whether_it_is_in_it() {
        HubApi hub = hub("billing");

        hub.notifications(Map.of()).join();
        hub.operator().keys(Map.of()).join();
        traces("billing").traces(Map.of()).join();

        assertThat(asked).extracting(Asked::space).containsOnly("billing");
        assertThat(asked)
                .extracting(Asked::uri)
                .containsExactly("/v1/whoami", "/v1/notifications", "/v1/keys", "/v1/whoami", "/v1/traces");
    }

    @Test
    void without_a_space_nothing_is_asked_before_and_no_header_is_sent() {
        hub(null).notifications(Map.of()).join();

        assertThat(asked).containsExactly(new Asked("/v1/notifications", null));
    }

    @Test
    void a_hub_that_acts_elsewhere_gets_nothing() {
        actsIn = "default";
        HubApi hub = hub("billing");

        assertThatThrownBy(() -> hub.postNotification(
                                new PostNotification(null, "x", null, null, null, null, null, null, null, null))
                        .join())
                .cause()
                .isInstanceOfSatisfying(HubRefused.class, refused -> {
                    assertThat(refused.is(ProblemCode.FORBIDDEN)).isTrue();
                    assertThat(refused.getMessage()).contains("older than spaces", "billing", "Upgrade the hub");
                });
        assertThatThrownBy(() -> hub.openEvents(Map.of(), null).join()).cause().isInstanceOf(HubRefused.class);
        assertThat(asked).extracting(Asked::uri).containsOnly("/v1/whoami");

        actsIn = "billing";
        hub.notifications(Map.of()).join();
        assertThat(asked).as("it was upgraded").extracting(Asked::uri).endsWith("/v1/notifications");
    }

    @Test
    void the_first_request_can_be_given_up_like_any_other() {
        holds = true;
        CompletableFuture<?> first = hub("billing").notifications(Map.of());
        Eventually.that("it is under way", () -> asked.size() == 2);

        assertThat(first.cancel(true)).isTrue();
        assertThat(first).isCancelled();
    }

    @Test
    void what_a_program_writes_stays_with_it_where_the_hub_is_older() {
        actsIn = "default";
        try (Signalbox program = Signalbox.open(options -> options.url(url())
                .key("sbx_admin_x")
                .space("billing")
                .drain(Duration.ZERO)
                .store(folder.resolve("program.db")))) {
            program.notifications().post("kept");
            Eventually.that("it is told", () -> program.status() == Status.NEEDS_KEY, program::status);

            assertThat(program.outbox().attention()).isEmpty();
            assertThat(asked).extracting(Asked::uri).containsOnly("/v1/whoami");
        }
    }

    @Test
    void what_no_space_is_called_is_refused_at_once() {
        for (String name : List.of("", "A", "a/b", "../x", "a b", "é", "x".repeat(41), "a\r\nX: y")) {
            assertThatThrownBy(() -> hub(name)).as(name).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Signalbox.open(options -> options.space(name)))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no space has this name");
        }
        assertThatThrownBy(() -> Signalbox.open(options -> options.environment(Map.of("SIGNALBOX_SPACE", "A"))))
                .hasMessageContaining("SIGNALBOX_SPACE");
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private HubApi hub(@Nullable String space) {
        return new HubApi(url(), () -> "sbx_x", "test", Duration.ofSeconds(20), 1_000_000, HubTrust.PLATFORM, space);
    }

    private TraceApi traces(String space) {
        return new TraceApi(url(), () -> "sbx_x", "test", HubTrust.PLATFORM, space);
    }
}
