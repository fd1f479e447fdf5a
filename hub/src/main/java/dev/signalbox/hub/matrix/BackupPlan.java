package dev.signalbox.hub.matrix;

import dev.signalbox.wire.Times;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When backups are made by themselves, where to, for whom, and which are kept: {@code backups} of signalbox.yaml.
 *
 * @param to a folder, absolute or below the data folder, or {@code s3://bucket/prefix}; null for {@link #FOLDER}
 * @param every time between two of them; null when none is made by itself
 * @param continuous whether one is made at least every {@link #CONTINUOUS} when something came
 * @param recipients for whom they are encrypted, {@code age1…}; none for whoever has the file
 */
public record BackupPlan(
        @Nullable String to, @Nullable Duration every, boolean continuous, Keep keep, List<String> recipients) {
    /** Below the data folder: where backups go that somebody asks for without having said where to. */
    public static final String FOLDER = "backups";

    /** What the loss of a machine costs with {@code every: continuous}, at most. */
    public static final Duration CONTINUOUS = Duration.ofSeconds(10);

    /** None is made by itself. */
    public static final BackupPlan NONE = new BackupPlan(null, null, false, Keep.DEFAULT, List.of());

    public BackupPlan {
        recipients = List.copyOf(recipients);
    }

    /**
     * Which backups stay as points to go back to. The newest always does, and whatever is not kept as a point is joined
     * with its neighbour: what it holds stays.
     *
     * @param last so many of the newest
     * @param daily the newest of each of so many days that have one; the same for weeks and months, all in UTC
     */
    public record Keep(int last, int daily, int weekly, int monthly) {
        public static final Keep DEFAULT = new Keep(10, 7, 4, 12);
        /** Of each number, so that a manifest stays small. */
        static final int MAX = 1_000;
    }

    /** Where backups go: {@link #to}, or the folder below the data folder. */
    public String target() {
        return to == null ? FOLDER : to;
    }

    /** Whether somebody has said that there are backups, or where to. */
    public boolean isPlanned() {
        return to != null || isScheduled();
    }

    /** Whether the hub makes some by itself. */
    public boolean isScheduled() {
        return continuous || every != null;
    }

    /** How old the newest may be before people are told; empty when none is made by itself. */
    public @Nullable Duration overdueAfter() {
        if (continuous) return CONTINUOUS.multipliedBy(6);
        return every == null ? null : every.plus(every.dividedBy(2));
    }

    /** For people: {@code every 24h to /srv/backups}. */
    public String words() {
        if (!isScheduled()) return "only when asked for, to " + target();
        String when = continuous || every == null ? "continuously" : "every " + Times.format(every);
        return when + " to " + target() + (recipients.isEmpty() ? "" : ", encrypted for " + recipients.size());
    }
}
