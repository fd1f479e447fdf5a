package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a health endpoint said.
 *
 * @param ok whether it said yes (2xx)
 * @param report the JSON as it came: store, lag of each follower
 */
public record Health(boolean ok, JsonNode report) {}
