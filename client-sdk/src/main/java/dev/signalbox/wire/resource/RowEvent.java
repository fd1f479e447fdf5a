package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data of an event of a declared table: what happened to a row. The types are {@code <table>.put},
 * {@code .patched}, {@code .deleted}, {@code .appended}; names of declared tables are no secret of the code, so only
 * the verbs are literals. The data say everything that a row needs, so folding asks no declaration: that may have
 * changed since.
 */
public sealed interface RowEvent {
    /** The record of each verb. */
    Map<String, Class<? extends RowEvent>> VERBS = Map.of(
            "put", RowPut.class,
            "patched", RowPatched.class,
            "deleted", RowDeleted.class,
            "appended", RowAppended.class);

    /**
     * What the event says; empty when its verb is none of these. Fails with {@link IllegalArgumentException} for other
     * data.
     */
    static Optional<RowEvent> of(Event event) {
        Class<? extends RowEvent> record =
                VERBS.get(event.type().substring(event.type().indexOf('.') + 1));
        return Optional.ofNullable(record).map(known -> Json.readLenient(event.data(), known));
    }

    /** The row is this from now on. */
    record RowPut(ObjectNode row) implements RowEvent {}

    /**
     * Some fields changed.
     *
     * @param fields the top-level fields that have another value now, whole
     * @param removed the top-level fields that are gone
     */
    record RowPatched(ObjectNode fields, List<String> removed) implements RowEvent {}

    /** The row is gone. */
    record RowDeleted() implements RowEvent {}

    /** One more row of a table whose rows never change. */
    record RowAppended(ObjectNode row) implements RowEvent {}
}
