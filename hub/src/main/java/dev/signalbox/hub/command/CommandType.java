package dev.signalbox.hub.command;

import io.vertx.core.Future;

/**
 * One kind of command that the hub takes.
 *
 * @param name {@code <noun>.<verb>}; the ownership matrix says who may send it
 * @param body the record of its fields; validates itself
 * @param handler turns the wish into an outcome, by way of {@link Invocation#create} or {@link Invocation#change}
 */
public record CommandType<B>(String name, Class<B> body, Handler<B> handler) {
    /** Decides one command. Fails with {@link Refused}, or with what the log fails with. */
    @FunctionalInterface
    public interface Handler<B> {
        Future<Outcome> handle(B body, Invocation invocation);
    }
}
