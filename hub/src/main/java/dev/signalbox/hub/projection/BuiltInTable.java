package dev.signalbox.hub.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * What a feature says of its table, so that it can be read like any declared one: listed, taken as a snapshot, looked at as it was
 * before. The row of a thing is its resource, its key the id in its stream. Whoever asks has waited for {@link #projection}.
 *
 * @param <S> the state that the events of one thing make
 */
public interface BuiltInTable<S> {
    /**
     * A thing as the table has it.
     *
     * @param version of its stream
     * @param resource as its own routes show it
     */
    record Thing(String id, long version, JsonNode resource) {}

    /** The table's name in the ownership matrix. */
    String name();

    /** The projection that keeps it. */
    String projection();

    /** How the stream of a thing is read. */
    Fold<S, ?> fold();

    /** The resource in a state; empty when there is no such thing, not yet or not any more. */
    Optional<JsonNode> resource(S state);

    /** Names of the fields of a resource. */
    List<String> fields();

    /** The things behind an id, in the order of ids; the empty text stands before all of them. */
    Future<List<Thing>> behind(String id, int limit);

    /** Ids of things that are gone, behind an id and in the order of ids. None where things only ever end. */
    default Future<List<String>> goneBehind(String id, int limit) {
        return Future.succeededFuture(List.of());
    }

    Future<Optional<Thing>> thing(String id);

    /** How many things there are. */
    Future<Long> count();
}
