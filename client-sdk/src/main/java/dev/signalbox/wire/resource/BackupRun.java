package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Work on backups that somebody asked for: it goes on in the hub, and is asked how far it is.
 *
 * @param id to ask by; forgotten when the hub stops
 * @param kind create, verify, drill, scrub or delete
 * @param state waiting, running, done or failed
 * @param by whose key asked for it
 * @param startedAt when it was asked for
 * @param endedAt null as long as it is not over
 * @param step what it is at, for people
 * @param done events of {@code of} that it has come past
 * @param of 0 as long as nobody knows
 * @param backup that it made or looked at; null when there is none
 * @param found what it found: counts, and what differs; null when there is nothing to say
 * @param note what people should know; null when nothing
 * @param error why it failed, and what to do; null when it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupRun(
        String id,
        String kind,
        String state,
        String by,
        Instant startedAt,
        @Nullable Instant endedAt,
        String step,
        long done,
        long of,
        @Nullable Backup backup,
        @Nullable JsonNode found,
        @Nullable String note,
        @Nullable String error) {}
