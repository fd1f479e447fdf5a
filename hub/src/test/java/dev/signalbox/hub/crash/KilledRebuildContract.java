package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.HubProcess.Launch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub that is killed while it builds the tables of the traces anew: the next start leaves nothing half built behind,
 * and what is deleted then is nowhere. The same on both engines.
 */
abstract class KilledRebuildContract {
    private static final String SECRET = "thelaunchcodeis0000";
    private static final int REQUESTS = 25;
    private static final int SPANS = 200;

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();

    abstract Launch launch(Path folder);

    /** The one column of a query on the store of the traces. */
    abstract List<String> query(String sql);

    /** Tables of the projection whose name has a suffix. */
    abstract List<String> halfBuilt();

    /** Whether the store has it anywhere. */
    abstract boolean isKept(String text);

    @Test
    void leaves_nothing_behind_and_keeps_nothing_of_what_is_deleted_later() throws Exception {
        try (HubProcess hub = launch(data).start()) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(send(hub, "POST", "/v1/traces", spans(i)).statusCode())
                        .isEqualTo(200);
            }
            Eventually.until("all is folded", () -> status(hub, "/v1/traces/" + trace(REQUESTS - 1)) == 200);
            assertThat(send(hub, "POST", "/v1/projections/traces/rebuild", "{}").statusCode())
                    .isEqualTo(202);
            Eventually.until(
                    "it is under way",
                    () -> query("SELECT CAST(position AS text) FROM checkpoints"
                                            + " WHERE projection = 'traces~rebuild' AND position > 0")
                                    .size()
                            == 1);
            hub.kill();
        }
        assertThat(halfBuilt()).isNotEmpty();

        try (HubProcess again = launch(data).start()) {
            Eventually.assertThat(() -> assertThat(halfBuilt()).isEmpty());
            assertThat(query("SELECT projection FROM checkpoints")).containsExactlyInAnyOrder("trace_recall", "traces");
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(send(again, "DELETE", "/v1/traces/" + trace(i), "").statusCode() / 100)
                        .isEqualTo(2);
            }
            Eventually.until("no byte of it is left", () -> !isKept(SECRET));
        }
    }

    private int status(HubProcess hub, String path) {
        try {
            return send(hub, "GET", path, "").statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(HubProcess hub, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(hub.url() + path))
                .header("X-API-Key", hub.adminKey())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String trace(int i) {
        return "%032x".formatted(0xabc0_0000L + i);
    }

    private static String spans(int request) {
        StringBuilder spans = new StringBuilder();
        for (int i = 1; i <= SPANS; i++) {
            spans.append(i == 1 ? "" : ",")
                    .append("{\"traceId\":\"%s\",\"spanId\":\"%016x\",\"name\":\"work\",\"startTimeUnixNano\":"
                                    .formatted(trace(request), i)
                            + "\"1795241289649000000\",\"attributes\":[{\"key\":\"langfuse.observation.input\","
                            + "\"value\":{\"stringValue\":\"" + SECRET + "\"}}]}");
        }
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[" + spans + "]}]}]}";
    }
}
