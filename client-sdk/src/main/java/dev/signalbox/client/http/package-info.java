/** The hub over HTTP: one method an endpoint, server-sent events, and when to try again. No state on disk. */
@NullMarked
package dev.signalbox.client.http;

import org.jspecify.annotations.NullMarked;
