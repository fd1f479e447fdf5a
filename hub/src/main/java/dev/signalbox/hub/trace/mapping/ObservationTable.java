package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldRule.first;
import static dev.signalbox.hub.trace.mapping.Source.anywhere;
import static dev.signalbox.hub.trace.mapping.Source.attribute;
import static dev.signalbox.hub.trace.mapping.Source.ofSpan;
import static dev.signalbox.hub.trace.mapping.Source.resource;
import static dev.signalbox.hub.trace.mapping.Source.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of what a span says of its observation: a field a line, with the places where it is looked for, in order.
 */
final class ObservationTable {
    static final List<FieldRule> ALL = List.of(
            first(
                    Fields.NAME,
                    FieldFormat::name,
                    attribute("gen_ai.tool.name"),
                    attribute("gen_ai.agent.name").when(ObservationTable::isOfAgent),
                    attribute("gen_ai.workflow.name").when(ObservationTable::isOfAgent),
                    attribute("genkit:name"),
                    attribute("logfire.msg"),
                    attribute("ai.toolCall.name"),
                    ObservationTable::vercelName,
                    ofSpan("name")),
            first(
                    Fields.LEVEL,
                    FieldFormat::level,
                    attribute("langfuse.observation.level"),
                    Source.text("ERROR").when(Span::failed),
                    ObservationTable::logfireLevel),
            first(
                    Fields.STATUS,
                    FieldFormat::text,
                    attribute("langfuse.observation.status_message"),
                    span -> Span.said(span.data().path("status"), "message"),
                    SpanEvents::exception,
                    attribute("error.type")),
            first(
                    Fields.ENVIRONMENT,
                    FieldFormat::environment,
                    anywhere("langfuse.environment"),
                    anywhere("deployment.environment.name"),
                    anywhere("deployment.environment")),
            first(Fields.VERSION, FieldFormat::name, attribute("langfuse.version"), resource("service.version")));

    /** Of spans that do work of their own; those that repeat what their parts say would make it count twice. */
    static final List<FieldRule> OWN_WORK = List.of(
            first(
                    Fields.MODEL,
                    FieldFormat::name,
                    attribute("langfuse.observation.model.name"),
                    attribute("gen_ai.response.model"),
                    attribute("ai.model.id"),
                    attribute("gen_ai.request.model"),
                    attribute("llm.response.model"),
                    attribute("llm.model_name"),
                    attribute("embedding.model_name"),
                    attribute("model"),
                    within("llm.invocation_parameters", "model"),
                    within("embedding.invocation_parameters", "model"),
                    attribute("genkit:name")
                            .when(span -> span.text("genkit:metadata:subtype").equals("model"))),
            first(
                    Fields.MODEL_PARAMETERS,
                    FieldFormat::object,
                    attribute("langfuse.observation.model.parameters"),
                    attribute("llm.invocation_parameters"),
                    attribute("embedding.invocation_parameters"),
                    attribute("model_config"),
                    ObservationTable::requested));

    /** Of generations only. */
    static final List<FieldRule> PROMPT = List.of(
            first(
                    Fields.PROMPT_NAME,
                    FieldFormat::name,
                    attribute("langfuse.observation.prompt.name"),
                    attribute("gen_ai.prompt.name")),
            first(
                    Fields.PROMPT_VERSION,
                    FieldFormat::number,
                    attribute("langfuse.observation.prompt.version"),
                    attribute("gen_ai.prompt.version")));

    private static final Set<String> OF_AGENTS = Set.of("invoke_agent", "create_agent", "invoke_workflow");

    private ObservationTable() {}

    /** A call of a model names the agent that makes it, too. */
    private static boolean isOfAgent(Span span) {
        return OF_AGENTS.contains(span.text("gen_ai.operation.name"));
    }

    private static @Nullable JsonNode vercelName(Span span) {
        String operation = span.text("ai.operationId");
        if (operation.isEmpty()) return null;
        String function = span.text("ai.telemetry.functionId");
        return TextNode.valueOf(function.isEmpty() ? operation : function + ":" + operation);
    }

    /** Logfire has levels as numbers of OpenTelemetry's logs: 9 info, 13 warning, 17 error. */
    private static @Nullable JsonNode logfireLevel(Span span) {
        BigDecimal number = Numbers.decimal(span.attribute("logfire.level_num"));
        if (number == null) return null;
        double level = number.doubleValue();
        return TextNode.valueOf(level >= 17 ? "ERROR" : level >= 13 ? "WARNING" : level >= 9 ? "DEFAULT" : "DEBUG");
    }

    /** What was asked of the model, but for the model. */
    private static @Nullable JsonNode requested(Span span) {
        String prefix = "gen_ai.request.";
        ObjectNode parameters = Json.object();
        span.attributes().properties().forEach(field -> {
            String name = field.getKey();
            if (name.startsWith(prefix)
                    && !name.equals(prefix + "model")
                    && !field.getValue().isNull()) parameters.set(name.substring(prefix.length()), field.getValue());
        });
        return parameters.isEmpty() ? null : parameters;
    }
}
