package dev.signalbox.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.ArchiveSurvey;
import dev.signalbox.hub.archive.ArchiveSurvey.Stretch;
import dev.signalbox.hub.archive.Erasures;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Lease;
import dev.signalbox.hub.archive.LogImport;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.NewerSchema;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.database.UnsuitableServer;
import dev.signalbox.hub.log.Erasure;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.trace.table.TraceErasures;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes a hub's stores of an archive. The archive is read twice: first to its end, so that nothing is made of one that
 * is damaged, locked or without the wanted moment, and what was erased since is known; then into the target, without
 * what was erased. The new history begins its own epoch with {@code log.restored}. It may be ended at any moment and
 * begun again. Blocks; one thread.
 */
public final class Restore {
    /** Where the stores come to be is asked of the one, how far it is told to the other. */
    private final RestoreTarget target;

    private final Wish wish;
    private final Told told;
    private final Clock clock;
    private final Vertx vertx;
    private final TraceErasures erasures;
    private @Nullable Lease lease;

    private Restore(RestoreTarget target, Wish wish, TraceErasures erasures, Told told, Clock clock, Vertx vertx) {
        this.target = target;
        this.wish = wish;
        this.erasures = erasures;
        this.told = told;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * What is wanted.
     *
     * @param identities that open the archive
     * @param until how much of it
     * @param logs of which the past is wanted; the others begin empty
     * @param by who restores, for the event {@code log.restored}
     */
    public record Wish(Archive archive, Identities identities, Until until, List<String> logs, String by) {
        public Wish {
            logs = List.copyOf(logs);
        }
    }

    /** What comes next. */
    public enum Step {
        /** The whole archive is read. */
        READING,
        /** It is brought into the target. */
        BRINGING,
        /** A log of the target gets its epoch. */
        BEGINNING,
        /** The target gets its name. */
        NAMING,
        /** Nothing: a hub may open it. */
        DONE
    }

    /** Hears how far it is; on any thread, in order. */
    public interface Told {
        /** Nobody hears. */
        Told NOBODY = new Told() {
            @Override
            public void step(Step next) {}

            @Override
            public void read(String log, long position) {}

            @Override
            public void brought(String log, long position, long of) {}
        };

        void step(Step next);

        /** Events of a log that were read and found genuine. */
        void read(String log, long position);

        /** Events of a log that are in the target. */
        void brought(String log, long position, long of);
    }

    /**
     * What became of it.
     *
     * @param where for people
     * @param kept the last position of the archive that is in each log
     * @param epochs of the logs from now on
     */
    public record Report(String where, Map<String, Long> kept, Map<String, String> epochs) {
        public Report {
            kept = new TreeMap<>(kept);
            epochs = new TreeMap<>(epochs);
        }
    }

    /**
     * Into an empty data folder. Fails with {@link ArchiveFault} for the archive, and with {@link RestoreRefused} for
     * the target.
     */
    public static Report intoFolder(Path folder, Wish wish, Told told, Clock clock) throws IOException {
        return run(vertx -> new SqliteTarget(folder), wish, told, clock);
    }

    /** The same into a PostgreSQL database without schemas of a hub. */
    public static Report intoDatabase(DatabaseUrl url, Wish wish, Told told, Clock clock) throws IOException {
        return run(vertx -> new PostgresTarget(url, vertx), wish, told, clock);
    }

    private interface Targets {
        RestoreTarget on(Vertx vertx);
    }

    private static Report run(Targets targets, Wish wish, Told told, Clock clock) throws IOException {
        Vertx vertx = HubThreads.start();
        try (RestoreTarget target = targets.on(vertx);
                TraceErasures erasures = new TraceErasures()) {
            return new Restore(target, wish, erasures, told, clock, vertx).run();
        } catch (StorageFull full) {
            throw new RestoreRefused(
                    "the disk of the target is full (" + full.getMessage()
                            + "); make room, then repeat the restore: it goes on where it was",
                    full);
        } catch (StoreUnavailable | StoreBroken | UnsuitableServer | NewerSchema unusable) {
            throw new RestoreRefused(String.valueOf(unusable.getMessage()), unusable);
        } finally {
            Waiting.on(vertx.close());
        }
    }

    private Report run() throws IOException {
        try {
            target.check();
        } catch (RestoreRefused filled) {
            Report before = finished().orElseThrow(() -> filled);
            told.step(Step.DONE);
            return before;
        }
        told.step(Step.READING);
        lease = wish.archive().lease().orElse(null);
        try {
            return leased();
        } finally {
            if (lease != null) lease.close();
        }
    }

    /** What this very restore made before, when nothing has come behind it: it was ended before it could say so. */
    private Optional<Report> finished() throws IOException {
        Optional<Manifest> manifest = wish.archive().manifest();
        if (manifest.isEmpty()) return Optional.empty();
        Map<String, Long> kept = new TreeMap<>();
        Map<String, String> epochs = new TreeMap<>();
        for (String log : RestoreTarget.LOGS) {
            Optional<JsonNode> said = saidLast(log).filter(facts -> isOfThis(facts, manifest.get()));
            if (said.isEmpty()) return Optional.empty();
            if (wish.logs().contains(log)) kept.put(log, said.get().path("kept").longValue());
            epochs.put(log, said.get().path("epoch").asText());
        }
        return Optional.of(new Report(target.where(), kept, epochs));
    }

    private Optional<JsonNode> saidLast(String log) throws IOException {
        try {
            Database there = target.look(log);
            try {
                return Waiting.on(new History(there).saidLast());
            } finally {
                Waiting.on(there.close());
            }
        } catch (StoreUnavailable | StoreBroken | NewerSchema none) {
            return Optional.empty();
        }
    }

    private boolean isOfThis(JsonNode said, Manifest manifest) {
        return said.path("from").asText().equals(wish.archive().where())
                && said.path("manifest").intValue() == manifest.number()
                && said.path("at").asText("").equals(at());
    }

    /** The wanted moment, as the event says it; empty text for all. */
    private String at() {
        Until until = wish.until();
        if (until.position() != null) return until.position().toString();
        if (until.time() != null) return Times.format(until.time());
        return until.backup() == null ? "" : "backup " + until.backup();
    }

    private Report leased() throws IOException {
        ArchiveSurvey survey =
                ArchiveSurvey.of(wish.archive(), wish.identities(), wish.until(), wish.logs(), (log, event) -> {
                    if (log.equals("traces")) erasures.hears(event);
                    stillReads();
                    told.read(log, event.position());
                });
        RestoreRoom.check(survey, target);
        Map<String, Long> kept = new TreeMap<>();
        survey.stretches().forEach(each -> kept.put(each.log(), each.end().position()));
        Map<String, String> epochs = new TreeMap<>();
        if (target.begin()) {
            told.step(Step.BRINGING);
            for (String log : RestoreTarget.LOGS) epochs.put(log, bring(log, survey));
            told.step(Step.NAMING);
            target.name();
        }
        told.step(Step.DONE);
        return new Report(target.where(), kept, epochs);
    }

    private void stillReads() {
        try {
            if (lease != null) lease.renew();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String bring(String log, ArchiveSurvey survey) throws IOException {
        Database database = target.open(log);
        History history = new History(database);
        Stretch stretch = survey.stretch(log);
        Head there = Waiting.on(history.head());
        if (!there.epoch().isEmpty()) return ended(stretch, there, history);
        if (there.position() > stretch.end().position()) throw another(stretch, there);
        if (there.position() > 0) eraseAgain(log, database);
        LogImport into = new LogImport(history, log.equals("traces") ? erasures : Erasures.NONE, vertx);
        for (Entry entry : stretch.segments()) {
            if (entry.head().to() < there.position() || !stretch.wants(entry)) continue;
            bring(entry, into, stretch);
        }
        Head brought = Waiting.on(history.head());
        if (!isEndOf(stretch, brought)) throw another(stretch, brought);
        told.step(Step.BEGINNING);
        return Waiting.on(history.restored(log, clock, facts(stretch, survey)));
    }

    private void bring(Entry entry, LogImport into, Stretch stretch) throws IOException {
        try (SegmentReader reader = wish.archive().open(entry, wish.identities())) {
            long last = stretch.end().position();
            Waiting.on(into.add(reader, stretch.isWhole() ? Long.MAX_VALUE : last, position -> {
                stillReads();
                told.brought(stretch.log(), position, last);
            }));
        }
    }

    private static boolean isEndOf(Stretch stretch, Head head) {
        return head.position() == stretch.end().position()
                && Arrays.equals(head.hash(), stretch.end().hash());
    }

    /** An earlier attempt began the new epoch of this log: it must be of the same moment. */
    private String ended(Stretch stretch, Head there, History history) throws IOException {
        long last = stretch.end().position();
        boolean same = last == 0
                || Waiting.on(history.hashAt(last))
                        .filter(hash -> Arrays.equals(hash, stretch.end().hash()))
                        .isPresent();
        if (same && there.position() == last + 1) return there.epoch();
        throw another(stretch, there);
    }

    private RestoreRefused another(Stretch stretch, Head there) {
        return new RestoreRefused(target.where() + " has an earlier attempt, which is at position " + there.position()
                + " of the log " + stretch.log() + ", and is none of this restore, which ends at "
                + stretch.end().position() + ". Repeat that one as it was; or take it away and repeat this one: "
                + target.discard());
    }

    /** What came in before it was known that it is erased, for the archive has grown since. */
    private void eraseAgain(String log, Database database) throws IOException {
        if (!log.equals("traces")) return;
        AtomicLong erased = new AtomicLong();
        erasures.each((stream, before) -> erased.addAndGet(eraseAgain(database, stream, before)));
        if (erased.get() > 0) Waiting.on(database.purge());
    }

    private int eraseAgain(Database database, String stream, long before) {
        try {
            return Waiting.on(database.write(transaction ->
                    Erasure.erase(transaction, stream, before, chosen -> erasures.covers(stream, chosen))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode facts(Stretch stretch, ArchiveSurvey survey) {
        ObjectNode facts = Json.object()
                .put("before", stretch.end().epoch())
                .put("from", wish.archive().where())
                .put("manifest", survey.manifest().number())
                .put("by", wish.by());
        if (!at().isEmpty()) facts.put("at", at());
        return facts;
    }
}
