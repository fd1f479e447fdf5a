package dev.signalbox.hub.ownership;

import dev.signalbox.hub.matrix.BackupPlan;
import dev.signalbox.hub.matrix.RateLimits;
import dev.signalbox.hub.matrix.RateLimits.Limit;
import dev.signalbox.hub.matrix.TraceRetention;
import dev.signalbox.hub.matrix.VerifyPlan;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether one value of a matrix gives less than another: less time, fewer requests. Pure. */
final class Narrowing {
    private Narrowing() {}

    /** Whether things are kept for less time; null is for ever. */
    static boolean ofTime(@Nullable Duration was, @Nullable Duration is) {
        return is != null && (was == null || is.compareTo(was) < 0);
    }

    /** Whether traces of some environment are kept for less time. */
    static boolean ofTraces(TraceRetention was, TraceRetention is) {
        Set<String> lines = new TreeSet<>(was.byEnvironment().keySet());
        lines.addAll(is.byEnvironment().keySet());
        lines.add(TraceRetention.OTHERS);
        return lines.stream().anyMatch(line -> ofTime(of(was, line), of(is, line)));
    }

    /** Whether backups are made less often, fewer are kept, or they are for whoever has the file. */
    static boolean ofBackups(BackupPlan was, BackupPlan is) {
        boolean seldom = was.isScheduled() && (!is.isScheduled() || ofTime(is.overdueAfter(), was.overdueAfter()));
        BackupPlan.Keep kept = was.keep();
        BackupPlan.Keep keeps = is.keep();
        boolean fewer = keeps.last() < kept.last()
                || keeps.daily() < kept.daily()
                || keeps.weekly() < kept.weekly()
                || keeps.monthly() < kept.monthly();
        return seldom
                || fewer
                || (!was.recipients().isEmpty() && is.recipients().isEmpty());
    }

    /** Whether the store is verified less often. */
    static boolean ofVerify(VerifyPlan was, VerifyPlan is) {
        return was.every() != null && (is.every() == null || ofTime(is.every(), was.every()));
    }

    /** The roles whose keys may ask less often, or less at once. */
    static Set<String> ofLimits(RateLimits was, RateLimits is) {
        Set<String> tighter = new TreeSet<>();
        is.byRole().forEach((role, limit) -> {
            if (isTighter(was.byRole().get(role), limit)) tighter.add(role);
        });
        return tighter;
    }

    private static boolean isTighter(@Nullable Limit was, Limit is) {
        if (was == null || is.burst() < was.burst()) return true;
        return is.requests() * (double) was.per().toMillis()
                < was.requests() * (double) is.per().toMillis();
    }

    private static @Nullable Duration of(TraceRetention retention, String line) {
        Duration own = retention.byEnvironment().get(line);
        return own == null ? retention.byEnvironment().get(TraceRetention.OTHERS) : own;
    }
}
