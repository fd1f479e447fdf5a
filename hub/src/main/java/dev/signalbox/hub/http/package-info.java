/**
 * The HTTP door: server, the routes port that features declare into, authentication, the one mapping from failures to problem
 * answers, rate limits, health and metrics.
 */
@NullMarked
package dev.signalbox.hub.http;

import org.jspecify.annotations.NullMarked;
