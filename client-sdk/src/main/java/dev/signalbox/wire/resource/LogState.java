package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far one log is, and how much there is of what: by which two hubs are compared.
 *
 * @param log {@code main} or {@code traces}
 * @param epoch of its history, eight hex digits
 * @param head the newest position
 * @param hash of the event there, 64 hex digits; all zeros at position 0
 * @param receipts of commands that changed nothing
 * @param categories events by the category of their stream
 * @param tables rows by table; empty of what has no tables
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LogState(
        String log,
        String epoch,
        long head,
        String hash,
        long receipts,
        Map<String, Long> categories,
        Map<String, Long> tables) {
    public LogState {
        categories = new TreeMap<>(categories);
        tables = new TreeMap<>(tables);
    }
}
