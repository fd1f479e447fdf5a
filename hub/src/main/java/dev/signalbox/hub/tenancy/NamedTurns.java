package dev.signalbox.hub.tenancy;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Work on spaces of which there is one piece at a time for each name, in the order in which it comes. Any thread. */
final class NamedTurns {
    private final Map<String, Future<?>> last = new HashMap<>();

    /** Does it when what came before for the same name is over, however that ended. */
    <T> Future<T> next(String name, Supplier<Future<T>> work) {
        Future<T> next = after(name, work);
        return next.andThen(over -> forget(name, next));
    }

    private synchronized <T> Future<T> after(String name, Supplier<Future<T>> work) {
        Future<T> next = last.getOrDefault(name, Future.succeededFuture())
                .otherwiseEmpty()
                .compose(before -> work.get());
        last.put(name, next);
        return next;
    }

    private synchronized void forget(String name, Future<?> over) {
        last.remove(name, over);
    }
}
