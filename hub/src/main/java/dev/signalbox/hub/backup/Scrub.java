package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.backup.BackupWriter.Log;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Takes out of all backups of the hub what was erased since: each segment is written from the log once more, and put in
 * the place of the one that lies there when what it holds is not the same, which takes no key. Segments of a history
 * that is over cannot be written again and are told; they go with their backups.
 */
final class Scrub {
    private final BackupWriter writer;
    private final BackupTarget target;
    private final String hub;
    private final Clock clock;

    Scrub(BackupWriter writer, BackupTarget target, String hub, Clock clock) {
        this.writer = writer;
        this.target = target;
        this.hub = hub;
        this.clock = clock;
    }

    /** What was done so far. */
    private static final class Done {
        private int looked;
        private int rewritten;
        private int left;
        private boolean read;
    }

    /** Completes with what was done. */
    Future<JsonNode> run(Progress progress) {
        return writer.root()
                .compose(root -> target.blocking(() -> target.chains().of(root)).compose(chains -> {
                    progress.of(chains.stream()
                            .flatMap(chain -> chain.manifest().segments().stream())
                            .mapToLong(entry -> entry.head().events())
                            .sum());
                    Done done = new Done();
                    Future<?> last = Future.succeededFuture();
                    for (Chain chain : chains) last = last.compose(before -> chain(chain, done, progress));
                    return last.map(over -> found(done, progress));
                }));
    }

    private static JsonNode found(Done done, Progress progress) {
        List<String> notes = new ArrayList<>();
        if (done.left > 0) {
            notes.add(done.left
                    + " segments are of a history that is over and stay as they are; what was erased may stand in"
                    + " them until their backups are deleted: signalbox backup list");
        }
        if (done.read) {
            notes.add("somebody reads the backups just now, so the old files are still there; repeat it in a while");
        }
        if (!notes.isEmpty()) progress.note(String.join(". ", notes));
        return Json.object()
                .put("segments", done.looked)
                .put("rewritten", done.rewritten)
                .put("left", done.left);
    }

    private Future<?> chain(Chain chain, Done done, Progress progress) {
        Future<List<Entry>> all = Future.succeededFuture(new ArrayList<>());
        for (Entry entry : chain.manifest().segments()) {
            all = all.compose(before -> entry(chain, entry, done, progress).map(now -> {
                before.add(now);
                return before;
            }));
        }
        return all.compose(entries -> target.blocking(() -> replaced(chain, entries, done)));
    }

    private Future<Entry> entry(Chain chain, Entry entry, Done done, Progress progress) {
        Log log = writer.logs().stream()
                .filter(each -> each.name().equals(entry.head().log()))
                .findFirst()
                .orElseThrow();
        progress.at("looking at " + entry.name());
        done.looked++;
        return holds(log, entry.head())
                .compose(held -> {
                    if (!held) {
                        done.left++;
                        return Future.succeededFuture(entry);
                    }
                    Recipients recipients = target.recipients();
                    return writer.written(log, entry.head(), recipients, (fresh, file) -> {
                        if (fresh.tail().equals(entry.tail())) return entry;
                        Entry numbered = fresh.ofBackup(entry.backup());
                        chain.archive().put(file, numbered, Identities.NONE);
                        done.rewritten++;
                        return numbered;
                    });
                })
                .map(over -> {
                    progress.past(entry.head().events());
                    return over;
                });
    }

    private static Future<Boolean> holds(Log log, SegmentHead head) {
        if (head.to() == 0) return Future.succeededFuture(true);
        return log.log()
                .log()
                .at(head.to())
                .map(event -> event.isPresent()
                        && Arrays.equals(event.get().hash(), HexFormat.of().parseHex(head.hashAfter())));
    }

    /** Two manifests later none names the old files. Blocks. */
    private boolean replaced(Chain chain, List<Entry> entries, Done done) throws IOException {
        if (!entries.equals(chain.manifest().segments())) {
            Optional<Manifest> next = chain.archive().replace(chain.manifest(), entries, clock, hub);
            if (next.isPresent()) next = chain.archive().replace(next.get(), entries, clock, hub);
            if (next.isEmpty()) {
                throw new IOException("another has written to the backups meanwhile; repeat it");
            }
        }
        boolean swept = chain.archive().sweep(Duration.ZERO);
        done.read |= !swept;
        return swept;
    }
}
