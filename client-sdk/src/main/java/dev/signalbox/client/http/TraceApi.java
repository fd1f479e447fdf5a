package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.resource.FieldOrigin;
import dev.signalbox.wire.resource.Figure;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TracePrice;
import dev.signalbox.wire.resource.TraceProblem;
import dev.signalbox.wire.resource.TraceSession;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub's HTTP API for traces, sessions, figures and prices. Apart from {@link HubApi}, since positions of the
 * {@code traces} log mean nothing in the {@code main} log. Futures fail as there; reads see this object's own earlier
 * writes. Any thread; nothing blocks.
 */
public final class TraceApi {
    /** Longest time for a whole answer: figures look at every observation, and deleting rewrites files. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final LogCalls calls;

    /**
     * @param url the hub
     * @param key the secret, asked for before every request; null or blank sends none
     * @param userAgent who asks, for the hub's log
     */
    public TraceApi(URI url, Supplier<@Nullable String> key, String userAgent) {
        this(url, key, userAgent, HubTrust.PLATFORM, null);
    }

    /**
     * The same for a hub whose certificate the platform does not know, and in a space.
     *
     * @param space as for {@link HubApi}
     */
    public TraceApi(URI url, Supplier<@Nullable String> key, String userAgent, HubTrust trust, @Nullable String space) {
        HubConnection connection = new HubConnection(url, key, userAgent, trust, space);
        this.calls = new LogCalls(connection, ANSWER_TIMEOUT, HubApi.UPLINK_BYTES_A_SECOND);
    }

    /** A trace with a page of its observations, without their inputs and outputs. */
    public record TraceView(Trace trace, Page<Observation> tree) {}

    /** A session with a page of its traces, newest first. */
    public record SessionView(TraceSession session, Page<Trace> page) {}

    /**
     * The prices that hold.
     *
     * @param date of the shipped ones
     */
    public record PriceList(List<TracePrice> items, String date) {}

    /** {@code GET /v1/traces}, newest first; query: from, to, name, userId, sessionId, …, text, limit, cursor. */
    public CompletableFuture<Page<Trace>> traces(Map<String, String> query) {
        return calls.list("/v1/traces", query, Trace.class);
    }

    /** {@code GET /v1/traces/{id}}; query, for its observations: parent, limit, cursor. */
    public CompletableFuture<TraceView> trace(String id, Map<String, String> query) {
        return calls.read(
                path(id),
                query,
                answer -> new TraceView(
                        LogCalls.item(answer, Trace.class), LogCalls.page(answer.path("tree"), Observation.class)));
    }

    /** {@code GET /v1/traces/{id}/observations}, by their start; query: parent, limit, cursor. */
    public CompletableFuture<Page<Observation>> observations(String traceId, Map<String, String> query) {
        return calls.list(path(traceId) + "/observations", query, Observation.class);
    }

    /** {@code GET /v1/traces/{id}/observations/{observation}}: all that is known of it. */
    public CompletableFuture<Observation> observation(String traceId, String id) {
        return calls.get(path(traceId) + "/observations/" + HubConnection.segment(id), Map.of(), Observation.class);
    }

    /** An input or output that is too large to be shown with its trace or observation: what its {@code href} names. */
    public CompletableFuture<JsonNode> large(String href) {
        return calls.get(href, Map.of(), JsonNode.class);
    }

    /** {@code GET /v1/traces/{id}/explain}; null for the trace itself, and for all fields. */
    public CompletableFuture<List<FieldOrigin>> explain(
            String traceId, @Nullable String observationId, @Nullable String field) {
        Map<String, String> query = new LinkedHashMap<>();
        if (observationId != null) query.put("observation", observationId);
        if (field != null) query.put("field", field);
        return calls.items(path(traceId) + "/explain", query, FieldOrigin.class);
    }

    /** {@code GET /v1/traces/problems}; query: traceId, limit, cursor. */
    public CompletableFuture<Page<TraceProblem>> problems(Map<String, String> query) {
        return calls.list("/v1/traces/problems", query, TraceProblem.class);
    }

    /**
     * {@code DELETE /v1/traces/{id}}: true when nothing of it is left; false when the hub's files still have it, which
     * it clears until it is done. Deleting what is not there is done.
     */
    public CompletableFuture<Boolean> deleteTrace(String id) {
        return calls.write("DELETE", path(id), null)
                .id(null)
                .answer(JsonNode.class)
                .thenApply(answer -> !answer.has("open"));
    }

    /** {@code GET /v1/sessions}; query as for {@link #traces}. */
    public CompletableFuture<Page<TraceSession>> sessions(Map<String, String> query) {
        return calls.list("/v1/sessions", query, TraceSession.class);
    }

    /** {@code GET /v1/sessions/{id}}; query, for its traces: limit, cursor. */
    public CompletableFuture<SessionView> session(String id, Map<String, String> query) {
        return calls.read(
                "/v1/sessions/" + HubConnection.segment(id),
                query,
                answer -> new SessionView(
                        LogCalls.item(answer, TraceSession.class), LogCalls.page(answer.path("page"), Trace.class)));
    }

    /**
     * {@code GET /v1/analytics/{measure}}.
     *
     * @param measure cost, tokens, latency, errors, volume
     * @param query by, interval, top, from, to, model, name, type, environment, userId
     */
    public CompletableFuture<List<Figure>> figures(String measure, Map<String, String> query) {
        return calls.items("/v1/analytics/" + HubConnection.segment(measure), query, Figure.class);
    }

    /** {@code GET /v1/prices}. */
    public CompletableFuture<PriceList> prices() {
        return calls.get("/v1/prices", Map.of(), PriceList.class);
    }

    /** {@code POST /v1/prices}: holds from now on, and for all that was used before. */
    public CompletableFuture<TracePrice> setPrice(TracePrice price) {
        // Whether it was shipped is the hub's to say.
        TracePrice wish = new TracePrice(price.model(), price.prices(), price.unit(), price.source(), null);
        return calls.write("POST", "/v1/prices", wish).id(null).answer(TracePrice.class);
    }

    /** {@code DELETE /v1/prices/{model}}: the shipped price holds again, where there is one. */
    public CompletableFuture<Void> removePrice(String model) {
        return delete("/v1/prices/" + HubConnection.segment(model));
    }

    private CompletableFuture<Void> delete(String path) {
        return calls.write("DELETE", path, null).id(null).answer(JsonNode.class).thenApply(gone -> null);
    }

    private static String path(String traceId) {
        return "/v1/traces/" + HubConnection.segment(traceId);
    }
}
