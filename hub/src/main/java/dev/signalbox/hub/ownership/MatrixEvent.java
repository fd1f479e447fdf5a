package dev.signalbox.hub.ownership;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import java.util.List;

/** What happened to the ownership matrix. Only admins may read these events. */
sealed interface MatrixEvent {
    EventCodec<MatrixEvent> CODEC =
            EventCodec.of(MatrixEvent.class).with(EventTypes.MATRIX_APPLIED, MatrixApplied.class);

    /**
     * A file came into force.
     *
     * @param file its whole text, comments and all: what counts from here on, on every node and after every restart
     * @param sha256 of the text in UTF-8, 64 hex digits
     * @param changes what it changed, in words
     */
    @JsonInclude
    record MatrixApplied(String file, String sha256, List<String> changes) implements MatrixEvent {
        public MatrixApplied {
            changes = List.copyOf(changes);
        }
    }
}
