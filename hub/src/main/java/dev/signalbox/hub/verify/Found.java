package dev.signalbox.hub.verify;

import dev.signalbox.wire.resource.Verification;
import dev.signalbox.wire.resource.Verification.Damage;
import dev.signalbox.wire.resource.Verification.Log;
import dev.signalbox.wire.resource.Verification.Table;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a verify has seen so far. Any thread. */
final class Found {
    /** Of one table so many are shown; all are counted. */
    private static final int SHOWN_OF_A_TABLE_MAX = 5;

    private final Clock clock;
    private final Instant startedAt;
    private final Map<String, OfLog> logs = new LinkedHashMap<>();
    private final List<Damage> damage = new ArrayList<>();
    private final Map<String, Integer> shown = new LinkedHashMap<>();
    private long damages;
    private String doing = "what is there";

    private static final class OfLog {
        private final String epoch;
        private final long head;
        private final Map<String, Long> tables = new LinkedHashMap<>();
        private long events;
        private long receipts;
        private long unproven;

        OfLog(String epoch, long head) {
            this.epoch = epoch;
            this.head = head;
        }
    }

    Found(Clock clock) {
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    synchronized void looksAt(String log, String epoch, long head) {
        logs.put(log, new OfLog(epoch, head));
    }

    synchronized void doing(String what) {
        doing = what;
    }

    synchronized void events(String log, long more) {
        of(log).events += more;
    }

    synchronized void receipts(String log, long more, long unproven) {
        of(log).receipts += more;
        of(log).unproven += unproven;
    }

    synchronized void rows(String log, String table, long more) {
        of(log).tables.merge(table, more, Long::sum);
    }

    synchronized void damage(Damage one) {
        damages++;
        boolean room = damage.size() < Verification.DAMAGE_SHOWN_MAX;
        if (room && shown.merge(one.log() + "." + one.table(), 1, Integer::sum) <= SHOWN_OF_A_TABLE_MAX)
            damage.add(one);
    }

    private OfLog of(String log) {
        OfLog known = logs.get(log);
        if (known == null) throw new IllegalStateException("nobody looks at " + log);
        return known;
    }

    /** As it stands while it runs. */
    synchronized Verification soFar() {
        return as(Verification.RUNNING, null, doing, null);
    }

    /** As it ended. */
    synchronized Verification ended() {
        return as(damages == 0 ? Verification.CLEAN : Verification.DAMAGED, clock.instant(), null, null);
    }

    /** As it ended when it could not be ended; what it found before it found. */
    synchronized Verification failed(Throwable why) {
        return as(
                damages == 0 ? Verification.FAILED : Verification.DAMAGED,
                clock.instant(),
                null,
                why.getMessage() == null ? why.toString() : why.getMessage());
    }

    private Verification as(String state, @Nullable Instant endedAt, @Nullable String now, @Nullable String trouble) {
        List<Log> seen = new ArrayList<>();
        logs.forEach((log, of) -> seen.add(new Log(
                log,
                of.epoch,
                of.head,
                of.events,
                of.receipts,
                of.unproven,
                of.tables.entrySet().stream()
                        .map(each -> new Table(each.getKey(), each.getValue()))
                        .toList())));
        return new Verification(state, startedAt, endedAt, now, seen, damage, damages, trouble);
    }
}
