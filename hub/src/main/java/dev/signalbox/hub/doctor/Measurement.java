package dev.signalbox.hub.doctor;

import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.wire.resource.HubStatus;
import dev.signalbox.wire.resource.HubStatus.DayStatus;
import dev.signalbox.wire.resource.HubStatus.LogStatus;
import dev.signalbox.wire.resource.HubStatus.TableStatus;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large the logs of a space are, and how they grow. Who asks while it is measured gets the same answer. Any thread.
 */
public final class Measurement {
    private static final int DAYS = 8;
    /** Nothing is recorded between two of them. */
    private static final long MICROSECOND = 1_000;

    private final String version;
    private final String store;
    private final Map<LogSpace, TableSizes> logs = new LinkedHashMap<>();
    private final Clock clock;
    private @Nullable Future<HubStatus> underWay;

    /**
     * @param version of the hub
     * @param store what the store is and where, for people; without a password
     */
    public Measurement(String version, String store, List<LogSpace> logs, Clock clock) {
        this.version = version;
        this.store = store;
        this.clock = clock;
        for (LogSpace log : logs) this.logs.put(log, new TableSizes(log.database()));
    }

    /** The figures of now; of tables those that {@link TableSizes} has. Fails with StoreUnavailable of the database. */
    public synchronized Future<HubStatus> newest() {
        Future<HubStatus> known = underWay;
        if (known != null && !known.isComplete()) return known;
        Future<HubStatus> begun = measured();
        underWay = begun;
        return begun;
    }

    private Future<HubStatus> measured() {
        List<LogStatus> found = new ArrayList<>();
        Future<?> last = Future.succeededFuture();
        for (Map.Entry<LogSpace, TableSizes> log : logs.entrySet())
            last = last.compose(done -> statusOf(log.getKey(), log.getValue()).map(found::add));
        return last.map(done -> new HubStatus(clock.instant(), version, store, found));
    }

    private Future<LogStatus> statusOf(LogSpace space, TableSizes sizes) {
        EventLog log = space.log();
        Future<Head> head = log.head();
        Future<Long> bytes = space.database().bytes();
        Future<List<TableStatus>> tables = sizes.newest().map(all -> all.stream()
                .map(each -> new TableStatus(each.table(), each.bytes()))
                .toList());
        Future<List<DayStatus>> days = head.compose(newest -> days(log, newest.position()));
        return Future.all(head, bytes, tables, days)
                .map(all -> new LogStatus(
                        log.name(),
                        log.epoch(),
                        head.result().position(),
                        bytes.result(),
                        tables.result(),
                        days.result()));
    }

    /** Today and the days before it: how many events lie between the ends of two days. */
    private Future<List<DayStatus>> days(EventLog log, long head) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<DayStatus> days = new ArrayList<>();
        Future<Long> end = Future.succeededFuture(head);
        for (int back = 0; back < DAYS; back++) {
            LocalDate day = today.minusDays(back);
            end = end.compose(to -> to == 0
                    ? Future.succeededFuture(to)
                    : before(log, day, to).map(from -> {
                        days.add(new DayStatus(day.toString(), to - from));
                        return from;
                    }));
        }
        return end.map(done -> days);
    }

    /** The last position that was recorded before a day; {@code to} at most. */
    private static Future<Long> before(EventLog log, LocalDate day, long to) {
        return log.lastUntil(day.atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(MICROSECOND), 0, to);
    }
}
