package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.archive.Exported;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.ProblemCode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that was told "accepted" twenty times more than the backup holds from which its hub is made again. */
class RestoredHubAndClientTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void gets_again_what_the_backup_lacks_each_once(String engine) throws Exception {
        String first = engine.equals("SQLite") ? null : TestPostgres.freshDatabase();
        String second = engine.equals("SQLite") ? null : TestPostgres.freshDatabase();
        int port = TestPorts.next();
        Path old = folder.resolve("old");
        Path restored = folder.resolve("restored");
        List<String> posted = new ArrayList<>();
        String user;
        String newest;
        TestHub hub = start(old, port, first);
        String key = hub.key("daemon");
        try (Signalbox daemon = Signalbox.open(
                options -> options.url(hub.url()).key(key).name("daemon").store(folder.resolve("daemon.db")))) {
            try (hub) {
                user = hub.key("user");
                for (int n = 0; n < 20; n++) posted.add(accepted(daemon, n));
                hub.stop();
                Exported.into(folder.resolve("archive"), old, first, Recipients.NONE);
                hub.open();
                for (int n = 20; n < 40; n++) posted.add(accepted(daemon, n));
                newest = api(hub, user)
                        .events(Map.of("after", "end", "limit", "1"))
                        .join()
                        .next();
            }
            String to = second == null ? restored.toString() : second;
            TestShell.Run run = new TestShell(folder).run("restore", "archive", "--to", to);
            assertThat(run.exitCode()).as(run.err()).isZero();

            try (TestHub again = start(restored, port, second)) {
                HubApi api = api(again, user);
                assertThat(refusal(() -> api.events(Map.of("after", newest)).join()))
                        .isEqualTo(ProblemCode.LOG_DIVERGED.word());
                posted.add(accepted(daemon, 40));
                Eventually.assertThat(() -> assertThat(idsOfAll(api)).containsExactlyInAnyOrderElementsOf(posted));
                assertThat(api.events(Map.of("types", EventTypes.LOG_RESTORED))
                                .join()
                                .events())
                        .hasSize(1);
            }
        }
    }

    private static TestHub start(Path data, int port, String url) {
        HubConfig config = HubConfig.embedded(data, port);
        return TestHub.start(url == null ? config : config.onPostgres(url), Clock.systemUTC());
    }

    private static HubApi api(TestHub hub, String key) {
        return new HubApi(hub.url(), () -> key, "user");
    }

    private static String accepted(Signalbox daemon, int n) throws Exception {
        OutboxReceipt receipt = daemon.notifications().post("n" + n);
        receipt.accepted().toCompletableFuture().get(60, TimeUnit.SECONDS);
        return receipt.id();
    }

    private static String refusal(Runnable request) {
        try {
            request.run();
            return "";
        } catch (CompletionException e) {
            return ((HubRefused) e.getCause()).problem().code();
        }
    }

    private static List<String> idsOfAll(HubApi api) {
        return api.events(Map.of("types", EventTypes.NOTIFICATION_POSTED, "limit", "500")).join().events().stream()
                .map(event -> event.subject().substring("notification/".length()))
                .toList();
    }
}
