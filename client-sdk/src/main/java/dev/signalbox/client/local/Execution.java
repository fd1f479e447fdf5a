package dev.signalbox.client.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * Something that the program did.
 *
 * @param number its place in the log: greater than that of everything before
 * @param about what it was done for: a task's key, a roadmap item
 * @param kind what was done, in the program's own words
 * @param at the machine's clock; never an order
 */
public record Execution(long number, String about, String kind, Instant at, JsonNode data) {}
