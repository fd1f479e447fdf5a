/**
 * The bot of Slack, {@code signalbox slack}: a program of its own on the client SDK with a store of its own. The hub
 * knows nothing of Slack, and this room nothing of the hub but its public API.
 */
@NullMarked
package dev.signalbox.cli.slack;

import org.jspecify.annotations.NullMarked;
