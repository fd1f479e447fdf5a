package dev.signalbox.hub.stream;

import dev.signalbox.hub.log.RecordedEvent;

/** An event on its way to the consumers on the event bus. */
record BusEvent(FollowedLog log, RecordedEvent event) {
    byte[] json() {
        return log.encoded(event).json();
    }
}
