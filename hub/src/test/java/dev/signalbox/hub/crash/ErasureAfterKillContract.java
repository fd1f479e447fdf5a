package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that was killed when the event of a deletion was on disk, and nothing was deleted yet. */
abstract class ErasureAfterKillContract {
    static final String SECRET = "thelaunchcodeis0000";

    private static final Map<String, Object> SAID = Map.of(
            "batch",
            List.of(Map.of(
                    "id",
                    "e1",
                    "type",
                    "generation-create",
                    "timestamp",
                    "2026-11-21T07:00:00Z",
                    "body",
                    Map.of("id", "g", "traceId", "t", "input", SECRET, "metadata", Map.of("k", SECRET)))));

    @TempDir
    Path data;

    abstract TestHub start();

    /** Appends to the log of the stopped hub. */
    abstract void append(Append append);

    /** Whether the store has it anywhere. */
    abstract boolean isKept(String text);

    @Test
    void what_was_to_be_deleted_is_gone_when_it_has_started() {
        try (TestHub hub = start()) {
            hub.post("admin", "/api/public/ingestion", SAID).expect(207);
            Eventually.assertThat(() -> assertThat(
                            hub.get("admin", "/v1/traces/t/observations/g").text())
                    .contains(SECRET));
            hub.stop();
            assertThat(isKept(SECRET)).isTrue();

            append(erasure("t"));
            hub.open();

            hub.get("admin", "/v1/traces/t").expect(404);
            Eventually.until("no byte of it is left", () -> !isKept(SECRET));
            JsonNode events = hub.get("admin", "/v1/events?log=traces&after=start")
                    .expect(200)
                    .json()
                    .path("events");
            assertThat(events).hasSize(2);
            assertThat(events.get(0).at("/data/erased").asText()).matches("[0-9a-f]{64}");
            assertThat(events.get(1).path("type").asText()).isEqualTo("trace.erased");
        }
    }

    private static Append erasure(String trace) {
        byte[] json = Json.write(Map.of("traceId", trace));
        NewEvent event =
                new NewEvent("trace/" + trace, Ids.next(), "trace.erased", "root", Instant.EPOCH, null, null, json);
        return new Append(List.of(event), Map.of(), Arrays.copyOf(Ids.sha256(json), Append.DIGEST_BYTES));
    }

    static void appendTo(EventLog log, Append append) {
        Await.result(log.append(append));
        Await.result(log.close());
    }

    static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
