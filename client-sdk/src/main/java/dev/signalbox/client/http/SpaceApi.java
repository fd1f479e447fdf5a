package dev.signalbox.client.http;

import dev.signalbox.wire.command.CloneSpace;
import dev.signalbox.wire.command.CreateSpace;
import dev.signalbox.wire.command.SealSpace;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.Page;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The part of {@link HubApi} by which an admin of the hub manages its spaces. As there, nothing is kept or repeated.
 */
public final class SpaceApi {
    /** How much longer than usual an answer may take for which the hub copies or saves all that a space has. */
    private static final Duration LONGER = Duration.ofMinutes(30);

    private final LogCalls calls;

    SpaceApi(LogCalls calls) {
        this.calls = calls;
    }

    /** {@code GET /v1/spaces}, newest first, also those that are sealed or erased; query: limit, cursor. */
    public CompletableFuture<Page<HubSpace>> list(Map<String, String> query) {
        return calls.list("/v1/spaces", query, HubSpace.class);
    }

    /** {@code GET /v1/spaces/{name}}. */
    public CompletableFuture<HubSpace> get(String name) {
        return calls.get(path(name), Map.of(), HubSpace.class);
    }

    /**
     * {@code POST /v1/spaces}: the answer has the first key with its secret, which the hub shows only once; none when
     * the space was there under its {@code externalId}.
     */
    public CompletableFuture<HubSpace> create(CreateSpace body) {
        return calls.write("POST", "/v1/spaces", body).id(null).answer(HubSpace.class);
    }

    /** {@code DELETE /v1/spaces/{name}}: sealed from now on; a backup is made first where one is planned. */
    public CompletableFuture<HubSpace> seal(String name) {
        return calls.write("DELETE", path(name), new SealSpace(name))
                .longer(LONGER)
                .answer(HubSpace.class);
    }

    /** {@code POST /v1/spaces/{name}/unseal}: as it was. One whose time is over is refused, {@code expired}. */
    public CompletableFuture<HubSpace> unseal(String name) {
        return calls.write("POST", path(name) + "/unseal", Map.of()).answer(HubSpace.class);
    }

    /** {@code POST /v1/spaces/{name}/clone}: the answer comes when all is copied, with the one key that opens it. */
    public CompletableFuture<HubSpace> clone(String name, CloneSpace body) {
        return calls.write("POST", path(name) + "/clone", body)
                .id(null)
                .longer(LONGER)
                .answer(HubSpace.class);
    }

    private static String path(String name) {
        return "/v1/spaces/" + HubConnection.segment(name);
    }
}
