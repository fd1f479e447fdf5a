package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.matrix.MatrixInForce;
import io.vertx.core.Future;
import java.util.function.BooleanSupplier;

/** The other spaces of a hub, as the bridge of the event bus reaches them. Any thread. */
public interface BusSpaces {
    /**
     * Leads whoever shows a secret to a space, which stays open until {@link Rights#leave}. Fails when the secret leads
     * elsewhere or nowhere.
     */
    Future<Rights> enter(String space, String secret);

    /**
     * What counts in one space.
     *
     * @param lasts whether the space lives on as it was when somebody came
     * @param leave is run once, when nobody listens there any more
     */
    record Rights(Authentication authentication, MatrixInForce matrix, BooleanSupplier lasts, Runnable leave) {}
}
