package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.Trial;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A hub whose PostgreSQL goes away and comes back: it says so, and goes on without a restart and without a loss. */
@Execution(ExecutionMode.CONCURRENT)
class PostgresAwayTest {
    private static final Duration NOTICED_MAX = Duration.ofSeconds(40);

    private final String url = TestPostgres.freshDatabase();
    private final DatabaseUrl server = DatabaseUrl.parse(url);
    private final TcpProxy proxy = new TcpProxy(server.host(), server.port());
    private TestHub hub;

    @BeforeEach
    void start(@TempDir Path data) {
        String through = url.replace(server.host() + ":" + server.port(), "127.0.0.1:" + proxy.port());
        hub = TestHub.start(HubConfig.embedded(data, 0).onPostgres(through), Clock.systemUTC());
        hub.key("user");
    }

    @AfterEach
    void stop() {
        proxy.up();
        hub.close();
        proxy.close();
    }

    @Test
    void while_it_is_down_writes_and_reads_are_put_off_and_afterwards_everything_works() {
        proxy.down();

        assertPutOff(post());
        assertPutOff(hub.get("admin", "/v1/notifications"));
        assertPutOff(hub.get("admin", "/v1/events"));
        assertThat(hub.get(TestHub.NOBODY, "/health/live").status()).isEqualTo(200);
        assertThat(hub.get(TestHub.NOBODY, "/health/ready").status()).isEqualTo(503);

        proxy.up();
        Eventually.assertThat(() -> assertThat(post().status()).isEqualTo(201));
        Eventually.assertThat(
                () -> assertThat(hub.get("admin", "/v1/notifications").status()).isEqualTo(200));
        Eventually.assertThat(() ->
                assertThat(hub.get(TestHub.NOBODY, "/health/ready").status()).isEqualTo(200));
    }

    @Test
    void when_it_falls_silent_a_write_is_put_off_in_time_and_afterwards_everything_works() {
        proxy.silent();
        long sent = System.nanoTime();

        assertPutOff(post());
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(NOTICED_MAX);

        proxy.up();
        Eventually.assertThat(() -> assertThat(post().status()).isEqualTo(201));
    }

    @Test
    void when_it_falls_silent_reads_and_health_answer_in_time_and_afterwards_everything_works() {
        for (String path :
                List.of("/v1/notifications", "/v1/events", "/v1/questions/none", "/v1/tables/roadmap/rows")) {
            hub.get("user", path);
        }
        proxy.silent();
        long sent = System.nanoTime();

        assertThat(hub.get(TestHub.NOBODY, "/health/ready").status()).isEqualTo(503);
        assertPutOff(hub.get("user", "/v1/events?types=note.never"));
        assertPutOff(hub.get("user", "/v1/streams/notification/none"));
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(NOTICED_MAX);

        proxy.up();
        Eventually.assertThat(() ->
                assertThat(hub.get(TestHub.NOBODY, "/health/ready").status()).isEqualTo(200));
        assertThat(hub.get("user", "/v1/notifications").status()).isEqualTo(200);
    }

    @Test
    void what_clients_were_told_holds_through_cuts_and_lost_backends() {
        Trial.Keys keys = Trial.Keys.make(new Admin(hub::url, hub.key("admin")), 4);
        try (Trial trial =
                Trial.ofOne(hub::url, keys, Store.postgres(url), 4711).start()) {
            for (int round = 0; round < 3; round++) {
                awaitWork(trial);
                proxy.down();
                proxy.up();
                awaitWork(trial);
                TestPostgres.run(
                        url,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name LIKE 'signalbox%'");
            }
            awaitWork(trial);

            assertThat(trial.finish()).as(trial.summary()).isEmpty();
        }
    }

    private static void awaitWork(Trial trial) {
        long before = trial.acknowledged();
        Eventually.until("there is work", () -> trial.acknowledged() > before + 30);
    }

    private TestHub.Reply post() {
        return hub.post("user", "/v1/notifications", Map.of("title", "are you there?"));
    }

    private static void assertPutOff(TestHub.Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isPresent();
        assertThat(reply.json().path("code").textValue()).isEqualTo("overloaded");
    }
}
