package dev.signalbox.hub.backup;

import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.matrix.BackupPlan.Keep;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Which points stay by the plan. Pure. */
final class Keeping {
    private Keeping() {}

    /**
     * The ids of those that stay; the newest always does.
     *
     * @param points the newest first, by their order and not by their times: a clock may have been set back
     */
    static Set<String> kept(List<Point> points, Keep keep) {
        Set<String> kept = new HashSet<>();
        points.stream().limit(Math.max(1, keep.last())).map(Point::id).forEach(kept::add);
        newestOfEach(points, keep.daily(), Keeping::day, kept);
        newestOfEach(points, keep.weekly(), Keeping::week, kept);
        newestOfEach(points, keep.monthly(), Keeping::month, kept);
        return kept;
    }

    private static void newestOfEach(List<Point> points, int count, Function<Instant, Object> time, Set<String> kept) {
        Set<Object> seen = new HashSet<>();
        for (Point point : points) {
            if (seen.size() == count) return;
            if (seen.add(time.apply(point.at()))) kept.add(point.id());
        }
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static List<Integer> week(Instant at) {
        return List.of(day(at).get(IsoFields.WEEK_BASED_YEAR), day(at).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private static YearMonth month(Instant at) {
        return YearMonth.from(day(at));
    }
}
