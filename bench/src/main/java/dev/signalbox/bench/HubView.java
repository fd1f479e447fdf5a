package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Load;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** What rows ask of a hub besides the load: fill it, look where it stands, wait for its tables. */
record HubView(Subject hub) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int FILL_COMMANDS = 500;
    private static final int FILL_CONNECTIONS = 2;
    private static final long LOOK_NANOS = 5_000_000;

    JsonNode get(String path) {
        return tree(Poster.once(hub, RequestTemplate.get(hub, path), PATIENCE));
    }

    JsonNode post(String path, String body, FreshIds ids) {
        return tree(Poster.once(hub, RequestTemplate.post(hub, path, body, ids).next(), PATIENCE));
    }

    /** Position of the newest event. */
    long head() {
        return get("/v1/events?after=end&limit=1").path("head").asLong();
    }

    /** Posts notifications in large batches; at least this many. */
    Load fill(int notifications, long seed, FreshIds ids) {
        String body = Workload.batch(new SplittableRandom(seed), FILL_COMMANDS);
        RequestTemplate batch = RequestTemplate.post(hub, "/v1/commands", body, ids);
        long batches = (notifications + FILL_COMMANDS - 1L) / FILL_COMMANDS;
        return ClosedLoop.send(hub, FILL_CONNECTIONS, batch::next, batches, PATIENCE);
    }

    /** Posts one notification and acknowledges it: one event of a rare type. */
    void acknowledgeOne(FreshIds ids) {
        String id = post("/v1/notifications", "{\"title\":\"rare\"}", ids)
                .path("id")
                .asText();
        post("/v1/notifications/" + id + "/acknowledge", "{}", ids);
    }

    /** Waits until every table holds every event, and no rebuild runs. */
    void awaitTables() {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!tablesAreLive()) {
            if (System.nanoTime() > giveUp) throw new BenchFailure("the tables did not catch up");
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean tablesAreLive() {
        for (JsonNode table : get("/v1/projections").path("items")) {
            if (!table.path("state").asText().equals("live")) return false;
        }
        return true;
    }

    private static JsonNode tree(String body) {
        return Json.readLenient(body.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
