package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TcpProxy;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.bucket.ArchiveStores;
import dev.signalbox.hub.archive.bucket.AwsSettings;
import dev.signalbox.hub.archive.bucket.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same to a bucket of a real server, with a network between that can do what networks do. */
class SqliteBucketBackupsTest extends BackupsContract {
    @TempDir
    static Path bucket;

    private static S3Server server;
    private static TcpProxy network;
    private static AwsSettings settings;

    @BeforeAll
    static void serves() throws Exception {
        server = new S3Server(bucket);
        network = new TcpProxy("127.0.0.1", server.port());
        settings = new AwsSettings("http://127.0.0.1:" + network.port(), S3Server.KEY, S3Server.SECRET);
    }

    @AfterAll
    static void ends() throws Exception {
        settings.close();
        network.close();
        server.close();
    }

    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(folder, clock);
    }

    @Override
    Connection connect(String log) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + folder.resolve("data").resolve(log + ".db"));
    }

    @Override
    Kept kept() {
        network.up();
        return new InBucket(S3Server.place());
    }

    private record InBucket(String place) implements Kept {
        @Override
        public String toString() {
            return place;
        }

        @Override
        public ArchiveStore store() {
            return ArchiveStores.of(place, Path.of(""));
        }

        @Override
        public void refuse() {
            network.down();
        }

        @Override
        public void takeAgain() {
            network.up();
        }

        @Override
        public void age(List<String> names, Instant at) {
            Path files = bucket.resolve(place.substring("s3://".length()));
            for (String name : names) {
                written(() -> Files.setLastModifiedTime(files.resolve(name), FileTime.from(at)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD main/", "PUT main/", "GET main/", "HEAD manifest-", "PUT manifest-"})
    void one_that_goes_away_in_the_middle_leaves_nothing_half_and_the_next_one_goes_on(String request) {
        plan("to: " + target);
        tell("one");
        String first = made().at("/backup/id").asText();
        tell("two");

        network.downAtAnswer(onTheWire(request));
        JsonNode went = run(create());
        tell("three");
        network.up();
        List<String> left = listed();
        JsonNode next = made();

        assertThat(went.path("state").asText()).isEqualTo("failed");
        assertThat(went.path("error").asText()).contains(target.toString(), "cannot", "repeat");
        // What was put and not heard of is a backup when a manifest names it, else it is none.
        assertThat(left).contains(first).hasSize(request.equals("PUT manifest-") ? 2 : 1);
        assertThat(chains()).hasSize(1);
        assertThat(next.at("/backup/whole").booleanValue()).isTrue();
        assertThat(ids("main")).isEqualTo(logged("main"));
        assertThat(verified("newest").path("state").asText()).isEqualTo("done");
    }

    /** How a request begins that is about a file of the row of backups that there is. */
    private String onTheWire(String request) {
        String place = target.toString().substring("s3:/".length()) + "/"
                + chains().get(0).folder() + "/";
        return request.replace(" ", " " + place.replace(" ", "%20"));
    }

    @Test
    void one_that_is_silent_keeps_nobody_waiting_and_what_was_begun_ends_when_it_speaks() {
        plan("to: " + target);
        tell("one");
        made();
        network.silent();

        String run = create();
        Eventually.until("it is being written", () -> hub.get("admin", "/v1/backup-runs/" + run)
                .json()
                .path("state")
                .asText()
                .equals("running"));
        for (int i = 0; i < 20; i++) tell("served meanwhile " + i);
        assertThat(hub.get("admin", "/v1/notifications").expect(200).json().path("items"))
                .hasSize(21);
        network.up();

        assertThat(run(run).path("error").asText("")).isEmpty();
        made();
        assertThat(ids("main")).isEqualTo(logged("main"));
    }

    @Test
    void one_that_refuses_the_key_is_told_without_the_key() {
        String wrong = "another/secret+0123456789abcdefghijklmnop";
        try (AwsSettings stranger = new AwsSettings("http://127.0.0.1:" + network.port(), S3Server.KEY, wrong)) {
            plan("{to: " + target + ", every: 1h}");
            look();

            Eventually.assertThat(() -> assertThat(degraded())
                    .contains("the backup to " + target, "403 SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY")
                    .doesNotContain(wrong));
            assertThat(hub.get("admin", "/v1/backup-state").expect(200).text())
                    .contains("SignatureDoesNotMatch")
                    .doesNotContain(wrong, S3Server.SECRET);
        }
        hub.restart();
        Eventually.assertThat(() -> assertThat(ids("main")).isEqualTo(logged("main")));
        Eventually.assertThat(() -> assertThat(degraded()).isEmpty());
    }

    @Test
    void of_two_that_go_on_from_one_manifest_at_once_one_does_and_the_hub_goes_on_behind_it() throws Exception {
        plan("to: " + target);
        tell("one");
        made();
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Boolean> writer = () -> {
            try (ArchiveStore store = target.store()) {
                Chain chain = new Chains(store, "default").all().get(0);
                together.await();
                return chain.archive()
                        .replace(chain.manifest(), chain.manifest().segments(), clock, "another")
                        .isPresent();
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Boolean> wrote = new ArrayList<>();
            for (Future<Boolean> each : threads.invokeAll(List.of(writer, writer))) wrote.add(each.get());
            assertThat(wrote).containsExactlyInAnyOrder(true, false);
        } finally {
            threads.shutdownNow();
        }
        tell("two");

        made();

        assertThat(chains()).hasSize(1);
        assertThat(ids("main")).isEqualTo(logged("main"));
    }
}
