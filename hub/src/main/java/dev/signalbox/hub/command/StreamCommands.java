package dev.signalbox.hub.command;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The commands about things of one kind, declared line by line: what each decides is a pure function, and the rest of
 * its way is the same for all. For one whose way is its own there is {@link CommandHandler#takes}.
 *
 * @param <S> state of such a thing
 * @param <E> family of its events
 */
public final class StreamCommands<S, E> {
    private final CommandHandler commands;
    private final Fold<S, E> fold;
    private final Function<S, Object> resource;
    private final Predicate<String> isId;

    StreamCommands(CommandHandler commands, Fold<S, E> fold, Function<S, Object> resource, Predicate<String> isId) {
        this.commands = commands;
        this.fold = fold;
        this.resource = resource;
        this.isId = isId;
    }

    /** Decides about the state of a thing; no event means that nothing has to change. Throws {@link Refused}. */
    @FunctionalInterface
    public interface Change<S, B, E> {
        List<E> decide(S state, B wish, CommandExecution by);
    }

    /**
     * A command that makes a thing. Nothing is read: the log itself refuses one that exists.
     *
     * @param id of the new thing when the wish says it, else null
     * @param decision its first events
     */
    public <B> StreamCommands<S, E> creates(
            String name,
            Class<B> body,
            Function<B, @Nullable String> id,
            BiFunction<B, CommandExecution, List<E>> decision) {
        commands.takes(name, body, (wish, by) -> by.decide(fold, resource)
                .create(by.idToCreate(id.apply(wish)), () -> decision.apply(wish, by)));
        return this;
    }

    /** A command that changes the thing which is its target, at the version that the caller expects. */
    public <B> StreamCommands<S, E> changes(String name, Class<B> body, Change<S, B, E> change) {
        commands.takes(name, body, (wish, by) -> by.decide(fold, resource)
                .change(by.targetId(fold, isId), state -> change.decide(state, wish, by)));
        return this;
    }
}
