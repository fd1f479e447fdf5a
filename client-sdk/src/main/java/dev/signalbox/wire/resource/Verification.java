package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at everything that a hub's store says, or what has been seen of it so far: the chain of each log computed
 * anew, every table folded anew and compared row by row.
 *
 * @param state {@link #RUNNING}, {@link #CLEAN}, {@link #DAMAGED}, or {@link #FAILED} when it could not be ended
 * @param startedAt by the clock of whoever looked
 * @param endedAt null while it runs
 * @param doing what is looked at just now, for people; null when it has ended
 * @param logs what was looked at
 * @param damage the first things that are not as they were written, {@link #DAMAGE_SHOWN_MAX} at most
 * @param damages how many there are
 * @param trouble why it could not be ended, for people; null when it runs or was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Verification(
        String state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String doing,
        List<Log> logs,
        List<Damage> damage,
        long damages,
        @Nullable String trouble) {
    public static final String RUNNING = "running";
    public static final String CLEAN = "clean";
    public static final String DAMAGED = "damaged";
    public static final String FAILED = "failed";

    public static final int DAMAGE_SHOWN_MAX = 50;

    public Verification {
        logs = List.copyOf(logs);
        damage = List.copyOf(damage);
    }

    /**
     * What was looked at of one log.
     *
     * @param log {@code main} or {@code traces}
     * @param epoch of its history
     * @param head the newest position when the look began
     * @param events held against the chain so far
     * @param receipts of commands that changed nothing, held against their digests so far
     * @param unproven receipts among them that were written before receipts had digests: nobody can say whether they
     *     are genuine
     * @param tables in the order in which they are compared
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Log(
            String log, String epoch, long head, long events, long receipts, long unproven, List<Table> tables) {
        public Log {
            tables = List.copyOf(tables);
        }
    }

    /**
     * What was compared of one table.
     *
     * @param table its name in the store
     * @param rows compared so far
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Table(String table, long rows) {}

    /**
     * One thing that is not as it was written, or as the log says.
     *
     * @param log {@code main} or {@code traces}
     * @param table its name in the store: {@code notifications_folded}, {@code receipts} …
     * @param key what tells the row apart; null when it is the table as a whole
     * @param field the column, or {@code column.field} of one with JSON; null when it may be any, or it is the whole
     *     row
     * @param position of the event that is damaged, or that decides what must be there; null when none does
     * @param event that one, for people: type, stream and version; null when there is none
     * @param what is wrong, for people, as the rest of a sentence
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Damage(
            String log,
            String table,
            @Nullable String key,
            @Nullable String field,
            @Nullable Long position,
            @Nullable String event,
            String what) {
        /** The whole as one sentence. */
        @JsonIgnore
        public String sentence() {
            StringBuilder text = new StringBuilder(log + ": " + table);
            if (key != null) text.append(' ').append(key);
            if (field != null) text.append(", ").append(field);
            text.append(", ").append(what);
            if (event != null) text.append(" (event ").append(event).append(')');
            else if (position != null)
                text.append(" (position ").append(position).append(')');
            return text.toString();
        }
    }

    @JsonIgnore
    public boolean isRunning() {
        return state.equals(RUNNING);
    }
}
