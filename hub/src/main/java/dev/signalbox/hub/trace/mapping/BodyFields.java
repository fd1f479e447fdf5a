package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldFormat.ENVIRONMENT;
import static dev.signalbox.hub.trace.mapping.FieldFormat.FLAG;
import static dev.signalbox.hub.trace.mapping.FieldFormat.ID;
import static dev.signalbox.hub.trace.mapping.FieldFormat.LEVEL;
import static dev.signalbox.hub.trace.mapping.FieldFormat.NAME;
import static dev.signalbox.hub.trace.mapping.FieldFormat.NUMBER;
import static dev.signalbox.hub.trace.mapping.FieldFormat.OBJECT;
import static dev.signalbox.hub.trace.mapping.FieldFormat.PAYLOAD;
import static dev.signalbox.hub.trace.mapping.FieldFormat.TEXT;
import static dev.signalbox.hub.trace.mapping.FieldFormat.TIME;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of the bodies of classic envelopes, each with its name there and the form in which it is stored. */
final class BodyFields {
    static final List<BodyField> TRACE = List.of(
            same(Fields.NAME, NAME),
            same(Fields.USER, NAME),
            same(Fields.SESSION, NAME),
            same(Fields.ENVIRONMENT, ENVIRONMENT),
            same(Fields.RELEASE, NAME),
            same(Fields.VERSION, NAME),
            same(Fields.PUBLIC, FLAG),
            same(Fields.EXTERNAL_ID, NAME),
            same(Fields.INPUT, PAYLOAD),
            same(Fields.OUTPUT, PAYLOAD));

    static final List<BodyField> OBSERVATION = List.of(
            same(Fields.NAME, NAME),
            new BodyField(Fields.PARENT, "parentObservationId", ID),
            same(Fields.START, TIME),
            same(Fields.END, TIME),
            same(Fields.COMPLETION_START, TIME),
            same(Fields.ENVIRONMENT, ENVIRONMENT),
            same(Fields.VERSION, NAME),
            same(Fields.LEVEL, LEVEL),
            same(Fields.STATUS, TEXT),
            same(Fields.MODEL, NAME),
            same(Fields.MODEL_PARAMETERS, OBJECT),
            same(Fields.PROMPT_NAME, NAME),
            same(Fields.PROMPT_VERSION, NUMBER),
            same(Fields.INPUT, PAYLOAD),
            same(Fields.OUTPUT, PAYLOAD));

    /** What an observation without a trace tells of the trace that is made for it. */
    static final List<BodyField> WRAPPER = List.of(
            same(Fields.NAME, NAME),
            same(Fields.ENVIRONMENT, ENVIRONMENT),
            same(Fields.VERSION, NAME),
            same(Fields.INPUT, PAYLOAD),
            same(Fields.OUTPUT, PAYLOAD));

    static final List<BodyField> SCORE = List.of(
            same(Fields.NAME, NAME),
            same(Fields.TRACE, ID),
            same(Fields.OBSERVATION, ID),
            same(Fields.SESSION, NAME),
            same(Fields.DATASET_RUN, NAME),
            same(Fields.EXECUTION_TRACE, NAME),
            same(Fields.ENVIRONMENT, ENVIRONMENT),
            same(Fields.COMMENT, TEXT),
            same(Fields.SOURCE, NAME),
            same(Fields.CONFIG, NAME),
            same(Fields.QUEUE, NAME));

    /**
     * One field.
     *
     * @param name of the stored field
     * @param bodyName in the body
     */
    record BodyField(String name, String bodyName, FieldFormat form) {
        /** Null when the body says nothing of it, or nothing that can be read. */
        @Nullable
        JsonNode in(JsonNode body, Warnings warnings) {
            JsonNode value = body.path(bodyName);
            return value.isMissingNode() || value.isNull() ? null : form.read(value, "body." + bodyName, warnings);
        }
    }

    private BodyFields() {}

    private static BodyField same(String name, FieldFormat form) {
        return new BodyField(name, name, form);
    }
}
