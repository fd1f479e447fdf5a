package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The hash of one event: it stands for all events up to it.
 *
 * @param hash 64 hex digits
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record LogHash(long position, String hash) {}
