package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ownership matrix in force: the answer of {@code GET /v1/ownership}.
 *
 * @param version how many files have been applied; 0: the shipped matrix
 * @param sha256 of the text of the file in force; null when there is none
 * @param rateLimits by role; roles that are not named are not limited
 */
public record Ownership(
        long version,
        @Nullable String sha256,
        @Nullable Instant appliedAt,
        @Nullable String appliedBy,
        List<Role> roles,
        List<Table> tables,
        Map<String, RateLimit> rateLimits) {
    public Ownership {
        roles = List.copyOf(roles);
        tables = List.copyOf(tables);
        rateLimits = Map.copyOf(rateLimits);
    }

    /** A role that a key may have. */
    public record Role(String name, String description) {}

    /**
     * One table.
     *
     * @param change one of the words commands, append, replace, merge, isolated
     * @param isolatedTo the role that has the rows in its own store; null for every other table
     * @param events the types of its events, {@code questions.*}; null when isolated
     * @param key the field that is the row's key; null unless the table is declared
     * @param writers roles that may write; {@code all} stands for every role, and an admin may always
     * @param commands of a built-in table: who may send each; {@code system} is the hub itself. Null otherwise
     * @param schema JSON Schema of a row; null unless the table is declared
     * @param retention how long a row is kept after its last change, ISO-8601; null for ever
     */
    public record Table(
            String name,
            String change,
            @Nullable String isolatedTo,
            @Nullable String events,
            @Nullable String key,
            List<String> writers,
            List<String> readers,
            @Nullable Map<String, List<String>> commands,
            @Nullable JsonNode schema,
            @Nullable String retention,
            String why) {}

    /** A token bucket for each key of a role: {@code requests} flow in {@code per} (ISO-8601), {@code burst} fit. */
    public record RateLimit(int requests, String per, int burst) {}
}
