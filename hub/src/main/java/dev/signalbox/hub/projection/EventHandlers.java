package dev.signalbox.hub.projection;

import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The handlers of a projection, one a type of event: its dispatch table and the list of types that it reads. {@link #covering}
 * refuses a family with a type that nobody handles.
 */
public final class EventHandlers<E> {
    private final EventCodec<E> codec;
    private final Map<String, Handler<? super E>> handlers = new LinkedHashMap<>();

    /** Applies one event; {@code recorded} carries stream, version, actor and times. */
    @FunctionalInterface
    public interface Handler<E> {
        Future<?> apply(E event, RecordedEvent recorded, Tables tables, Transaction transaction);
    }

    public EventHandlers(EventCodec<E> codec) {
        this.codec = codec;
    }

    /** Adds the handler of one record class of the family. */
    public <T extends E> EventHandlers<E> on(Class<T> event, Handler<? super T> handler) {
        String type = codec.types().stream()
                .filter(name -> codec.classOf(name).equals(event))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(event + " is not in the codec"));
        handlers.put(type, (any, recorded, tables, tx) -> handler.apply(event.cast(any), recorded, tables, tx));
        return this;
    }

    /** This, when every type of the family has a handler. Fails with {@link IllegalStateException} otherwise. */
    public EventHandlers<E> covering() {
        for (String type : codec.types()) {
            if (!handlers.containsKey(type)) throw new IllegalStateException("no handler for " + type);
        }
        return this;
    }

    public List<String> types() {
        return List.copyOf(handlers.keySet());
    }

    public Future<?> apply(RecordedEvent recorded, Tables tables, Transaction transaction) {
        Handler<? super E> handler = handlers.get(recorded.type());
        if (handler == null) throw new IllegalArgumentException("no handler for " + recorded.type());
        return handler.apply(codec.decode(recorded), recorded, tables, transaction);
    }
}
