package dev.signalbox.client.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.SignalboxOptions;
import dev.signalbox.client.Status;
import dev.signalbox.client.follow.FollowerStopped;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.client.model.CuttingProxy;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.model.ReferenceHub.SnapshotManner;
import dev.signalbox.client.model.ReferenceHub.StreamManner;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaTest {
    @TempDir
    Path folder;

    private ReferenceHub hub;
    private CuttingProxy network;
    private Signalbox box;

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
        hub.declare("runs", "replace");
        hub.declare("moods", "merge");
        network = new CuttingProxy(hub.port());
        box = open();
    }

    @AfterEach
    void stop() throws Exception {
        box.close();
        network.close();
        hub.close();
    }

    private Signalbox open() {
        return open(options -> {});
    }

    private Signalbox open(Consumer<SignalboxOptions> configure) {
        return Signalbox.open(options -> configure.accept(options.url(network.url())
                .store(folder.resolve("bot.db"))
                .pace(FastPace.PACE)
                .drain(Duration.ofMillis(200))));
    }

    /** Draws the largest number that may be drawn. */
    private static final class LongestPauses implements RandomGenerator {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    private void put(String table, String key, String state) {
        hub.append(table + ".put", table + "/" + key, Map.of("row", Map.of("id", key, "state", state)));
    }

    private Command putting(String key, String state) {
        return new Command(
                Ids.next(),
                "table.put",
                "runs/" + key,
                null,
                null,
                Json.tree(Map.of("row", Map.of("id", key, "state", state))));
    }

    private Command patching(String key, Map<String, ?> fields) {
        return new Command(Ids.next(), "table.patch", "runs/" + key, null, null, Json.tree(Map.of("fields", fields)));
    }

    private static <T> T soon(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static String state(Replica replica, String key) {
        return replica.get(key).map(row -> row.row().path("state").asText()).orElse("none");
    }

    private static Map<String, JsonNode> all(Replica replica) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        replica.query(q -> q.limit(RowQuery.ROWS_MAX))
                .items()
                .forEach(row -> all.put(row.key(), Json.tree(row.resource())));
        return all;
    }

    private void converges(String table) {
        Replica replica = box.replica(table);
        Eventually.passes(() -> {
            assertThat(replica.asOf().position()).isEqualTo(hub.log().size());
            assertThat(all(replica)).isEqualTo(hub.rows(table));
        });
    }

    @Test
    void copies_what_is_there_and_hears_what_comes() throws Exception {
        for (int n = 0; n < 2_500; n++) put("runs", "run " + n, "done");
        Replica runs = box.replica("runs");
        soon(runs.ready());
        put("runs", "run 7", "failed");
        hub.append("runs.patched", "runs/run 8", Map.of("fields", Map.of("note", "x"), "removed", List.of("state")));
        hub.append("runs.deleted", "runs/run 9", Map.of());
        put("runs", "late", "running");

        converges("runs");

        assertThat(state(runs, "run 7")).isEqualTo("failed");
        assertThat(runs.get("run 9")).isEmpty();
        Eventually.that("it is live", () -> runs.asOf().state() == AsOf.State.LIVE, runs::asOf);
        assertThat(runs.asOf().at()).isNotNull();
        assertThat(hub.snapshotsServed()).isEqualTo(1);
        assertThat(hub.rowsServed()).isZero();
    }

    @Test
    void remembers_for_each_field_of_a_merged_table_who_set_it() throws Exception {
        put("moods", "ada", "calm");
        soon(box.replica("moods").ready());
        hub.append("moods.patched", "moods/ada", Map.of("fields", Map.of("note", "x"), "removed", List.of()));
        hub.append("moods.put", "moods/ada", Map.of("row", Map.of("id", "ada", "state", "glad", "note", "x")));

        converges("moods");
    }

    @Test
    void fetches_the_changed_row_of_a_built_in_table() throws Exception {
        hub.append("notification.post", "notification/1", Map.of("title", "first"));
        Replica notifications = box.replica("notifications");
        soon(notifications.ready());
        hub.append("notification.resolve", "notification/1", Map.of("comment", "done"));
        hub.append("notification.post", "notification/2", Map.of("title", "second"));
        hub.append("notification.key_taken", "notification_key/k", Map.of("n", 1));

        converges("notifications");

        assertThat(hub.rowsServed()).isBetween(2, 4);
    }

    @Test
    void a_built_in_row_that_is_gone_when_it_is_fetched_is_gone() throws Exception {
        hub.append("roadmap.add", "roadmap/1", Map.of("key", "PRIORITY 1", "title", "first"));
        Replica roadmap = box.replica("roadmap");
        soon(roadmap.ready());
        hub.append("roadmap.update", "roadmap/1", Map.of("title", "changed"));
        hub.append("roadmap.remove", "roadmap/1", Map.of());

        converges("roadmap");

        assertThat(roadmap.list().items()).isEmpty();
    }

    @Test
    void an_event_of_a_later_kind_has_its_row_fetched() throws Exception {
        put("runs", "a", "running");
        soon(box.replica("runs").ready());

        hub.append("runs.renamed", "runs/a", Map.of("row", Map.of("id", "a", "state", "renamed")));

        converges("runs");
    }

    @Test
    void events_that_cannot_be_folded_here_have_their_rows_fetched() throws Exception {
        put("runs", "a", "running");
        soon(box.replica("runs").ready());

        hub.append("runs.patched", "runs/a", Map.of("fields", Map.of("state", "late"), "removed", 3));
        put("runs", "b", "running");
        hub.append("runs.patched", "runs/b", Map.of("fields", Map.of("state", "done")));
        put("runs", "c", "done");

        converges("runs");
        Eventually.passes(() -> assertThat(box.replica("runs").trouble()).isEmpty());
    }

    @Test
    void reads_without_the_hub_and_says_how_old_the_copy_is() throws Exception {
        put("runs", "a", "done");
        soon(box.replica("runs").ready());
        Eventually.that("it is live", () -> box.replica("runs").asOf().state() == AsOf.State.LIVE);
        box.close();
        network.mode(CuttingProxy.Mode.CUT);

        box = open();

        Replica runs = box.replica("runs");
        assertThat(state(runs, "a")).isEqualTo("done");
        AsOf asOf = runs.asOf();
        assertThat(asOf.state()).isEqualTo(AsOf.State.OFFLINE);
        assertThat(asOf.position()).isEqualTo(1);
        assertThat(asOf.at()).isNotNull();
        Eventually.that("it says why", () -> runs.asOf().trouble() != null);
    }

    @Test
    void without_a_whole_copy_there_is_nothing_to_say() {
        network.mode(CuttingProxy.Mode.CUT);

        Replica runs = box.replica("runs");

        assertThatThrownBy(() -> runs.get("a")).isInstanceOf(ReplicaNotReady.class);
        assertThat(runs.asOf().state()).isEqualTo(AsOf.State.STAGING);
        assertThat(runs.ready().toCompletableFuture()).isNotDone();
    }

    @Test
    void goes_on_where_it_was_after_a_restart() throws Exception {
        put("runs", "a", "running");
        soon(box.replica("runs").ready());
        box.close();
        put("runs", "a", "done");
        put("runs", "b", "running");

        box = open();

        converges("runs");
        assertThat(hub.snapshotsServed()).isEqualTo(1);
    }

    @Test
    void is_copied_anew_when_the_table_changes_otherwise_than_before() throws Exception {
        put("runs", "a", "running");
        soon(box.replica("runs").ready());
        box.close();
        hub.declare("runs", "merge");
        hub.restore(0);
        put("runs", "a", "running");

        box = open();

        converges("runs");
        assertThat(box.replica("runs").get("a").orElseThrow().resource().fields())
                .isNotNull();
    }

    @Test
    void one_object_for_one_table() {
        Replica runs = box.replica("runs");

        assertThat(box.replica("runs")).isSameAs(runs);
        runs.close();
        assertThat(box.replica("runs")).isNotSameAs(runs);
        assertThatThrownBy(() -> box.replica("Runs; --")).isInstanceOf(IllegalArgumentException.class);
    }

    @Nested
    class A_query {
        private Replica runs;

        @BeforeEach
        void copy() throws Exception {
            hub.append("runs.put", "runs/a", Map.of("row", Map.of("id", "a", "n", 1, "ok", true, "state", "done")));
            hub.append("runs.put", "runs/b", Map.of("row", Map.of("id", "b", "n", 2.5, "ok", false, "state", "true")));
            hub.append("runs.put", "runs/c", Map.of("row", Map.of("id", "c", "n", "1")));
            runs = box.replica("runs");
            soon(runs.ready());
        }

        private List<String> keys(Consumer<RowQuery> ask) {
            return runs.query(ask).items().stream().map(ReplicaRow::key).toList();
        }

        @Test
        void compares_texts_numbers_flags_and_what_is_not_there() {
            assertThat(keys(q -> q.where("state", "done"))).containsExactly("a");
            assertThat(keys(q -> q.where("n", 1))).containsExactly("a");
            assertThat(keys(q -> q.where("n", 1.0))).containsExactly("a");
            assertThat(keys(q -> q.where("n", "1"))).containsExactly("c");
            assertThat(keys(q -> q.where("ok", true))).containsExactly("a");
            assertThat(keys(q -> q.where("ok", "true"))).isEmpty();
            assertThat(keys(q -> q.where("ok", null))).containsExactly("c");
            assertThat(keys(q -> q.where("ok", false).where("n", 2.5))).containsExactly("b");
        }

        @Test
        void says_the_same_of_pending_rows() {
            network.mode(CuttingProxy.Mode.CUT);
            for (String key : List.of("a", "b", "c")) {
                box.outbox().send(patching(key, Map.of("seen", true)));
            }

            compares_texts_numbers_flags_and_what_is_not_there();

            assertThat(runs.query(q -> q.where("seen", true)).items())
                    .hasSize(3)
                    .allMatch(ReplicaRow::pending);
        }

        @Test
        void gives_pages_in_the_order_of_keys() {
            ReplicaPage first = runs.query(q -> q.limit(2));
            ReplicaPage second = runs.query(q -> q.limit(2).after(String.valueOf(first.nextKey())));

            assertThat(first.items()).extracting(ReplicaRow::key).containsExactly("a", "b");
            assertThat(second.items()).extracting(ReplicaRow::key).containsExactly("c");
            assertThat(second.nextKey()).isNull();
            assertThat(first.position()).isEqualTo(3);
        }

        @Test
        void takes_no_field_that_could_be_something_else() {
            assertThatThrownBy(() -> runs.query(q -> q.where("a\" OR 1", 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> runs.query(q -> q.where("a", List.of())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Commands_of_this_program {
        private Replica runs;

        @BeforeEach
        void copy() throws Exception {
            put("runs", "a", "running");
            put("runs", "b", "running");
            runs = box.replica("runs");
            soon(runs.ready());
        }

        @Test
        void are_laid_over_what_is_read_until_the_copy_has_them() throws Exception {
            network.mode(CuttingProxy.Mode.CUT);
            box.outbox().send(patching("a", Map.of("state", "done")));
            box.outbox().send(putting("new", "running"));
            box.outbox().send(new Command(Ids.next(), "table.delete", "runs/b", null, null, Json.object()));
            OutboxReceipt last = box.outbox()
                    .send(new Command(
                            Ids.next(),
                            "table.append",
                            "runs",
                            null,
                            null,
                            Json.tree(Map.of("row", Map.of("id", "x")))));

            assertThat(runs.list().items())
                    .extracting(ReplicaRow::key, ReplicaRow::pending, ReplicaRow::version)
                    .containsExactly(tuple("a", true, 1L), tuple("new", true, 0L), tuple("x", true, 0L));
            assertThat(state(runs, "a")).isEqualTo("done");
            assertThat(runs.get("b")).isEmpty();
            assertThat(runs.get("x")).isPresent();
            assertThat(synced()).containsExactlyInAnyOrder("a=running", "b=running");

            network.mode(CuttingProxy.Mode.PASS);
            soon(runs.awaitPosition(last));
            assertThat(runs.list().items()).noneMatch(ReplicaRow::pending).hasSize(3);
            converges("runs");
        }

        @Test
        void do_not_vanish_between_the_hubs_yes_and_the_copy() throws Exception {
            hub.manner(StreamManner.SILENT);
            network.mode(CuttingProxy.Mode.CUT);
            network.mode(CuttingProxy.Mode.PASS);

            OutboxReceipt receipt = box.outbox().send(putting("a", "done"));
            soon(receipt.accepted());

            assertThat(state(runs, "a")).isEqualTo("done");
            assertThat(runs.get("a").orElseThrow().pending()).isTrue();
            assertThat(synced()).contains("a=running");
            hub.manner(StreamManner.PLAIN);
            soon(runs.awaitPosition(receipt));
            assertThat(runs.get("a").orElseThrow().pending()).isFalse();
        }

        @Test
        void that_were_refused_are_not_shown_as_if_they_would_happen() {
            box.outbox()
                    .send(new Command(
                            Ids.next(),
                            "table.put",
                            "runs/a",
                            null,
                            null,
                            Json.tree(Map.of("refuse", "rejected", "row", Map.of("id", "a", "state", "done")))));
            Eventually.that("it is parked", () -> !box.outbox().attention().isEmpty());
            box.outbox().send(patching("a", Map.of("state", "waits behind it")));

            assertThat(state(runs, "a")).isEqualTo("running");
        }

        @Test
        void of_which_only_the_hub_knows_the_outcome_mark_the_row() throws Exception {
            hub.append("question.ask", "question/q", Map.of("prompt", "Which?", "state", "pending"));
            Replica questions = box.replica("questions");
            soon(questions.ready());
            network.mode(CuttingProxy.Mode.CUT);

            box.questions().answer("q", "sqlite");

            ReplicaRow row = questions.get("q").orElseThrow();
            assertThat(row.pending()).isTrue();
            assertThat(row.row().path("state").asText()).isEqualTo("pending");
        }

        @Test
        void find_a_roadmap_item_by_what_people_call_it() throws Exception {
            hub.append("roadmap.add", "roadmap/1", Map.of("key", "PRIORITY 1", "status", "planned"));
            Replica roadmap = box.replica("roadmap");
            soon(roadmap.ready());
            network.mode(CuttingProxy.Mode.CUT);

            box.outbox()
                    .send(new Command(
                            Ids.next(),
                            "roadmap.update",
                            "PRIORITY 1",
                            null,
                            null,
                            Json.tree(Map.of("status", "done"))));

            ReplicaRow row = roadmap.get("PRIORITY 1").orElseThrow();
            assertThat(row.key()).isEqualTo("1");
            assertThat(row.pending()).isTrue();
            assertThat(row.row().path("status").asText()).isEqualTo("done");
            assertThat(roadmap.list().items()).containsExactly(row);
        }

        private List<String> synced() {
            try (SqliteStore store = SqliteStore.open(folder.resolve("bot.db"))) {
                return store
                        .reader()
                        .read(tx -> tx.query(
                                "SELECT key, json_extract(json, '$.row.state') AS state FROM signalbox_replica_row"))
                        .stream()
                        .map(row -> row.text("key") + "=" + row.text("state"))
                        .toList();
            }
        }
    }

    @Nested
    class A_snapshot {
        @ParameterizedTest
        @EnumSource(
                value = SnapshotManner.class,
                names = {"BROKEN_OFF", "SPOILED", "STALLED"})
        void that_is_not_whole_is_never_read(SnapshotManner manner) throws Exception {
            for (int n = 0; n < 50; n++) put("runs", "run " + n, "done");
            hub.snapshots(manner);
            Replica runs = box.replica("runs");
            Eventually.that("it was tried", () -> hub.snapshotsServed() >= (manner == SnapshotManner.STALLED ? 1 : 2));

            assertThat(runs.asOf().state()).isEqualTo(AsOf.State.STAGING);
            hub.snapshots(SnapshotManner.PLAIN);

            soon(runs.ready());
            converges("runs");
        }

        @ParameterizedTest
        @EnumSource(
                value = SnapshotManner.class,
                names = {"SPOILED", "SHORT"})
        void that_is_not_what_the_hub_vouches_for_leaves_the_old_rows_and_says_what_to_do(SnapshotManner manner)
                throws Exception {
            put("runs", "a", "before");
            put("runs", "a", "lost in the restore");
            Replica runs = box.replica("runs");
            soon(runs.ready());
            hub.snapshots(manner);
            hub.restore(1);
            Eventually.that("it was tried", () -> hub.snapshotsServed() >= 3);

            Eventually.passes(() -> assertThat(runs.trouble()).containsInstanceOf(SnapshotMismatch.class));
            SnapshotMismatch trouble = (SnapshotMismatch) runs.trouble().orElseThrow();

            assertThat(trouble.table()).isEqualTo("runs");
            assertThat(trouble.expected().rows()).isEqualTo(1);
            assertThat(trouble.seen().rows()).isEqualTo(manner == SnapshotManner.SHORT ? 0 : 1);
            assertThat(trouble.seen().sha256()).isNotEqualTo(trouble.expected().sha256());
            assertThat(runs.asOf().state()).isEqualTo(AsOf.State.STALE);
            assertThat(runs.asOf().trouble())
                    .contains("the hub was restored", "runs", trouble.expected().sha256())
                    .contains(trouble.seen().sha256(), "signalbox --url HUB table snapshot runs");
            assertThat(box.status()).as("the hub answers").isNotEqualTo(Status.OFFLINE);
            assertThat(state(runs, "a")).isEqualTo("lost in the restore");
            hub.snapshots(SnapshotManner.PLAIN);
            converges("runs");
            Eventually.that("it is live", () -> runs.asOf().state() == AsOf.State.LIVE, runs::asOf);
            assertThat(runs.asOf().trouble()).isNull();
        }

        @Test
        void that_stays_wrong_is_asked_for_less_and_less_often() throws Exception {
            box.close();
            box = open(options -> options.random(new LongestPauses()));
            put("runs", "a", "done");
            hub.snapshots(SnapshotManner.SPOILED);
            box.replica("runs");

            Eventually.that("it was tried", () -> hub.snapshotsServed() >= 8);

            List<Long> times = hub.snapshotTimes();
            long[] atLeast = {5, 10, 20, 40, 80, 160, 160};
            for (int i = 0; i < atLeast.length; i++) {
                assertThat(Duration.ofNanos(times.get(i + 1) - times.get(i)))
                        .as("pause %d", i)
                        .isGreaterThanOrEqualTo(Duration.ofMillis(atLeast[i]));
            }
        }

        @Test
        void that_is_cut_does_not_hold_up_the_end_of_the_program() throws Exception {
            for (int n = 0; n < 50; n++) put("runs", "run " + n, "done");
            hub.snapshots(SnapshotManner.STALLED);
            box.replica("runs");
            Eventually.that("it is being fetched", () -> hub.snapshotsServed() >= 1);

            box.close();

            hub.snapshots(SnapshotManner.PLAIN);
            box = open();
            converges("runs");
        }

        @Test
        void of_an_old_copy_leaves_nothing_behind() throws Exception {
            for (int n = 0; n < 5_000; n++) put("runs", "run " + n, "done");
            soon(box.replica("runs").ready());
            hub.restore(1_200);

            converges("runs");

            try (SqliteStore store = SqliteStore.open(folder.resolve("bot.db"))) {
                Eventually.passes(() -> assertThat(store.reader()
                                .read(tx -> tx.query("SELECT count(*) AS n FROM signalbox_replica_row"))
                                .get(0)
                                .number("n"))
                        .isEqualTo(1_200));
            }
        }
    }

    @Nested
    class When_the_history_is_another {
        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void the_old_copy_is_read_and_says_so_until_the_new_one_is_there(boolean whileRunning) throws Exception {
            put("runs", "a", "before");
            put("runs", "a", "lost in the restore");
            Replica runs = box.replica("runs");
            soon(runs.ready());
            box.local().update("CREATE TABLE mine (id TEXT)");
            box.local().update("INSERT INTO mine (id) VALUES ('kept')");
            if (!whileRunning) box.close();
            hub.snapshots(SnapshotManner.BROKEN_OFF);
            hub.restore(1);
            if (!whileRunning) box = open();

            Replica copy = box.replica("runs");
            Eventually.that("it is stale", () -> copy.asOf().state() == AsOf.State.STALE, copy::asOf);

            assertThat(state(copy, "a")).isEqualTo("lost in the restore");
            hub.snapshots(SnapshotManner.PLAIN);
            converges("runs");
            assertThat(state(copy, "a")).isEqualTo("before");
            Eventually.that("it is live", () -> copy.asOf().state() == AsOf.State.LIVE, copy::asOf);
            assertThat(box.local().query("SELECT id FROM mine")).hasSize(1);
        }

        @Test
        void because_the_cursor_is_too_old_it_is_copied_anew() throws Exception {
            put("runs", "a", "1");
            soon(box.replica("runs").ready());
            box.close();
            for (int n = 2; n < 9; n++) put("runs", "a", Integer.toString(n));
            hub.forgetUpTo(5);

            box = open();

            converges("runs");
            assertThat(hub.snapshotsServed()).isEqualTo(2);
        }

        @Test
        void again_and_again_it_stops_with_a_plain_error_and_stays_readable() throws Exception {
            put("runs", "a", "done");
            Replica runs = box.replica("runs");
            soon(runs.ready());
            hub.manner(StreamManner.RESET);
            network.mode(CuttingProxy.Mode.CUT);
            network.mode(CuttingProxy.Mode.PASS);

            assertThatThrownBy(() -> soon(runs.ended()))
                    .hasCauseInstanceOf(FollowerStopped.class)
                    .hasMessageContaining("5 times in 10 minutes");

            assertThat(state(runs, "a")).isEqualTo("done");
            assertThat(runs.asOf().trouble()).contains("5 times in 10 minutes");
            assertThatThrownBy(() -> soon(runs.awaitPosition(1_000))).hasCauseInstanceOf(FollowerStopped.class);
        }

        @Test
        void commands_that_it_lost_are_sent_again_and_come_back_into_the_copy() throws Exception {
            Replica runs = box.replica("runs");
            soon(runs.ready());
            soon(runs.awaitPosition(box.outbox().send(putting("a", "mine"))));

            hub.restore(0);

            Eventually.that("the hub has it again", () -> hub.log().size() == 1);
            converges("runs");
            assertThat(state(runs, "a")).isEqualTo("mine");
        }
    }

    @Nested
    class Two_programs_on_one_store {
        @Test
        void keep_one_copy_which_both_read() throws Exception {
            put("runs", "a", "done");
            soon(box.replica("runs").ready());
            try (Signalbox other = open()) {
                Replica theirs = other.replica("runs");
                soon(theirs.ready());
                put("runs", "b", "running");

                soon(theirs.awaitPosition(2));

                assertThat(state(theirs, "b")).isEqualTo("running");
                assertThat(hub.snapshotsServed()).isEqualTo(1);
                Eventually.that("it knows that it is kept", () -> theirs.asOf().state() == AsOf.State.LIVE);
                box.close();
                put("runs", "c", "running");
                soon(theirs.awaitPosition(3));
                assertThat(hub.snapshotsServed()).isEqualTo(1);
                Eventually.passes(() -> assertThat(all(theirs)).isEqualTo(hub.rows("runs")));
            }
        }
    }
}
