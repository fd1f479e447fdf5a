/**
 * The door for agents that speak the Model Context Protocol: messages of both of its eras become wishes to the routes
 * of the hub, and their answers results of tools. It decides nothing and keeps nothing.
 */
@NullMarked
package dev.signalbox.hub.mcp;

import org.jspecify.annotations.NullMarked;
