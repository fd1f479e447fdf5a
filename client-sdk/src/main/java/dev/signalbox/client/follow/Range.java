package dev.signalbox.client.follow;

import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import java.util.List;

/**
 * A piece of the log that came in: everything behind {@code from} up to {@code to}, of which these events match.
 *
 * @param from position before the piece
 */
record Range(long from, Cursor to, List<Event> events) {}
