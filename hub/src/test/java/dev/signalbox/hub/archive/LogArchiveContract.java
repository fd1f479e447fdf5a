package dev.signalbox.hub.archive;

import static dev.signalbox.hub.Await.failure;
import static dev.signalbox.hub.Await.result;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Segments.Seen;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Erasure;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log becomes an archive, and that a log of the other engine: every event, receipt and hash is what it was.
 * Subclasses say which engine is which.
 */
abstract class LogArchiveContract {
    private static final int SEGMENT_MAX = 400;

    final Vertx vertx = Vertx.vertx();
    final TestClock clock = new TestClock();

    @TempDir
    Path folder;

    private Opened source;
    private Opened target;
    private MemoryStore store;
    private Archive archive;

    /** A store of the test's own; its log is opened when somebody asks for it. */
    interface Opened {
        Database database();

        EventLog log();

        void close();
    }

    abstract Opened openSource() throws Exception;

    abstract Opened openTarget() throws Exception;

    @BeforeEach
    void open() throws Exception {
        source = openSource();
        target = openTarget();
        store = new MemoryStore();
        archive = new Archive(store, "default");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
        result(vertx.close());
    }

    @Test
    void everything_comes_back_on_the_other_engine_with_the_same_hashes() throws Exception {
        fill(900, 30);
        result(source.database().write(transaction -> Erasure.erase(transaction, "thing/1", 1_000, event -> true)));

        exportAll(source, archive, Recipients.NONE);
        importAll(archive, target);
        adopt(target);

        assertThat(seen(target)).isEqualTo(seen(source));
        assertThat(result(target.log().head()).hash())
                .isEqualTo(result(source.log().head()).hash());
        assertThat(result(target.log().receipt("nothing 7")))
                .isEqualTo(result(source.log().receipt("nothing 7")));
        append(target, "thing/1", "behind");
        assertThat(result(target.log().head()).position()).isEqualTo(901);

        Archive again = new Archive(new MemoryStore(), "default");
        exportAll(target, again, Recipients.NONE);
        assertThat(manifest(again).of("main").get(0).head().hashAfter())
                .isEqualTo(manifest(archive).of("main").get(0).head().hashAfter());
    }

    @Test
    void only_what_came_since_is_added() throws Exception {
        fill(500, 2);
        exportAll(source, archive, Recipients.NONE);
        assertThat(manifest(archive).segments()).hasSize(2);
        assertThat(exportAll(source, archive, Recipients.NONE)).isZero();

        append(source, "thing/1", "later");
        result(source.log().append(Append.of(receipt("late", 1))));
        assertThat(exportAll(source, archive, Recipients.NONE)).isEqualTo(1);

        SegmentHead last = manifest(archive).last("main").orElseThrow().head();
        assertThat(last.from()).isEqualTo(500);
        assertThat(last.events()).isEqualTo(1);
        assertThat(last.receipts()).isEqualTo(1);
        importAll(archive, target);
        adopt(target);
        assertThat(seen(target)).isEqualTo(seen(source));
    }

    @Test
    void a_receipt_alone_is_a_segment() throws Exception {
        fill(3, 0);
        exportAll(source, archive, Recipients.NONE);
        result(source.log().append(Append.of(receipt("alone", 1))));

        assertThat(exportAll(source, archive, Recipients.NONE)).isEqualTo(1);

        assertThat(manifest(archive).last("main").orElseThrow().head().events()).isZero();
        importAll(archive, target);
        adopt(target);
        assertThat(seen(target)).isEqualTo(seen(source));
    }

    @Test
    void a_log_that_is_written_meanwhile_is_exported_up_to_where_it_was() throws Exception {
        fill(300, 0);
        SegmentHead head = result(export(source).next((SegmentHead) null)).orElseThrow();
        fill(300, 5);

        Path file = folder.resolve("meanwhile.sbx");
        Entry entry = result(export(source).write(head, file, Recipients.NONE));

        assertThat(entry.head().to()).isEqualTo(300);
        Seen seen = Seen.nothing();
        Segments.read(Files.readAllBytes(file), Identities.NONE, seen);
        assertThat(seen.events()).hasSize(300);
    }

    @Test
    void an_import_that_was_ended_goes_on() throws Exception {
        fill(2_500, 1_200);
        exportWhole();
        Entry entry = manifest(archive).segments().get(0);
        byte[] whole = store.files.get("default/" + entry.name());
        byte[] half = Arrays.copyOf(whole, whole.length * 2 / 3);

        Throwable ended = failure(add(entry.name(), half, Long.MAX_VALUE, new ArrayList<>()));
        long reached = result(new History(target.database()).head()).position();
        List<Long> progress = new ArrayList<>();
        result(add(entry.name(), whole, Long.MAX_VALUE, progress));
        result(add(entry.name(), whole, Long.MAX_VALUE, progress));

        assertThat(ended).isInstanceOf(ArchiveFault.class);
        assertThat(reached).isBetween(1_000L, 2_499L);
        assertThat(progress).isSorted().endsWith(2_500L).allMatch(position -> position > reached);
        adopt(target);
        assertThat(seen(target)).isEqualTo(seen(source));
    }

