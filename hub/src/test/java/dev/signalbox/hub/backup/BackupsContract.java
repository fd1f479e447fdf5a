package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.Block;
import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Lease;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.log.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backups of a real hub, through its door; read again without it. The same on both engines, to a folder and to a
 * bucket.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class BackupsContract {
    /** Keys for this test alone. */
    private static final String IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    private static final String RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    private static final String OTHER = "AGE-SECRET-KEY-1XMWWC06LY3EE5RYTXM9MFLAZ2U56JJJ36S0MYPDRWSVLUL66MV4QX3S7F6";

    @TempDir
    Path folder;

    final TestClock clock = new TestClock();
    Kept target;
    TestHub hub;

    abstract TestHub start(Path folder, TestClock clock);

    /** To the store of a log, around the hub. */
    abstract Connection connect(String log) throws SQLException;

    private void edit(String log, String sql) {
        try (Connection connection = connect(log);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Where backups go, and what may happen there. */
    interface Kept {
        /** What {@code backups.to} says. */
        @Override
        String toString();

        ArchiveStore store();

        /** Nothing can be put there. */
        void refuse();

        /** It goes on. */
        void takeAgain();

        /** Files that were put long ago, by the clock of the place. */
        void age(List<String> names, Instant at);
    }

    /** An empty one of its own, each time. */
    Kept kept() {
        return new KeptInFolder(folder.resolve("kept"));
    }

    private record KeptInFolder(Path path) implements Kept {
        @Override
        public String toString() {
            return path.toString();
        }

        @Override
        public ArchiveStore store() {
            return new FolderStore(path);
        }

        @Override
        public void refuse() {
            written(() -> Files.writeString(path, "a file where the folder should be"));
        }

        @Override
        public void takeAgain() {
            written(() -> {
                Files.delete(path);
                return path;
            });
        }

        @Override
        public void age(List<String> names, Instant at) {
            for (String name : names) {
                written(() -> Files.setLastModifiedTime(path.resolve(name), FileTime.from(at)));
            }
        }
    }

    /** Something with files. */
    interface OfFiles<T> {
        T get() throws IOException;
    }

    static <T> T written(OfFiles<T> work) {
        try {
            return work.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        target = kept();
        hub = start(folder.resolve("data"), clock);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_backup_holds_what_both_logs_hold() {
        plan("to: " + target);
        tell("one");
        hub.post("daemon", "/api/public/ingestion", trace()).expect(207);

        JsonNode run = made();

        assertThat(run.path("note").asText()).contains("readable by whoever has the files");
        assertThat(run.at("/backup/newest").booleanValue()).isTrue();
        assertThat(ids("main")).isEqualTo(logged("main"));
        assertThat(ids("traces")).isEqualTo(logged("traces")).isNotEmpty();
        assertThat(verified("newest").path("state").asText()).isEqualTo("done");
    }

    @Test
    void the_next_one_writes_what_came_since_and_nothing_when_nothing_came() {
        plan("to: " + target);
        tell("one");
        String first = made().at("/backup/id").asText();

        JsonNode unchanged = made();
        tell("two");
        JsonNode second = made();

        assertThat(unchanged.at("/backup/id").asText()).isEqualTo(first);
        assertThat(unchanged.at("/found/fresh").booleanValue()).isFalse();
        assertThat(second.at("/found/fresh").booleanValue()).isTrue();
        assertThat(second.has("note")).isFalse();
        assertThat(chains()).hasSize(1);
        Entry last = chains().get(0).manifest().last("main").orElseThrow();
        assertThat(last.head().events()).isEqualTo(1);
        assertThat(ids("main")).isEqualTo(logged("main"));
        assertThat(listed()).containsExactly(second.at("/backup/id").asText(), first);
    }

    @Test
    void a_file_that_is_gone_cut_or_changed_is_named_and_the_next_backup_is_whole() throws IOException {
        plan("to: " + target);
        tell("one");
        var unused = made();
        String segment = segments().get(0);
        spoil(segment);

        JsonNode changed = verified("newest");
        tell("two");
        made();

        assertThat(changed.path("state").asText()).isEqualTo("failed");
        assertThat(changed.path("error").asText()).contains(segment.substring(segment.lastIndexOf('/') + 1));
        assertThat(chains()).hasSize(2);
        assertThat(verified("newest").path("state").asText()).isEqualTo("done");
        assertThat(ids("main")).isEqualTo(logged("main"));
        try (ArchiveStore store = target.store()) {
            store.delete(segments().get(segments().size() - 1));
        }
        assertThat(made().at("/backup/whole").booleanValue()).isTrue();
        assertThat(chains()).hasSize(3);
    }

    /** A bit of it is another. */
    private void spoil(String name) throws IOException {
        try (ArchiveStore store = target.store();
                InputStream in = store.get(name)) {
            byte[] bytes = in.readAllBytes();
            bytes[bytes.length / 2] ^= 1;
            store.delete(name);
            store.put(name, Files.write(folder.resolve("spoiled"), bytes));
        }
    }

    @Test
    void a_target_that_takes_nothing_is_told_and_tried_again_and_people_hear_when_it_is_overdue() {
        target.refuse();
        plan("{to: " + target + ", every: 1h}");
        tell("one");
        look();

        Eventually.assertThat(() -> assertThat(degraded()).contains("the backup to " + target, "fails since", "again"));
        JsonNode refused = run(create());
        assertThat(refused.path("state").asText()).isEqualTo("failed");
        assertThat(refused.path("error").asText()).contains(target.toString());
        clock.advance(Duration.ofHours(2));
        Eventually.assertThat(() -> assertThat(overdue()).containsExactly("open"));

        target.takeAgain();
        clock.advance(Duration.ofMinutes(2));
        Eventually.assertThat(() -> assertThat(degraded()).isEmpty());
        Eventually.assertThat(() -> assertThat(overdue()).containsExactly("resolved"));
        assertThat(listed()).isNotEmpty();
    }

    @Test
    void the_plan_makes_them_when_they_are_due_also_when_the_clock_was_set_back() {
        plan("{to: " + target + ", every: 24h}");
        look();
        Eventually.assertThat(() -> assertThat(listed()).hasSize(1));

        tell("one");
        clock.advance(Duration.ofHours(25));
        Eventually.assertThat(() -> assertThat(listed()).hasSize(2));
        tell("two");
        clock.advance(Duration.ofDays(-300));
        Eventually.assertThat(() -> assertThat(listed()).hasSize(3));

        assertThat(chains()).hasSize(1);
        assertThat(ids("main")).isEqualTo(logged("main"));
    }

    @Test
    void continuous_ones_follow_what_comes_and_are_nothing_that_comes() {
        plan("{to: " + target + ", every: continuous}");
        for (String each : List.of("one", "two", "three")) {
            tell(each);
            look();
            Eventually.assertThat(() -> assertThat(ids("main")).isEqualTo(logged("main")));
        }

        // What changed nothing leaves no event, and is promised all the same.
        String id = hub.post("daemon", "/v1/notifications", Map.of("title", "four"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        acknowledge(id, "the-first").expect(200);
        look();
        Eventually.assertThat(() -> assertThat(ids("main")).isEqualTo(logged("main")));
        acknowledge(id, "the-second").expect(200);
        look();
        Eventually.assertThat(() -> assertThat(receipts("main")).contains("the-second"));
        assertThat(ids("main")).isEqualTo(logged("main"));

        // Two looks later there is none more: a backup is no event.
        int before = listed().size();
        JsonNode unchanged = made();
        assertThat(unchanged.at("/found/fresh").booleanValue()).isFalse();
        assertThat(listed()).hasSize(before);
    }

    @Test
    void what_the_plan_does_not_keep_is_joined_and_nothing_of_it_is_lost() {
        plan("{to: " + target + ", keep: {last: 1, daily: 3}}");
        List<String> days = new ArrayList<>();
        for (int day = 0; day < 5; day++) {
            for (int hour = 0; hour < 3; hour++) {
                tell("day " + day + ", " + hour);
                hub.post("daemon", "/api/public/ingestion", trace("e" + day + hour))
                        .expect(207);
                clock.advance(Duration.ofHours(1));
                days.add(made().at("/backup/id").asText());
            }
            clock.advance(Duration.ofHours(21));
        }

        assertThat(listed()).containsExactly(days.get(14), days.get(11), days.get(8));
        assertThat(chains()).hasSize(1);
        // Of each log a few, whatever came: those between which no point lies became one.
        assertThat(chains().get(0).manifest().segments()).hasSizeLessThanOrEqualTo(12);
        assertThat(ids("main")).isEqualTo(logged("main"));
        assertThat(ids("traces")).isEqualTo(logged("traces"));
        assertThat(verified("newest").path("state").asText()).isEqualTo("done");
        assertThat(verified(days.get(8)).path("state").asText()).isEqualTo("done");
    }

    @Test
    void files_go_an_hour_after_no_backup_needs_them_and_none_while_somebody_reads() throws Exception {
        plan("{to: " + target + ", keep: {last: 1}}");
        tell("one");
        made();
        tell("two");
        made();
        List<String> before = segments();
        try (ArchiveStore store = target.store();
                Lease reading = Lease.take(store, chains().get(0).folder())) {
            target.age(before, Instant.now().minus(Duration.ofHours(3)));
            tell("three");
            made();
            assertThat(segments()).containsAll(before);
            reading.renew();
        }

        tell("four");
        made();
        tell("five");
        made();

        assertThat(segments()).doesNotContainAnyElementsOf(before);
        assertThat(ids("main")).isEqualTo(logged("main"));
    }

    @Test
    void a_backup_is_taken_away_but_not_the_newest() {
        plan("to: " + target);
        tell("one");
        String first = made().at("/backup/id").asText();
        tell("two");
        String second = made().at("/backup/id").asText();

        assertThat(hub.delete("admin", "/v1/backups/" + second).expect(409).text())
                .contains("would_orphan", "newest");
        hub.delete("admin", "/v1/backups/0009-00000000.1").expect(404);
        JsonNode gone = run(hub.delete("admin", "/v1/backups/" + first)
                .expect(202)
                .json()
                .path("id")
                .asText());

        assertThat(gone.path("state").asText()).isEqualTo("done");
        assertThat(listed()).containsExactly(second);
        assertThat(ids("main")).isEqualTo(logged("main"));
    }

    @Test
    void a_drill_restores_folds_and_compares_and_is_an_event() {
        plan("to: " + target);
        tell("one");
        hub.post("daemon", "/api/public/ingestion", trace()).expect(207);
        var made = made();
        tell("two");

        JsonNode run = run(hub.post("admin", "/v1/backups/newest/drill", "{}")
                .expect(202)
                .json()
                .path("id")
                .asText());

        assertThat(run.path("error").asText("")).isEmpty();
        JsonNode main = run.at("/found/compared/logs/main");
        assertThat(main.path("same").booleanValue()).isTrue();
        assertThat(main.path("tables").findValuesAsText("table")).contains("notifications_folded", "keys_folded");
        assertThat(run.at("/found/compared/logs/traces/events").intValue()).isEqualTo(1);
        JsonNode events = hub.get("admin", "/v1/events?types=backup.drilled")
                .expect(200)
                .json()
                .path("events");
        assertThat(events.findValuesAsText("type")).containsExactly("backup.drilled");
        assertThat(events.at("/0/data/backup").asText())
                .isEqualTo(made.at("/backup/id").asText());
        hub.restart();
        assertThat(hub.get("admin", "/v1/backups")
                        .expect(200)
                        .json()
                        .path("drilledAt")
                        .asText())
                .isNotEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("data"))) {
            assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("drill-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_drill_holds_every_table_of_both_logs_against_what_the_hub_shows_also_of_an_older_backup() {
        plan("to: " + target);
        tell("one");
        hub.post("daemon", "/api/public/ingestion", trace()).expect(207);
        String first = made().at("/backup/id").asText();
        tell("two");
        hub.post("daemon", "/api/public/ingestion", trace("e2")).expect(207);
        made();
        Eventually.assertThat(() -> hub.get("admin", "/v1/traces/t").expect(200));

        JsonNode older = drilled(first);
        List<String> tables = older.at("/found/compared/logs/main/tables").findValuesAsText("table");
        tables.addAll(older.at("/found/compared/logs/traces/tables").findValuesAsText("table"));

        assertThat(older.path("error").asText("")).isEmpty();
        assertThat(older.at("/found/compared/logs/traces/events").intValue()).isEqualTo(1);
        assertThat(tables).contains("keys_folded", "notifications_folded", "traces", "trace_details");
        forged("traces", "traces", "name = 'forged'", "name = 'a trace'");
        forged("traces", "trace_details", "input = 'forged'", "input = NULL");
        forged("main", "notifications_folded", "version = version + 1", "version = version - 1");
        assertThat(drilled("newest").path("error").asText("")).isEmpty();
    }

    private void forged(String log, String table, String change, String back) {
        edit(log, "UPDATE " + table + " SET " + change);
        assertThat(drilled("newest").path("error").asText()).contains("is not what the hub shows", table);
        edit(log, "UPDATE " + table + " SET " + back);
    }

    private JsonNode drilled(String id) {
        return run(hub.post("admin", "/v1/backups/" + id + "/drill", "{}")
                .expect(202)
                .json()
                .path("id")
                .asText());
    }

    @Test
    void what_was_erased_since_is_in_no_file_after_a_scrub() {
        plan("to: " + target);
        hub.post("daemon", "/api/public/ingestion", trace()).expect(207);
        Eventually.assertThat(() -> hub.get("admin", "/v1/traces/t").expect(200));
        made();
        assertThat(datas("traces")).anyMatch(data -> data.contains("a trace"));
        hub.delete("admin", "/v1/traces/t");
        made();
        assertThat(datas("traces")).anyMatch(data -> data.contains("a trace"));

        JsonNode run = run(hub.post("admin", "/v1/backups/scrub", "{}")
                .expect(202)
                .json()
                .path("id")
                .asText());
        JsonNode again = run(hub.post("admin", "/v1/backups/scrub", "{}")
                .expect(202)
                .json()
                .path("id")
                .asText());

        assertThat(run.path("error").asText("")).isEmpty();
        assertThat(run.at("/found/rewritten").intValue()).isEqualTo(1);
        assertThat(again.at("/found/rewritten").intValue()).isZero();
        assertThat(datas("traces")).noneMatch(data -> data.contains("a trace"));
        assertThat(ids("traces")).isEqualTo(logged("traces"));
        assertThat(segments()).hasSameSizeAs(chains().get(0).manifest().segments());
        assertThat(verified("newest").path("state").asText()).isEqualTo("done");
    }

    @Test
    void encrypted_ones_are_opened_by_their_identity_alone_and_checked_without() {
        plan("{to: " + target + ", recipients: [" + RECIPIENT + "]}");
        tell("a word that nobody reads");
        JsonNode made = made();
        assertThat(made.has("note")).isFalse();
        assertThat(made.at("/backup/encrypted").booleanValue()).isTrue();

        JsonNode checked = verified("newest");
        JsonNode opened = opened("verify", IDENTITY);
        JsonNode locked = opened("drill", null);
        JsonNode wrong = opened("drill", OTHER);
        JsonNode drilled = opened("drill", IDENTITY);

        assertThat(checked.at("/found/opened").intValue()).isZero();
        assertThat(checked.path("note").asText()).contains("--identity");
        assertThat(opened.at("/found/opened").intValue()).isPositive();
        assertThat(locked.path("error").asText()).contains("--identity");
        assertThat(wrong.path("error").asText()).contains("encrypted for others");
        assertThat(drilled.path("error").asText("")).isEmpty();
        hub.post("admin", "/v1/backups/newest/verify", Map.of("identity", RECIPIENT))
                .expect(400);
        // A key that is not here is no damage.
        assertThat(chains()).hasSize(1);
        assertThat(chains().get(0).whole()).isTrue();
    }

    private JsonNode opened(String what, String identity) {
        Object body = identity == null ? Map.of() : Map.of("identity", identity);
        return run(hub.post("admin", "/v1/backups/newest/" + what, body)
                .expect(202)
                .json()
                .path("id")
                .asText());
    }

    private List<String> datas(String log) {
        List<String> datas = new ArrayList<>();
        read(log, event -> datas.add(new String(event.data(), StandardCharsets.UTF_8)));
        return datas;
    }

    void plan(String backups) {
        String yaml = backups.startsWith("{") ? "backups: " + backups : "backups: {" + backups + "}";
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", yaml)).expect(200);
    }

    /** So much later: the hub looks whether a backup is due, and need not rest so long for it. */
    void look() {
        clock.advance(BackupSchedule.LOOK);
    }

    void tell(String title) {
        hub.post("daemon", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private TestHub.Reply acknowledge(String id, String command) {
        return hub.post("admin", "/v1/notifications/" + id + "/acknowledge", Map.of(), "Idempotency-Key", command);
    }

    static String trace() {
        return trace("e1");
    }

    static String trace(String id) {
        return """
                {"batch": [{"id": "%s", "type": "trace-create", "timestamp": "2026-11-21T07:00:00Z",
                            "body": {"id": "t", "name": "a trace"}}]}
                """.formatted(id);
    }

    String create() {
        return hub.post("admin", "/v1/backups", "{}")
                .expect(202)
                .json()
                .path("id")
                .asText();
    }

    /** The run of a backup that was made, or was not needed. */
    JsonNode made() {
        JsonNode run = run(create());
        assertThat(run.path("error").asText("")).isEmpty();
        return run;
    }

    JsonNode verified(String id) {
        return run(hub.post("admin", "/v1/backups/" + id + "/verify", "{}")
                .expect(202)
                .json()
                .path("id")
                .asText());
    }

    /** A run when it is over. */
    JsonNode run(String id) {
        JsonNode[] run = new JsonNode[1];
        Eventually.until("the run is over", () -> {
            run[0] = hub.get("admin", "/v1/backup-runs/" + id).expect(200).json();
            return run[0].has("endedAt");
        });
        return run[0];
    }

    List<String> listed() {
        List<String> ids = new ArrayList<>();
        hub.get("admin", "/v1/backups")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }

    String degraded() {
        return hub.getOnce(TestHub.NOBODY, "/health/ready")
                .json()
                .path("degraded")
                .asText();
    }

    private List<String> overdue() {
        List<String> states = new ArrayList<>();
        hub.get("admin", "/v1/notifications?state=all")
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> {
                    if (item.path("title").asText().equals("Backups are overdue")) {
                        states.add(item.path("state").asText());
                    }
                });
        return states;
    }

    List<Chain> chains() {
        try (ArchiveStore store = target.store()) {
            return new Chains(store, "default").all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all files with events, whether a manifest names them or not. */
    List<String> segments() {
        try (ArchiveStore store = target.store()) {
            return store.list("").stream()
                    .map(ArchiveStore.Item::name)
                    .filter(name -> name.endsWith(".sbx"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of the events that the newest chain holds of a log, read from the files. */
    List<String> ids(String log) {
        List<String> ids = new ArrayList<>();
        read(log, event -> ids.add(event.id()));
        return ids;
    }

    private void read(String log, Consumer<RecordedEvent> each) {
        readBlocks(log, block -> block.events().forEach(each));
    }

    /** The ids of the commands that changed nothing, of which the newest chain knows. */
    private List<String> receipts(String log) {
        List<String> ids = new ArrayList<>();
        readBlocks(log, block -> block.receipts()
                .forEach(each -> ids.add(each.receipt().commandId())));
        return ids;
    }

    private void readBlocks(String log, Consumer<Block> each) {
        try (ArchiveStore store = target.store()) {
            List<Chain> chains = new Chains(store, "default").all();
            if (chains.isEmpty()) return;
            Chain newest = chains.get(chains.size() - 1);
            for (Entry entry : newest.manifest().of(log)) newest.archive().read(entry, Identities.NONE, each);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> logged(String log) {
        List<String> ids = new ArrayList<>();
        hub.get("admin", "/v1/events?after=start&limit=500&log=" + log)
                .expect(200)
                .json()
                .path("events")
                .forEach(event -> ids.add(event.path("id").asText()));
        return ids;
    }
}
