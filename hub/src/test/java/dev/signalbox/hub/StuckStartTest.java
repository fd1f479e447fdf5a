package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub.Reply;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose tables cannot catch up at its start says so, puts everybody else off, and serves as soon as they can. */
class StuckStartTest {
    @TempDir
    Path data;

    private final int port = TestPorts.next();
    private String key = "";

    @Test
    void it_answers_health_and_puts_off_the_rest_until_the_tables_have_caught_up() {
        askAndStop();
        takeTheTable();
        Future<Hub> starting = Hub.start(HubConfig.embedded(data, port), Clock.systemUTC(), Throwable::printStackTrace);
        try {
            Eventually.until("it listens", this::listens);
            Eventually.assertThat(() ->
                    assertThat(questionsIn(ready()).path("trouble").asText()).isNotBlank());

            assertThat(get("/health/live").status()).isEqualTo(200);
            assertThat(ready().status()).isEqualTo(503);
            assertThat(ready().header("Retry-After")).isPresent();
            assertThat(questionsIn(ready()).path("lag").longValue()).isPositive();
            assertThat(ready().json().path("ready").booleanValue()).isFalse();
            for (String path : new String[] {"/v1/whoami", "/v1/questions", "/v1/events", "/eventbus/info"}) {
                Reply putOff = get(path);
                assertThat(putOff.status()).as(path).isEqualTo(503);
                assertThat(putOff.header("Retry-After")).as(path).isPresent();
                assertThat(putOff.json().path("code").textValue()).isEqualTo("projection_lagging");
            }
            assertThat(starting.isComplete()).isFalse();
        } finally {
            giveItBack();
            Hub hub = Await.result(starting);
            assertThat(ready().status()).isEqualTo(200);
            assertThat(get("/v1/questions").json().path("items")).hasSize(1);
            Await.result(hub.close());
        }
    }

    @Test
    void tables_of_one_log_that_cannot_catch_up_close_no_door_of_the_other() {
        askAndStop();
        run("traces", "UPDATE checkpoints SET position = 0");
        run("traces", "ALTER TABLE traces RENAME COLUMN name TO spared");
        Future<Hub> starting = Hub.start(HubConfig.embedded(data, port), Clock.systemUTC(), Throwable::printStackTrace);
        try {
            Eventually.until("it listens", this::listens);
            Eventually.assertThat(
                    () -> assertThat(get("/v1/questions").status()).isEqualTo(200));

            for (String path : new String[] {"/v1/whoami", "/v1/events", "/v1/events?log=traces", "/eventbus/info"}) {
                assertThat(get(path).status()).as(path).isEqualTo(200);
            }
            assertThat(get("/v1/traces").status()).isEqualTo(503);
            assertThat(ready().status()).isEqualTo(503);
            assertThat(starting.isComplete()).isFalse();
        } finally {
            run("traces", "ALTER TABLE traces RENAME COLUMN spared TO name");
            Hub hub = Await.result(starting);
            assertThat(get("/v1/traces").status()).isEqualTo(200);
            assertThat(ready().status()).isEqualTo(200);
            Await.result(hub.close());
        }
    }

    @Test
    void a_start_that_fails_behind_the_open_port_closes_it() throws IOException {
        Path keyFile = data.resolve("admin.key");
        assertThat(keyFile.toFile().mkdir()).isTrue();

        Await.failure(Hub.start(HubConfig.embedded(data, port), Clock.systemUTC(), Throwable::printStackTrace));

        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    private void askAndStop() {
        try (TestHub hub = TestHub.start(data)) {
            hub.post("admin", "/v1/questions", Map.of("prompt", "which?")).expect(201);
            hub.post(
                            "admin",
                            "/api/public/ingestion",
                            "{\"batch\":[{\"id\":\"e\",\"type\":\"trace-create\","
                                    + "\"timestamp\":\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\"t\"}}]}")
                    .expect(207);
            hub.get("admin", "/v1/traces/t").expect(200);
            key = hub.key("admin");
        }
    }

    /** A table that takes no row, and that has yet to read. */
    private void takeTheTable() {
        run("DELETE FROM questions_folded");
        run("UPDATE checkpoints SET position = 0 WHERE projection = 'questions'");
        run("CREATE TRIGGER stuck BEFORE INSERT ON questions_folded BEGIN INSERT INTO nowhere VALUES (1); END");
    }

    private void giveItBack() {
        run("DROP TRIGGER stuck");
    }

    private void run(String sql) {
        run("main", sql);
    }

    private void run(String log, String sql) {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(log + ".db"));
                Statement statement = file.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private Reply ready() {
        return get("/health/ready");
    }

    private Reply get(String path) {
        return TestHub.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("X-API-Key", key)
                .build());
    }

    private static JsonNode questionsIn(Reply ready) {
        return StreamSupport.stream(ready.json().path("followers").spliterator(), false)
                .filter(follower -> follower.path("name").textValue().equals("questions"))
                .findFirst()
                .orElseThrow();
    }
}