    @Test
    void an_import_may_end_at_any_position() throws Exception {
        fill(1_500, 3);
        exportWhole();
        Entry entry = manifest(archive).segments().get(0);

        result(add(entry.name(), store.files.get("default/" + entry.name()), 1_234, new ArrayList<>()));

        Head head = result(new History(target.database()).head());
        assertThat(head.position()).isEqualTo(1_234);
        assertThat(head.hash())
                .isEqualTo(result(source.log().at(1_234)).orElseThrow().hash());
    }

    @Test
    void a_store_of_another_history_is_left_as_it_is() throws Exception {
        fill(500, 0);
        exportAll(source, archive, Recipients.NONE);
        List<Entry> entries = manifest(archive).segments();
        for (int events : List.of(1, 250, 400, 450, 500, 600)) {
            Opened other = openTarget();
            fill(other, events, 0);
            Seen before = seen(other);

            Throwable refused = failure(addAll(entries, other));

            assertThat(refused)
                    .as(events + " events")
                    .isInstanceOf(ArchiveFault.class)
                    .hasMessageContaining("of another history");
            assertThat(seen(other)).isEqualTo(before);
            other.close();
        }
    }

    @Test
    void a_segment_before_it_that_is_missing_is_told() throws Exception {
        fill(500, 0);
        exportAll(source, archive, Recipients.NONE);
        Entry second = manifest(archive).segments().get(1);

        assertThat(failure(addAll(List.of(second), target)))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("begins behind position 400, and the store ends at 0");
        store.files.remove("default/" + manifest(archive).segments().get(0).name());
        assertThat(failure(addAll(manifest(archive).segments(), target)))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("the manifest names it, and it is not there");
    }

    @Test
    void a_damaged_log_becomes_no_archive_and_the_position_is_named() throws Exception {
        fill(300, 10);
        damaged(
                "UPDATE events SET actor = 'somebody else' WHERE position = 222",
                "position 222 is not what was written");
        damaged("UPDATE events SET actor = 'tester' WHERE position = 222", null);
        damaged("UPDATE receipts SET number = 99 WHERE number = 4", "the receipt 4 is missing");
        damaged("UPDATE receipts SET number = 4 WHERE number = 99", null);
        damaged("DELETE FROM events WHERE position = 17", "position 17 is missing");
    }

    private void damaged(String sql, String words) throws IOException {
        result(source.database().write(transaction -> transaction.update(sql)));
        LogExport export = export(source);
        SegmentHead head = result(export.next((SegmentHead) null)).orElseThrow();
        Path file = folder.resolve("damaged.sbx");
        Future<Entry> written = export.write(head, file, Recipients.NONE);
        if (words == null) {
            result(written);
            return;
        }
        assertThat(failure(written)).isInstanceOf(StoreBroken.class).hasMessageContaining(words);
        assertThat(catchThrowable(() -> Segments.read(Files.readAllBytes(file), Identities.NONE, Seen.nothing())))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining(words);
    }

    @Test
    void a_log_that_went_back_or_is_another_is_not_added_to_an_archive() throws Exception {
        fill(500, 3);
        exportAll(source, archive, Recipients.NONE);
        SegmentHead last = manifest(archive).last("main").orElseThrow().head();
        Opened other = openTarget();
        fill(other, 700, 5);

        assertThat(failure(export(other).next(last)))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining(last.name())
                .hasMessageContaining("begin a new archive");
        other.close();
        result(source.database().write(transaction -> transaction.update("DELETE FROM receipts WHERE number > 1")));
        assertThat(failure(export(source).next(last))).hasMessageContaining("of another history");
        result(source.database().write(transaction -> transaction.update("DELETE FROM events WHERE position > 450")));
        assertThat(failure(export(source).next(last))).hasMessageContaining("of another history");
    }

    @Test
    void two_that_export_at_once_make_one_archive() throws Exception {
        fill(200, 0);
        Manifest empty = Manifest.begin("default", clock.instant(), "test");
        Entry one = result(export(source).write(next(), folder.resolve("1.sbx"), Recipients.NONE));
        clock.advance(Duration.ofSeconds(1));
        Entry two = result(export(source).write(next(), folder.resolve("2.sbx"), Recipients.NONE));

        Optional<Manifest> first = archive.add(empty, folder.resolve("1.sbx"), one, clock, "test", Identities.NONE);
        Optional<Manifest> second = archive.add(empty, folder.resolve("2.sbx"), two, clock, "test", Identities.NONE);

        assertThat(first).isPresent();
        assertThat(second).isEmpty();
        assertThat(manifest(archive)).isEqualTo(first.get());
        assertThat(archive.strangers(manifest(archive))).containsExactly("default/" + two.name());
        assertThat(exportAll(source, archive, Recipients.NONE)).isZero();
        append(source, "thing/1", "later");
        assertThat(exportAll(source, archive, Recipients.NONE)).isEqualTo(1);
    }

