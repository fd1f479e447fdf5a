/**
 * The doors through which traces come: Langfuse's classic ingestion and OTLP over HTTP. What a client sent becomes
 * events of the {@code traces} log as it came; what it means is found out when the events are folded.
 */
@NullMarked
package dev.signalbox.hub.trace.intake;

import org.jspecify.annotations.NullMarked;
