package dev.signalbox.hub.delivery.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /.well-known/webhooks-keys}: the public keys of all nodes that sign, as a JSON Web Key Set, for everybody. It
 * is read once in {@link #HOLDS} at most, whoever asks how often.
 */
public final class WebhookKeys implements Routes {
    /** So old what is told may be. */
    static final Duration HOLDS = Duration.ofSeconds(5);

    private final Supplier<Future<JsonNode>> keys;
    private final Clock clock;
    private @Nullable Future<JsonNode> read;
    private Instant readAt = Instant.MIN;

    /** @param keys all that ever signed */
    public WebhookKeys(Supplier<Future<JsonNode>> keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.open("/.well-known/webhooks-keys", this::answer);
    }

    private Future<Answer> answer(Request request) {
        return known().map(set -> Answer.ok(set).header("Cache-Control", "max-age=" + HOLDS.toSeconds()));
    }

    private synchronized Future<JsonNode> known() {
        Instant now = clock.instant();
        Future<JsonNode> before = read;
        if (before != null && !before.failed() && holds(now)) return before;
        Future<JsonNode> fresh = keys.get();
        read = fresh;
        readAt = now;
        return fresh;
    }

    private boolean holds(Instant now) {
        return !now.isBefore(readAt) && now.isBefore(readAt.plus(HOLDS));
    }
}
