package dev.signalbox.client.http;

import dev.signalbox.wire.command.ChangeEndpoint;
import dev.signalbox.wire.command.CreateEndpoint;
import dev.signalbox.wire.command.DisableEndpoint;
import dev.signalbox.wire.command.ReplayDeliveries;
import dev.signalbox.wire.command.RotateEndpoint;
import dev.signalbox.wire.delivery.Delivery;
import dev.signalbox.wire.delivery.Endpoint;
import dev.signalbox.wire.resource.Page;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The part of {@link HubApi} about events that leave the hub: where they go, and what became of them. As there, nothing
 * is kept or repeated.
 */
public final class DeliveryApi {
    private final LogCalls calls;

    DeliveryApi(LogCalls calls) {
        this.calls = calls;
    }

    /** {@code GET /v1/endpoints}, newest first, with how far each has come; query: limit, cursor. */
    public CompletableFuture<Page<Endpoint>> endpoints(Map<String, String> query) {
        return calls.list("/v1/endpoints", query, Endpoint.class);
    }

    /** {@code GET /v1/endpoints/{id}}. */
    public CompletableFuture<Endpoint> endpoint(String id) {
        return calls.get(path(id), Map.of(), Endpoint.class);
    }

    /** {@code POST /v1/endpoints}: the answer has the secret, which the hub shows only once. */
    public CompletableFuture<Endpoint> create(CreateEndpoint body) {
        return calls.write("POST", "/v1/endpoints", body).id(null).answer(Endpoint.class);
    }

    /** {@code PATCH /v1/endpoints/{id}}. */
    public CompletableFuture<Endpoint> change(String id, ChangeEndpoint body) {
        return calls.write("PATCH", path(id), body).id(null).answer(Endpoint.class);
    }

    /** {@code POST /v1/endpoints/{id}/rotate}: the answer has the new secret, which the hub shows only once. */
    public CompletableFuture<Endpoint> rotate(String id, RotateEndpoint body) {
        return calls.write("POST", path(id) + "/rotate", body).id(null).answer(Endpoint.class);
    }

    /** {@code POST /v1/endpoints/{id}/disable}. */
    public CompletableFuture<Endpoint> disable(String id, DisableEndpoint body) {
        return calls.write("POST", path(id) + "/disable", body).answer(Endpoint.class);
    }

    /** {@code POST /v1/endpoints/{id}/enable}: it goes on where it stood. */
    public CompletableFuture<Endpoint> enable(String id) {
        return calls.write("POST", path(id) + "/enable", Map.of()).answer(Endpoint.class);
    }

    /** {@code DELETE /v1/endpoints/{id}}. */
    public CompletableFuture<Endpoint> delete(String id) {
        return calls.write("DELETE", path(id), Map.of()).answer(Endpoint.class);
    }

    /** {@code POST /v1/endpoints/{id}/retry}: what waits is tried at once. */
    public CompletableFuture<Endpoint> retry(String id) {
        return calls.write("POST", path(id) + "/retry", Map.of()).answer(Endpoint.class);
    }

    /** {@code POST /v1/endpoints/{id}/replay}: events of the log go there once more. */
    public CompletableFuture<Endpoint> replay(String id, ReplayDeliveries body) {
        return calls.write("POST", path(id) + "/replay", body).id(null).answer(Endpoint.class);
    }

    /** {@code GET /v1/deliveries}: dead letters, or what is tried again; query: endpoint, state, limit. */
    public CompletableFuture<Page<Delivery>> deliveries(Map<String, String> query) {
        return calls.list("/v1/deliveries", query, Delivery.class);
    }

    /** {@code GET /v1/deliveries/{endpoint}/{position}}, with the tries that are still known. */
    public CompletableFuture<Delivery> delivery(String endpoint, long position) {
        return calls.get(
                "/v1/deliveries/" + HubConnection.segment(endpoint) + "/" + position, Map.of(), Delivery.class);
    }

    private static String path(String id) {
        return "/v1/endpoints/" + HubConnection.segment(id);
    }
}
