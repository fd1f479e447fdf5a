package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldRule.first;
import static dev.signalbox.hub.trace.mapping.Source.anywhere;
import static dev.signalbox.hub.trace.mapping.Source.attribute;
import static dev.signalbox.hub.trace.mapping.Source.json;
import static dev.signalbox.hub.trace.mapping.Source.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Fields;
import java.util.List;

/** The table of what a span says of its trace: a field a line, with the places where it is looked for, in order. */
final class TraceTable {
    /** What any span may say of its trace. */
    static final List<FieldRule> SAID = List.of(
            first(Fields.NAME, FieldFormat::name, attribute("langfuse.trace.name")),
            first(
                    Fields.USER,
                    FieldFormat::name,
                    attribute("langfuse.user.id"),
                    attribute("user.id"),
                    attribute("langfuse.observation.metadata.langfuse_user_id"),
                    attribute("langfuse.trace.metadata.langfuse_user_id"),
                    attribute("ai.telemetry.metadata.userId"),
                    attribute("traceloop.association.properties.user_id")),
            first(
                    Fields.SESSION,
                    FieldFormat::name,
                    attribute("langfuse.session.id"),
                    attribute("session.id"),
                    attribute("gen_ai.conversation.id"),
                    attribute("langfuse.observation.metadata.langfuse_session_id"),
                    attribute("langfuse.trace.metadata.langfuse_session_id"),
                    attribute("ai.telemetry.metadata.sessionId"),
                    attribute("traceloop.association.properties.session_id")),
            first(Fields.PUBLIC, FieldFormat::flag, attribute("langfuse.trace.public")),
            first(Fields.ENVIRONMENT, FieldFormat::environment, attribute("langfuse.environment")),
            first(Fields.RELEASE, FieldFormat::name, attribute("langfuse.release")),
            first(Fields.VERSION, FieldFormat::name, attribute("langfuse.version")),
            first(Fields.INPUT, FieldFormat::payload, json("langfuse.trace.input")),
            first(Fields.OUTPUT, FieldFormat::payload, json("langfuse.trace.output")));

    static final List<Source> TAGS = List.of(
            attribute("langfuse.trace.tags"),
            attribute("langfuse.tags"),
            attribute("langfuse.observation.metadata.langfuse_tags"),
            attribute("langfuse.trace.metadata.langfuse_tags"),
            attribute("ai.telemetry.metadata.tags"),
            attribute("tag.tags"));

    /** What the root tells as a guess; its name, input and output are a guess too. */
    static final List<FieldRule> GUESSED = List.of(
            first(
                    Fields.ENVIRONMENT,
                    FieldFormat::environment,
                    anywhere("langfuse.environment"),
                    anywhere("deployment.environment.name"),
                    anywhere("deployment.environment")),
            first(Fields.RELEASE, FieldFormat::name, anywhere("langfuse.release")),
            first(Fields.VERSION, FieldFormat::name, attribute("langfuse.version"), resource("service.version")));

    private TraceTable() {}

    static List<String> tags(Span span, Warnings warnings) {
        for (Source source : TAGS) {
            JsonNode said = source.in(span);
            List<String> tags = said == null ? List.of() : Tags.of(said, warnings);
            if (!tags.isEmpty()) return tags;
        }
        return List.of();
    }
}
