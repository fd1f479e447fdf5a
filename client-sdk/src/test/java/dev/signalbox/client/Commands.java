package dev.signalbox.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;

/** Commands that the reference hub understands. */
public final class Commands {
    private Commands() {}

    /** Writes {@code n} on the stream {@code note/<lane>}. */
    public static Command note(String lane, int n) {
        return note(lane, n, null);
    }

    /** The same, refused unless the stream is at that version. */
    public static Command note(String lane, int n, Long expectedVersion) {
        return new Command(Ids.next(), "note.write", lane, expectedVersion, null, body(n));
    }

    /** Refused for good, whenever it is sent. */
    public static Command refused(String lane, int n) {
        return new Command(Ids.next(), "note.write", lane, null, null, body(n).put("refuse", "rejected"));
    }

    public static ObjectNode body(int n) {
        return Json.object().put("n", n);
    }
}
