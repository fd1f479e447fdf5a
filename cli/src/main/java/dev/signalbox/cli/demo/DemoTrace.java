package dev.signalbox.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/**
 * What the demo's daemon says of its work with a model, as a client of Langfuse says it: first that something begins,
 * later how it ended. One thread.
 */
final class DemoTrace {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration READING = Duration.ofMillis(320);
    private static final Duration THINKING = Duration.ofMillis(1_900);
    private static final Duration FIRST_TOKEN = Duration.ofMillis(700);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String id = Ids.next();
    private final String reading = Ids.next();
    private final String call = Ids.next();
    private final URI hub;
    private final String key;
    private final Instant now;

    /**
     * @param key of role daemon
     * @param now when the work is over
     */
    DemoTrace(URI hub, String key, Instant now) {
        this.hub = hub;
        this.key = key;
        this.now = now;
    }

    String id() {
        return id;
    }

    /** The work begins: the model has been asked and is still writing. */
    void begin(String database) {
        Instant start = now.minus(READING).minus(THINKING);
        ObjectNode trace = Json.object()
                .put("id", id)
                .put("timestamp", Times.format(start))
                .put("name", "set up the database")
                .put("sessionId", "PRIORITY 3")
                .put("input", "Write the first migration for " + database + ".");
        ObjectNode tool = step(reading, "read the repository", start)
                .put("endTime", Times.format(start.plus(READING)))
                .put("output", "14 files");
        ObjectNode model = step(call, "write the migration", start.plus(READING))
                .put("model", "gpt-4o")
                .put("input", "Write the first migration for " + database + ". The repository has 14 files.");
        send(envelope("trace-create", trace), envelope("tool-create", tool), envelope("generation-create", model));
    }

    /** The model has answered. */
    void end() {
        String answer = "CREATE TABLE task (id TEXT PRIMARY KEY, state TEXT NOT NULL);";
        ObjectNode model = Json.object()
                .put("id", call)
                .put("traceId", id)
                .put("completionStartTime", Times.format(now.minus(THINKING).plus(FIRST_TOKEN)))
                .put("endTime", Times.format(now))
                .put("output", answer);
        model.putObject("usageDetails").put("input", 1_840).put("output", 412);
        ObjectNode trace =
                Json.object().put("id", id).put("timestamp", Times.format(now)).put("output", answer);
        send(envelope("trace-create", trace), envelope("generation-update", model));
    }

    private ObjectNode step(String step, String name, Instant start) {
        return Json.object()
                .put("id", step)
                .put("traceId", id)
                .put("name", name)
                .put("startTime", Times.format(start));
    }

    private ObjectNode envelope(String type, ObjectNode body) {
        ObjectNode envelope =
                Json.object().put("id", Ids.next()).put("type", type).put("timestamp", Times.format(now));
        envelope.set("body", body);
        return envelope;
    }

    private void send(ObjectNode... envelopes) {
        ObjectNode batch = Json.object();
        for (ObjectNode envelope : envelopes) batch.withArray("batch").add(envelope);
        HttpRequest request = HttpRequest.newBuilder(URI.create(hub + "/api/public/ingestion"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofByteArray(Json.write(batch)))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 207) return;
            throw new Failure(ExitCode.REFUSED, "The hub did not take the trace: " + answer.body(), "");
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "The trace did not reach the hub: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            throw Pause.interrupted();
        }
    }
}
