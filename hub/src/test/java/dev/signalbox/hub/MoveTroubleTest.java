package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.DatabaseUrl;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The other store of a move goes away at every step, killed or behind a network that is cut or says nothing, while a
 * client writes: the move says why it was given up, nothing is lost, and begun again it comes to its end.
 */
class MoveTroubleTest {
    /** At each of them the old store still counts; one that does not need the new store leaves its loss to a later. */
    private static final List<String> STEPS =
            List.of("check", "backup", "copy", "fold", "compare", "fence", "leave", "arrive");

    @TempDir
    Path data;

    @TempDir
    Path server;

    @Test
    void a_new_store_that_is_cut_off_at_any_step_is_given_up_and_filled_when_it_is_back() throws Exception {
        String url = TestPostgres.freshDatabase();
        DatabaseUrl real = DatabaseUrl.parse(url);
        try (TcpProxy proxy = new TcpProxy(real.host(), real.port());
                TestHub hub = TestHub.start(HubConfig.embedded(data, 0), Clock.systemUTC());
                MoveWriter writer = new MoveWriter(hub::url, hub.key("admin"))) {
            String to = url.replace(real.host() + ":" + real.port(), "127.0.0.1:" + proxy.port());
            for (String step : STEPS) assertGivenUp(hub, writer, to, step, proxy::down, proxy::up);
            assertGivenUp(hub, writer, to, "copy", proxy::silent, proxy::up);
            assertGivenUp(hub, writer, to, "fence", proxy::silent, proxy::up);

            assertComesToItsEnd(hub, writer, Map.of("to", to), "postgresql");
        }
    }

    @Test
    void a_server_that_is_killed_at_any_step_is_given_up_and_filled_when_it_is_back() throws Exception {
        try (OwnPostgres postgres = OwnPostgres.in(server.resolve("data"));
                TestHub hub = TestHub.start(HubConfig.embedded(data, 0), Clock.systemUTC());
                MoveWriter writer = new MoveWriter(hub::url, hub.key("admin"))) {
            for (String step : List.of("copy", "fold", "fence", "arrive")) {
                assertGivenUp(hub, writer, postgres.url(), step, postgres::kill, postgres::start);
            }

            assertComesToItsEnd(hub, writer, Map.of("to", postgres.url()), "postgresql");
            for (String step : List.of("copy", "fence", "leave")) {
                assertGoesOnBehindIt(hub, writer, step, postgres);
            }
            assertComesToItsEnd(hub, writer, Map.of("back", true), "sqlite");
        }
    }

    private static void assertGivenUp(
            TestHub hub, MoveWriter writer, String to, String step, Runnable trouble, Runnable mended)
            throws Exception {
        JsonNode status;
        try (AutoCloseable hook = Moves.at(step, to, trouble)) {
            status = Moves.moved(hub, Map.of("to", to));
        }
        assertThat(status.path("failure").asText())
                .as("%s", status)
                .contains("Nothing is lost: the hub goes on at ", "begin the move again");
        assertThat(STEPS.subList(STEPS.indexOf(step), STEPS.size()))
                .contains(status.path("step").asText());
        assertThat(Moves.store(hub)).isEqualTo("sqlite");
        writer.more(3);
        mended.run();
    }

    /** Here the store that is killed is the one that the hub works on: it is away, too, until that is back. */
    private void assertGoesOnBehindIt(TestHub hub, MoveWriter writer, String step, OwnPostgres postgres)
            throws Exception {
        try (AutoCloseable hook = Moves.at(step, data.toString(), postgres::kill)) {
            hub.post("admin", "/v1/move", Map.of("back", true)).expect(202);
            Eventually.until("it is killed", postgres::isKilled);
            postgres.start();
        }
        JsonNode status = Moves.ended(hub);
        writer.more(3);
        if (!status.hasNonNull("failure")) assertComesToItsEnd(hub, writer, Map.of("to", postgres.url()), "postgresql");
    }

    private static void assertComesToItsEnd(TestHub hub, MoveWriter writer, Map<String, ?> wish, String engine) {
        JsonNode status = Moves.moved(hub, wish);
        assertThat(status.path("step").asText()).as("%s", status).isEqualTo("done");
        Eventually.until("it works there", () -> Moves.store(hub).equals(engine));
        writer.more(3);
        Moves.assertAllOnce(hub, writer);
    }
}
