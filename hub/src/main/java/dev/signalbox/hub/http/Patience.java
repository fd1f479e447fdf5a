package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The time that a caller gives one request, where its protocol has a word for that: when it is over the caller is told
 * so, a body that is still on its way is dropped, and nothing is begun any more. What has been begun goes on, and holds
 * its memory until it is done.
 */
final class Patience {
    private final Vertx vertx;
    private final Protocol protocol;
    private final HttpServerRequest http;
    private final Promise<Answer> told;
    private boolean over;

    /** @param told completes with the answer */
    Patience(Vertx vertx, Protocol protocol, HttpServerRequest http, Promise<Answer> told) {
        this.vertx = vertx;
        this.protocol = protocol;
        this.http = http;
        this.told = told;
    }

    /** Begins to count, for a caller who was let in. Fails with {@link dev.signalbox.wire.InvalidInput}. */
    void begin(Function<String, @Nullable String> header) {
        Duration patience = protocol.patience(header);
        if (patience == null) return;
        long timer = vertx.setTimer(Math.max(1, patience.toMillis()), late -> end());
        told.future().onComplete(answered -> vertx.cancelTimer(timer));
    }

    private void end() {
        over = true;
        if (!told.tryComplete(protocol.late())) return;
        if (!http.isEnded()) VertxInternals.cut(http);
    }

    /** The body, to work on. Fails with {@link Refused} when nobody waits for what would come of it. */
    byte[] stillThere(byte[] body) {
        if (over) throw new Refused(ProblemCode.OVERLOADED, "the caller waits no longer; nothing was written");
        return body;
    }
}
