package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The fields of the bodies of classic envelopes, each with its name there and the format in which it is stored. */
final class BodyFields {
    static final BodyFields TRACE = new BodyFields(
            as(
                    FieldFormat::name,
                    Fields.NAME,
                    Fields.USER,
                    Fields.SESSION,
                    Fields.RELEASE,
                    Fields.VERSION,
                    Fields.EXTERNAL_ID),
            as(FieldFormat::environment, Fields.ENVIRONMENT),
            as(FieldFormat::flag, Fields.PUBLIC),
            as(FieldFormat::payload, Fields.INPUT, Fields.OUTPUT));

    static final BodyFields OBSERVATION = new BodyFields(
            as(FieldFormat::name, Fields.NAME, Fields.VERSION, Fields.MODEL, Fields.PROMPT_NAME),
            Stream.of(new BodyField(Fields.PARENT, "parentObservationId", FieldFormat::id)),
            as(FieldFormat::time, Fields.START, Fields.END, Fields.COMPLETION_START),
            as(FieldFormat::environment, Fields.ENVIRONMENT),
            as(FieldFormat::level, Fields.LEVEL),
            as(FieldFormat::text, Fields.STATUS),
            as(FieldFormat::object, Fields.MODEL_PARAMETERS),
            as(FieldFormat::number, Fields.PROMPT_VERSION),
            as(FieldFormat::payload, Fields.INPUT, Fields.OUTPUT));

    /** What an observation without a trace tells of the trace that is made for it. */
    static final BodyFields WRAPPER = new BodyFields(
            as(FieldFormat::name, Fields.NAME, Fields.VERSION),
            as(FieldFormat::environment, Fields.ENVIRONMENT),
            as(FieldFormat::payload, Fields.INPUT, Fields.OUTPUT));

    static final BodyFields SCORE = new BodyFields(
            as(
                    FieldFormat::name,
                    Fields.NAME,
                    Fields.SESSION,
                    Fields.DATASET_RUN,
                    Fields.EXECUTION_TRACE,
                    Fields.SOURCE,
                    Fields.CONFIG,
                    Fields.QUEUE),
            as(FieldFormat::id, Fields.TRACE, Fields.OBSERVATION),
            as(FieldFormat::environment, Fields.ENVIRONMENT),
            as(FieldFormat::text, Fields.COMMENT));

    private final List<BodyField> fields;

    /**
     * One field.
     *
     * @param name of the stored field
     * @param bodyName in the body
     */
    private record BodyField(String name, String bodyName, FieldFormat format) {}

    @SafeVarargs
    @SuppressWarnings("varargs")
    private BodyFields(Stream<BodyField>... fields) {
        this.fields = Arrays.stream(fields).flatMap(some -> some).toList();
    }

    /** Their names in a body. */
    Stream<String> bodyNames() {
        return fields.stream().map(BodyField::bodyName);
    }

    /** Adds what a body says; what it does not say, or nothing that can be read, is left out. */
    void into(Contribution.Builder contribution, JsonNode body, Warnings warnings) {
        for (BodyField field : fields) {
            JsonNode value = body.path(field.bodyName());
            if (value.isMissingNode() || value.isNull()) continue;
            contribution.with(field.name(), field.format().read(value, "body." + field.bodyName(), warnings));
        }
    }

    /** Fields that are called alike in a body. */
    private static Stream<BodyField> as(FieldFormat format, String... names) {
        return Arrays.stream(names).map(name -> new BodyField(name, name, format));
    }
}
