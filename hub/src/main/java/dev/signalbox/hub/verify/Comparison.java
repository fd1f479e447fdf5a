package dev.signalbox.hub.verify;

import dev.signalbox.hub.verify.Side.Glimpse;
import dev.signalbox.wire.resource.LogState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two histories beside each other. A hash stands for all events up to its own, so where they part is found by asking
 * for a few hashes at a time between the last position that is known to be the same and the first that is not.
 *
 * @param a where one of them is
 * @param b where the other is
 * @param same whether all logs are
 */
public record Comparison(String a, String b, boolean same, List<OfLog> logs) {
    /** Hashes that are asked for at once: a thousand million events take seven questions. */
    private static final int AT_ONCE = 31;

    public Comparison {
        logs = List.copyOf(logs);
    }

    /**
     * One log of both.
     *
     * @param a as one has it; null when it has not
     * @param b as the other has it; null when it has not
     * @param same whether both end with the same event, are of one epoch, and have the same tables
     * @param common the last position up to which both are known to be the same
     * @param differs the first position at which they are known to differ; null when none is: the shorter one is the
     *     beginning of the longer one
     * @param ofA what one has at that position, or behind the end of the other; null when it has nothing, or cannot
     *     tell
     * @param ofB the same of the other
     * @param counts of categories and tables that differ: what one has and what the other has
     */
    public record OfLog(
            String log,
            @Nullable LogState a,
            @Nullable LogState b,
            boolean same,
            long common,
            @Nullable Long differs,
            @Nullable Glimpse ofA,
            @Nullable Glimpse ofB,
            Map<String, long[]> counts) {}

    /** Compares all logs. Fails with what a side fails with. */
    public static Comparison of(Side a, Side b) throws IOException {
        Map<String, LogState> as = byName(a.logs());
        Map<String, LogState> bs = byName(b.logs());
        TreeSet<String> names = new TreeSet<>(as.keySet());
        names.addAll(bs.keySet());
        List<OfLog> logs = new ArrayList<>();
        for (String log : names) logs.add(of(log, as.get(log), bs.get(log), a, b));
        return new Comparison(a.where(), b.where(), logs.stream().allMatch(OfLog::same), logs);
    }

    private static Map<String, LogState> byName(List<LogState> states) {
        Map<String, LogState> named = new LinkedHashMap<>();
        for (LogState each : states) named.put(each.log(), each);
        return named;
    }

    private static OfLog of(String log, @Nullable LogState a, @Nullable LogState b, Side ofA, Side ofB)
            throws IOException {
        if (a == null || b == null) {
            LogState there = Objects.requireNonNull(a == null ? b : a);
            return new OfLog(log, a, b, there.head() == 0, 0, null, null, null, Map.of());
        }
        Map<String, long[]> counts = counts(a, b);
        if (a.head() == b.head() && a.hash().equals(b.hash())) {
            boolean same = a.epoch().equals(b.epoch()) && counts.isEmpty();
            return new OfLog(log, a, b, same, a.head(), null, null, null, counts);
        }
        long end = Math.min(a.head(), b.head());
        Parting parting = new Range(log, ofA, ofB).parting(end);
        Long differs = parting.differs() > end ? null : (Long) parting.differs();
        long shown = differs == null ? end + 1 : differs;
        return new OfLog(
                log,
                a,
                b,
                false,
                parting.same(),
                differs,
                a.head() >= shown ? ofA.event(log, shown) : null,
                b.head() >= shown ? ofB.event(log, shown) : null,
                counts);
    }

    /** Those that differ; what only one of them can have is left out. */
    private static Map<String, long[]> counts(LogState a, LogState b) {
        Map<String, long[]> counts = new TreeMap<>();
        differing("events of ", a.categories(), b.categories(), counts);
        if (!a.tables().isEmpty() && !b.tables().isEmpty()) differing("rows of ", a.tables(), b.tables(), counts);
        if (a.receipts() != b.receipts()) counts.put("receipts", new long[] {a.receipts(), b.receipts()});
        return counts;
    }

    private static void differing(String of, Map<String, Long> a, Map<String, Long> b, Map<String, long[]> counts) {
        TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        for (String name : names) {
            long one = a.getOrDefault(name, 0L);
            long other = b.getOrDefault(name, 0L);
            if (one != other) counts.put(of + name, new long[] {one, other});
        }
    }

    /** @param differs a position at which they are known to differ, or one behind the shorter's end */
    private record Parting(long same, long differs) {}

    /** Where two logs part. */
    private record Range(String log, Side a, Side b) {
        Parting parting(long end) throws IOException {
            Parting known = new Parting(0, end + 1);
            known = narrowed(known, List.of(end));
            while (known.differs() - known.same() > 1) {
                Parting next = narrowed(known, probes(known));
                // Neither can tell more: an archive that is locked.
                if (next.equals(known)) return known;
                known = next;
            }
            return known;
        }

        /** First what costs nothing, then evenly. */
        private List<Long> probes(Parting known) {
            TreeSet<Long> marks = new TreeSet<>(a.marks(log));
            marks.addAll(b.marks(log));
            List<Long> between = new ArrayList<>(marks.subSet(known.same() + 1, known.differs()));
            long room = known.differs() - known.same();
            if (between.isEmpty()) {
                for (int i = 1; i <= AT_ONCE; i++) between.add(known.same() + room * i / (AT_ONCE + 1));
            }
            List<Long> probes = new ArrayList<>();
            int step = Math.max(1, between.size() / AT_ONCE);
            for (int i = 0; i < between.size() && probes.size() < Side.POSITIONS_MAX; i += step) {
                if (between.get(i) > known.same()) probes.add(between.get(i));
            }
            return probes.stream().distinct().toList();
        }

        private Parting narrowed(Parting known, List<Long> probes) throws IOException {
            if (probes.isEmpty() || probes.get(0) == 0) return known;
            Map<Long, String> ofA = a.hashes(log, probes);
            Map<Long, String> ofB = b.hashes(log, probes);
            long same = known.same();
            long differs = known.differs();
            for (long probe : probes) {
                String one = ofA.get(probe);
                String other = ofB.get(probe);
                if (one == null || other == null) continue;
                if (one.equals(other)) same = Math.max(same, probe);
                else differs = Math.min(differs, probe);
            }
            return new Parting(same, differs);
        }
    }
}
