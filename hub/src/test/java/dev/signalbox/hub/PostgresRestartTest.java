package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.history.Store;
import dev.signalbox.hub.history.Trial;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose PostgreSQL server is really stopped and started again: no proxy stands between. */
class PostgresRestartTest {
    private OwnPostgres server;
    private TestHub hub;

    @BeforeEach
    void start(@TempDir Path folder) {
        server = OwnPostgres.in(folder.resolve("postgres"));
        hub = TestHub.start(HubConfig.embedded(folder.resolve("hub"), 0).onPostgres(server.url()), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        hub.close();
        server.close();
    }

    @Test
    void while_it_is_stopped_the_hub_says_so_and_afterwards_everything_works() {
        String before = post().expect(201).json().path("id").textValue();

        server.stop();

        TestHub.Reply putOff = post();
        assertThat(putOff.expect(503).json().path("code").textValue()).isEqualTo("overloaded");
        assertThat(putOff.header("Retry-After")).isPresent();
        assertThat(hub.get(TestHub.NOBODY, "/health/live").status()).isEqualTo(200);
        assertThat(hub.get(TestHub.NOBODY, "/health/ready").status()).isEqualTo(503);

        server.start();
        Eventually.assertThat(() -> assertThat(post().status()).isEqualTo(201));
        Eventually.assertThat(() ->
                assertThat(hub.get(TestHub.NOBODY, "/health/ready").status()).isEqualTo(200));
        assertThat(hub.get("admin", "/v1/notifications/" + before).status()).isEqualTo(200);
    }

    @Test
    void what_clients_were_told_holds_through_restarts_of_the_server() {
        Trial.Keys keys = Trial.Keys.make(new Admin(hub::url, hub.key("admin")), 4);
        try (Trial trial =
                Trial.ofOne(hub::url, keys, Store.postgres(server.url()), 4712).start()) {
            for (int round = 0; round < 2; round++) {
                awaitWork(trial);
                server.stop();
                server.start();
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
        return hub.post("admin", "/v1/notifications", Map.of("title", "are you there?"));
    }
}
