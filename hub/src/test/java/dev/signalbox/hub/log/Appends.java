package dev.signalbox.hub.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.wire.Ids;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Short ways to write down what a test appends. */
final class Appends {
    private Appends() {}

    static Append any(NewEvent... events) {
        return new Append(List.of(events), Map.of(), digest(events[0].id()));
    }

    /** An append of one event to a stream that must be at this version. */
    static Append expecting(long version, NewEvent event) {
        return new Append(List.of(event), Map.of(event.stream(), ExpectedVersion.exactly(version)), digest(event.id()));
    }

    /** An append of one event that rests on no event of these types behind a position. */
    static Append whileQuiet(long behind, String... types) {
        NewEvent event = event("s/1");
        Quiet quiet = new Quiet(EventFilter.types(List.of(types)), behind);
        return new Append(List.of(event), Map.of(), quiet, digest(event.id()), null);
    }

    static NewEvent event(String stream) {
        return event(stream, "test.happened");
    }

    static NewEvent event(String stream, String type) {
        return event(stream, type, Ids.next(), "{}".getBytes(UTF_8));
    }

    static NewEvent event(String stream, String type, String id, byte[] data) {
        return new NewEvent(stream, id, type, "tester", Instant.parse("2026-11-21T07:59:59.123456Z"), null, null, data);
    }

    static byte[] digest(String content) {
        return Arrays.copyOf(Ids.sha256(content.getBytes(UTF_8)), Append.DIGEST_BYTES);
    }
}
