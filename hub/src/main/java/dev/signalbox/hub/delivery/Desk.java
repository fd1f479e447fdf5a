package dev.signalbox.hub.delivery;

import dev.signalbox.hub.delivery.channel.Channel;
import dev.signalbox.hub.http.route.CloudEvents;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all lanes of a node share.
 *
 * @param context on which everything goes on
 */
record Desk(
        LogTail tail,
        DeliveryBook book,
        DeliveryNotes notes,
        Channel channel,
        CloudEvents form,
        MasterSecret master,
        Rights rights,
        Clock clock,
        RandomGenerator chance,
        Context context) {
    /** What a key may read, at this moment. */
    interface Rights {
        /** The role of the key; empty when it does not open any more. */
        Optional<String> roleOf(String keyId);

        /** Whether the role may read the event. */
        boolean mayRead(String role, RecordedEvent event);

        /** Whether an endpoint is still what it was when its lane began. */
        boolean isCurrent(Endpoint endpoint);
    }

    /** Begins work on the context of the lanes. */
    <T> Future<T> here(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> {
            Future<T> begun;
            try {
                begun = work.get();
            } catch (RuntimeException failure) {
                begun = Future.failedFuture(failure);
            }
            begun.onComplete(done);
        });
        return done.future();
    }
}
