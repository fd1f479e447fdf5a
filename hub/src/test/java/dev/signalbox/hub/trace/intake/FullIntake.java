package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.Http2;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Limits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.util.ArrayList;
import java.util.List;

/** Calls whose bodies stop before their end and fill the memory that a hub has for bodies, until they are closed. */
final class FullIntake implements AutoCloseable {
    private static final int MB = 1024 * 1024;
    private static final int LARGE_BYTES = 19 * MB;
    /** Less than any message that says something. */
    private static final int LEFT_BYTES = 8;

    private final TestHub hub;
    private final List<HttpClientRequest> open = new ArrayList<>();

    private FullIntake(TestHub hub) {
        this.hub = hub;
    }

    static FullIntake of(TestHub hub, String secret) {
        FullIntake full = new FullIntake(hub);
        long room = Math.min(Limits.INTAKE_BYTES_MAX, Runtime.getRuntime().maxMemory() / Limits.BODY_TREES_HEAP_PART)
                - LEFT_BYTES;
        for (long left = room; left > 0; left -= LARGE_BYTES) {
            int bytes = (int) Math.min(left, LARGE_BYTES);
            full.open.add(Http2.on(
                    () -> new GrpcCall(hub, GrpcCall.TRACES).key(secret).begin().map(request -> {
                        request.setChunked(true).write(Buffer.buffer(new byte[bytes]));
                        return request;
                    })));
        }
        Eventually.until("the hub is full", () -> held(hub) == room);
        return full;
    }

    /** Bytes of bodies that the hub holds. */
    static long held(TestHub hub) {
        return metric(hub, "signalbox_intake_bytes ");
    }

    /** Calls that were refused for that. */
    long refused() {
        return metric(
                hub,
                "signalbox_http_requests_seconds_count{method=\"POST\",route=\"" + GrpcCall.TRACES
                        + "\",status=\"503\"");
    }

    private static long metric(TestHub hub, String name) {
        return hub.get("admin", "/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        for (HttpClientRequest each : open) Http2.on(() -> each.reset(8));
        Eventually.until("it has room", () -> held(hub) == 0);
    }
}
