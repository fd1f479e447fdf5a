package dev.signalbox.hub.ownership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.PointerStep;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.resource.RowEvent;
import dev.signalbox.wire.resource.RowEvent.RowAppended;
import dev.signalbox.wire.resource.RowEvent.RowDeleted;
import dev.signalbox.wire.resource.RowEvent.RowPatched;
import dev.signalbox.wire.resource.RowEvent.RowPut;
import java.util.Iterator;

/** Whether what somebody wrote into a table would be taken under other fields. Pure. */
final class WrittenRow {
    private WrittenRow() {}

    /** False for a deletion, and for what cannot be read. */
    static boolean breaks(RecordedEvent event, RowSchema schema) {
        String verb = event.type().substring(event.type().indexOf('.') + 1);
        Class<? extends RowEvent> shape = RowEvent.VERBS.get(verb);
        if (shape == null || event.isErased()) return false;
        try {
            return breaks(Json.readLenient(event.data(), shape), schema);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean breaks(RowEvent event, RowSchema schema) {
        if (event instanceof RowPut put) return !schema.faults(put.row()).isEmpty();
        if (event instanceof RowAppended appended)
            return !schema.faults(appended.row()).isEmpty();
        if (event instanceof RowPatched patched) return patchBreaks(patched.fields(), schema);
        return !(event instanceof RowDeleted);
    }

    /** Of a patch only the fields that it names count: the others are in the row. */
    private static boolean patchBreaks(ObjectNode fields, RowSchema schema) {
        for (FieldError fault : schema.faults(fields)) {
            for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
                String pointer = "/" + PointerStep.of(names.next());
                if (fault.pointer().equals(pointer) || fault.pointer().startsWith(pointer + "/")) return true;
            }
        }
        return false;
    }
}
