package dev.signalbox.hub.command;

import dev.signalbox.wire.command.Receipt;

/**
 * What a command became.
 *
 * @param resource the thing right after the command, as the API shows it; of a repeated command: right after its first
 *     time
 */
public record Outcome(Receipt receipt, Object resource) {}
