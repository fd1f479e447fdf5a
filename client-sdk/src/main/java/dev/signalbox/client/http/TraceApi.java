package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.FieldOrigin;
import dev.signalbox.wire.resource.Figure;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TracePrice;
import dev.signalbox.wire.resource.TraceProblem;
import dev.signalbox.wire.resource.TraceSession;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub's HTTP API for traces, sessions, figures and prices. Apart from {@link HubApi}, since positions of the {@code traces} log mean
 * nothing in the {@code main} log. Futures fail as there; reads see this object's own earlier writes. Any thread; nothing blocks.
 */
public final class TraceApi {
    /** Longest time for a whole answer: figures look at every observation, and deleting rewrites files. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private final HubConnection hub;
    private final AtomicLong written = new AtomicLong();

    /**
     * @param url the hub
     * @param key the secret, asked for before every request; null or blank sends none
     * @param userAgent who asks, for the hub's log
     */
    public TraceApi(URI url, Supplier<@Nullable String> key, String userAgent) {
        this.hub = new HubConnection(url, key, userAgent);
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
        return read("/v1/traces", query, answer -> page(answer, Trace.class));
    }

    /** {@code GET /v1/traces/{id}}; query, for its observations: parent, limit, cursor. */
    public CompletableFuture<TraceView> trace(String id, Map<String, String> query) {
        return read(
                path(id),
                query,
                answer -> new TraceView(item(answer, Trace.class), page(answer.path("tree"), Observation.class)));
    }

    /** {@code GET /v1/traces/{id}/observations}, by their start; query: parent, limit, cursor. */
    public CompletableFuture<Page<Observation>> observations(String traceId, Map<String, String> query) {
        return read(path(traceId) + "/observations", query, answer -> page(answer, Observation.class));
    }

    /** {@code GET /v1/traces/{id}/observations/{observation}}: all that is known of it. */
    public CompletableFuture<Observation> observation(String traceId, String id) {
        return read(
                path(traceId) + "/observations/" + HubConnection.segment(id),
                Map.of(),
                answer -> item(answer, Observation.class));
    }

    /** An input or output that is too large to be shown with its trace or observation: what its {@code href} names. */
    public CompletableFuture<JsonNode> large(String href) {
        return read(href, Map.of(), answer -> answer);
    }

    /** {@code GET /v1/traces/{id}/explain}; null for the trace itself, and for all fields. */
    public CompletableFuture<List<FieldOrigin>> explain(
            String traceId, @Nullable String observationId, @Nullable String field) {
        Map<String, String> query = new LinkedHashMap<>();
        if (observationId != null) query.put("observation", observationId);
        if (field != null) query.put("field", field);
        return read(path(traceId) + "/explain", query, answer -> items(answer, FieldOrigin.class));
    }

    /** {@code GET /v1/traces/problems}; query: traceId, limit, cursor. */
    public CompletableFuture<Page<TraceProblem>> problems(Map<String, String> query) {
        return read("/v1/traces/problems", query, answer -> page(answer, TraceProblem.class));
    }

    /** {@code DELETE /v1/traces/{id}}: nothing of it is left when the future completes. Deleting what is not there is done. */
    public CompletableFuture<Void> deleteTrace(String id) {
        HttpRequest request = hub.request(path(id), Map.of())
                .header("Idempotency-Key", Ids.next())
                .DELETE()
                .build();
        return hub.send(request, ANSWER_TIMEOUT, this::wrote).thenApply(gone -> null);
    }

    /** {@code GET /v1/sessions}; query as for {@link #traces}. */
    public CompletableFuture<Page<TraceSession>> sessions(Map<String, String> query) {
        return read("/v1/sessions", query, answer -> page(answer, TraceSession.class));
    }

    /** {@code GET /v1/sessions/{id}}; query, for its traces: limit, cursor. */
    public CompletableFuture<SessionView> session(String id, Map<String, String> query) {
        return read(
                "/v1/sessions/" + HubConnection.segment(id),
                query,
                answer -> new SessionView(item(answer, TraceSession.class), page(answer.path("page"), Trace.class)));
    }

    /**
     * {@code GET /v1/analytics/{measure}}.
     *
     * @param measure cost, tokens, latency, errors, volume
     * @param query by, interval, top, from, to, model, name, type, environment, userId
     */
    public CompletableFuture<List<Figure>> figures(String measure, Map<String, String> query) {
        return read("/v1/analytics/" + HubConnection.segment(measure), query, answer -> items(answer, Figure.class));
    }

    /** {@code GET /v1/prices}. */
    public CompletableFuture<PriceList> prices() {
        return read(
                "/v1/prices",
                Map.of(),
                answer -> new PriceList(
                        items(answer, TracePrice.class), answer.path("date").asText()));
    }

    /** {@code POST /v1/prices}: holds from now on, and for all that was used before. */
    public CompletableFuture<TracePrice> setPrice(TracePrice price) {
        // Whether it was shipped is the hub's to say.
        TracePrice wish = new TracePrice(price.model(), price.prices(), price.unit(), price.source(), null);
        HttpRequest request = hub.request("/v1/prices", Map.of())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", Ids.next())
                .POST(BodyPublishers.ofByteArray(Json.write(wish)))
                .build();
        return hub.send(request, ANSWER_TIMEOUT, response -> item(wrote(response), TracePrice.class));
    }

    /** {@code DELETE /v1/prices/{model}}: the shipped price holds again, where there is one. */
    public CompletableFuture<Void> removePrice(String model) {
        HttpRequest request = hub.request("/v1/prices/" + HubConnection.segment(model), Map.of())
                .header("Idempotency-Key", Ids.next())
                .DELETE()
                .build();
        return hub.send(request, ANSWER_TIMEOUT, this::wrote).thenApply(gone -> null);
    }

    private static String path(String traceId) {
        return "/v1/traces/" + HubConnection.segment(traceId);
    }

    private <T> CompletableFuture<T> read(String path, Map<String, String> query, Function<JsonNode, T> shape) {
        HttpRequest.Builder request = hub.request(path, query);
        long position = written.get();
        if (position > 0) request.header(HubApi.AT_LEAST, Long.toString(position));
        return hub.send(
                request.GET().build(),
                ANSWER_TIMEOUT,
                response -> shape.apply(hub.parse(response.body(), JsonNode.class)));
    }

    private JsonNode wrote(HttpResponse<byte[]> response) {
        response.headers()
                .firstValue(HubApi.POSITION)
                .filter(text -> text.matches("\\d{1,18}"))
                .ifPresent(text -> written.accumulateAndGet(Long.parseLong(text), Math::max));
        return hub.parse(response.body(), JsonNode.class);
    }

    private static <T> Page<T> page(JsonNode answer, Class<T> type) {
        return new Page<>(items(answer, type), answer.path("nextCursor").textValue());
    }

    private static <T> T item(JsonNode tree, Class<T> type) {
        try {
            return Json.readLenient(tree, type);
        } catch (IllegalArgumentException e) {
            throw new HubUnreachable("the hub's answer cannot be understood: " + e.getMessage(), e);
        }
    }

    private static <T> List<T> items(JsonNode page, Class<T> type) {
        List<T> items = new ArrayList<>();
        for (JsonNode each : page.path("items")) items.add(item(each, type));
        return items;
    }
}
