package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/**
 * How large a hub's logs are and how they grow: the answer of {@code GET /v1/status}.
 *
 * @param at when it was measured, by the hub's clock: a while ago on a large store
 * @param version of the hub
 * @param store what the store is and where, for people; without a password
 * @param logs {@code main} and {@code traces}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record HubStatus(Instant at, String version, String store, List<LogStatus> logs) {
    public HubStatus {
        logs = List.copyOf(logs);
    }

    /**
     * One log with the tables that are folded from it.
     *
     * @param epoch of its history
     * @param head position of its newest event, and so how many there were
     * @param bytes of all of it in the store
     * @param tables the largest first, with their indexes; the events are one of them
     * @param days events by day of their recording, UTC, the newest first; days before the first event are left out
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LogStatus(
            String log, String epoch, long head, long bytes, List<TableStatus> tables, List<DayStatus> days) {
        public LogStatus {
            tables = List.copyOf(tables);
            days = List.copyOf(days);
        }
    }

    /**
     * One table of the store.
     *
     * @param bytes with its indexes
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TableStatus(String name, long bytes) {}

    /**
     * One day of a log.
     *
     * @param day {@code 2026-11-30}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record DayStatus(String day, long events) {}
}
