package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;

/**
 * A point to which the hub can be restored: all that stood in its logs then.
 *
 * @param id of the row of segments and its place in it: {@code 0001-9f86d081.7}
 * @param at when it was made, by the hub's clock
 * @param to where it lies
 * @param bytes of all that a restore reads
 * @param segments files of them
 * @param encrypted whether it takes an identity to read all of it
 * @param whole whether every file is there, and none was found damaged
 * @param newest whether no other of this hub holds more
 * @param logs where each log ends in it, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Backup(
        String id,
        Instant at,
        String to,
        long bytes,
        int segments,
        boolean encrypted,
        boolean whole,
        boolean newest,
        Map<String, LogEnd> logs) {
    public Backup {
        logs = Map.copyOf(logs);
    }

    /**
     * Where a log ends.
     *
     * @param epoch of its history
     * @param position of its last event
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record LogEnd(String epoch, long position) {}
}
