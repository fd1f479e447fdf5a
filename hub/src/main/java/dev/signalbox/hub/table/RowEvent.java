package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.EventCodec;
import java.util.List;

/**
 * What happened to a row. The types are {@code <table>.put}, {@code .patched}, {@code .deleted}, {@code .appended}: names of declared
 * tables are no secret of the code, so the table of types knows only the verbs. The data say everything that a row needs, so folding
 * asks no declaration: that may have changed since.
 */
sealed interface RowEvent {
    /** How rows of this table stand in the log. */
    static EventCodec<RowEvent> codec(String table) {
        return EventCodec.of(RowEvent.class)
                .with(table + ".put", RowPut.class)
                .with(table + ".patched", RowPatched.class)
                .with(table + ".deleted", RowDeleted.class)
                .with(table + ".appended", RowAppended.class);
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
