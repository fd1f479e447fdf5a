/** The hub as a server of MCP on standard input and output, for agents that start their servers themselves. */
@NullMarked
package dev.signalbox.cli.agent;

import org.jspecify.annotations.NullMarked;