    private SegmentHead next() {
        return result(export(source).next((SegmentHead) null)).orElseThrow();
    }

    private void fill(int events, int receipts) {
        fill(source, events, receipts);
    }

    private void fill(Opened opened, int events, int receipts) {
        long began = result(opened.log().head()).position();
        List<Future<?>> appends = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            appends.add(opened.log().append(appendOf("thing/" + i % 7, "{\"n\":" + (began + i) + "}")));
        }
        for (int i = 0; i < receipts; i++) appends.add(opened.log().append(Append.of(receipt("nothing " + i, i))));
        result(Future.all(appends));
    }

    private static RecordedReceipt receipt(String id, long version) {
        return new RecordedReceipt(id, "thing/1", version, digest(id));
    }

    private void append(Opened opened, String stream, String text) {
        result(opened.log().append(appendOf(stream, "{\"text\":\"" + text + "\"}")));
    }

    private Append appendOf(String stream, String data) {
        String id = Ids.next();
        NewEvent event =
                new NewEvent(stream, id, "thing.made", "tester", clock.instant(), null, "cause", data.getBytes(UTF_8));
        return new Append(List.of(event), Map.of(), digest(id));
    }

    private static byte[] digest(String text) {
        return Arrays.copyOf(Ids.sha256(text.getBytes(UTF_8)), Append.DIGEST_BYTES);
    }

    private LogExport export(Opened opened) {
        return new LogExport(
                "default", opened.log(), new History(opened.database()), "test", clock, vertx, SEGMENT_MAX);
    }

    private void exportWhole() throws IOException {
        LogExport export = new LogExport("default", source.log(), new History(source.database()), "test", clock, vertx);
        exportAll(export, archive, Recipients.NONE);
    }

    private int exportAll(Opened opened, Archive into, Recipients recipients) throws IOException {
        return exportAll(export(opened), into, recipients);
    }

    /** How many segments came. */
    private int exportAll(LogExport export, Archive into, Recipients recipients) throws IOException {
        int came = 0;
        Manifest manifest = into.manifest().orElse(Manifest.begin("default", clock.instant(), "test"));
        while (true) {
            SegmentHead before = manifest.last("main").map(Entry::head).orElse(null);
            Optional<SegmentHead> next = result(export.next(before));
            if (next.isEmpty()) return came;
            Path file = folder.resolve("next.sbx");
            Entry entry = result(export.write(next.get(), file, recipients));
            manifest = into.add(manifest, file, entry, clock, "test", Identities.NONE)
                    .orElseThrow();
            came++;
        }
    }

    private static Manifest manifest(Archive archive) throws IOException {
        return archive.manifest().orElseThrow();
    }

    private void importAll(Archive from, Opened into) throws IOException {
        result(addAll(manifest(from).segments(), into));
    }

    private Future<Void> addAll(List<Entry> entries, Opened into) throws IOException {
        Future<Void> added = Future.succeededFuture();
        for (Entry entry : entries) added = added.compose(before -> addOne(entry, into));
        return added;
    }

    private Future<Void> addOne(Entry entry, Opened into) {
        try {
            SegmentReader reader = archive.open(entry, Identities.NONE);
            return new LogImport(new History(into.database()), vertx).add(reader, Long.MAX_VALUE, position -> {});
        } catch (IOException | ArchiveFault e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> add(String name, byte[] file, long through, List<Long> progress) throws IOException {
        SegmentReader reader = new SegmentReader(name, new ByteArrayInputStream(file), Identities.NONE);
        return new LogImport(new History(target.database()), vertx).add(reader, through, progress::add);
    }

    private void adopt(Opened opened) {
        result(opened.database().write(transaction -> History.identify(transaction, "0badcafe", clock.instant())));
    }

    private static Seen seen(Opened opened) {
        Seen seen = Seen.nothing();
        long at = 0;
        EventLog log = opened.log();
        for (long head = result(log.head()).position(); at < head; ) {
            var page = result(log.read(at, 1_000, EventFilter.ALL));
            seen.add(new Block(page.events(), List.of()));
            at = page.to().position();
        }
        seen.add(new Block(List.of(), result(new History(opened.database()).receipts(0, Long.MAX_VALUE, 100_000))));
        return seen;
    }
}
