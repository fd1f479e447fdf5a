package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.ProblemCode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hub's doors for hooks of coding agents, {@code /v1/hooks}. Nothing is kept and nothing repeated. Any thread. */
public final class HookApi {
    private static final String PATH = "/v1/hooks";
    private static final String PROBLEM = "Signalbox-Problem";
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final HubConnection connection;

    /** As {@link HubApi}. */
    public HookApi(URI url, Supplier<@Nullable String> key, String userAgent, HubTrust trust, @Nullable String space) {
        this.connection = new HubConnection(url, key, userAgent, trust, space);
    }

    /**
     * What the hub says to an event.
     *
     * @param answer in the form of the agent
     * @param problem the code of what kept the hub from a decision, as far as it knew when the answer began; empty when
     *     nothing did
     */
    public record Told(JsonNode answer, String problem) {
        /** Whether the answer is a decision. */
        public boolean decided() {
            return problem.isEmpty();
        }

        /** Whether the hub can decide in a moment: it begins, or has too much to do. */
        public boolean passes() {
            return problem.equals(ProblemCode.OVERLOADED.word())
                    || problem.equals(ProblemCode.PROJECTION_LAGGING.word());
        }
    }

    /**
     * Sends an event, and waits until the hub has an answer. Fails with {@link HubUnreachable} when it said nothing, or
     * not all, or what no hub says.
     *
     * @param agent as the path names it
     * @param call names the wish: sent again with the same, it finds the same question and its answer
     * @param wait of the hub for people
     * @param timeout for all of it
     */
    public CompletableFuture<Told> tell(String agent, byte[] event, String call, Duration wait, Duration timeout) {
        HttpRequest.Builder request = connection
                .request(PATH + "/" + agent, Map.of("wait", wait.toMillis() + "ms"))
                .setHeader("Content-Type", "application/json")
                .setHeader("Idempotency-Key", call)
                .POST(BodyPublishers.ofByteArray(event));
        return connection.exchange(request.build(), timeout, response -> {
            JsonNode answer = connection.parse(response.body(), JsonNode.class);
            if (response.statusCode() != 200 || !answer.isObject()) throw noHook(response);
            return new Told(answer, response.headers().firstValue(PROBLEM).orElse(""));
        });
    }

    /** Which hooks the hub has heard, of this key, or of everybody for an admin. Fails as every read. */
    public CompletableFuture<JsonNode> heard() {
        HttpRequest request = connection.request(PATH, Map.of()).GET().build();
        return connection.send(request, LOOK, response -> connection.parse(response.body(), JsonNode.class));
    }

    private static HubUnreachable noHook(HttpResponse<?> response) {
        return new HubUnreachable(
                "what answers there has no door for hooks (status " + response.statusCode()
                        + "); is the hub older than this program?",
                null);
    }
}
