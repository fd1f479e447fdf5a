package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.model.Kind.OBSERVATION;
import static dev.signalbox.hub.trace.model.Kind.TRACE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.hub.trace.model.StorableText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of a span of OpenTelemetry, in the flat JSON of its event: the observation that it is, what it says of
 * its trace, and for a root what may be guessed of its trace. The tables beside this class say what is read from where.
 * Any thread.
 */
public final class SpanMapping {
    private final Span span;
    private final Stamp stamp;
    private final Warnings warnings = new Warnings();

    /**
     * Reads one span.
     *
     * @param eventId of its event in the log
     */
    public static Mapped map(JsonNode span, String eventId) {
        Span clean = new Span(StorableText.within(span));
        if (clean.traceId().isEmpty() || clean.spanId().isEmpty())
            return new Mapped(
                    List.of(), List.of("the span has no id, or no trace id; the event is kept, and shows nowhere"));
        return new SpanMapping(clean, eventId).mapped();
    }

    private SpanMapping(Span span, String eventId) {
        this.span = span;
        Long end = span.end();
        Long clock = end == null ? span.start() : end;
        this.stamp = new Stamp(Stamp.CREATE, clock == null ? 0 : clock, eventId);
    }

    private Mapped mapped() {
        List<Contribution> all = new ArrayList<>();
        Contribution observation = observation();
        all.add(observation);
        Contribution.Builder said = ofTrace();
        // The start alone is nothing that is said of the trace.
        if (!said.isEmpty())
            all.add(said.with(Fields.TIMESTAMP, nodeOf(span.start())).build());
        if (span.isRoot()) all.add(guessed(observation));
        return new Mapped(all, warnings.all());
    }

    private Contribution observation() {
        Contribution.Builder observation = new Contribution.Builder(OBSERVATION, span.traceId(), span.spanId(), stamp);
        String type = TypeTable.of(span, warnings);
        observation.with(Fields.TYPE, TextNode.valueOf(type));
        observation.with(Fields.PARENT, span.parentId() == null ? null : TextNode.valueOf(span.parentId()));
        observation.with(Fields.START, micros(span.start(), "startTimeUnixNano"));
        observation.with(Fields.END, micros(span.end(), "endTimeUnixNano"));
        if (span.isAppRoot()) observation.with(Fields.APP_ROOT, BooleanNode.TRUE);
        FieldRule.all(ObservationTable.ALL, span, observation, warnings);
        observation.with(Fields.COMPLETION_START, FirstToken.of(span, warnings));
        FieldRule.all(ContentTable.ALL, span, observation, warnings);
        if (type.equals("GENERATION")) FieldRule.all(ObservationTable.PROMPT, span, observation, warnings);
        else if (span.attribute("langfuse.observation.prompt.name") != null)
            warnings.add(
                    "the prompt was left out: the observation is a " + type + ", and prompts are kept of generations");
        if (!span.repeatsItsParts()) {
            FieldRule.all(ObservationTable.OWN_WORK, span, observation, warnings);
            observation.with(Fields.USAGE, UsageTable.usage(span, warnings));
            observation.with(Fields.COST, UsageTable.cost(span, warnings));
        }
        return observation.withMetadata(SpanMetadata.ofObservation(span)).build();
    }

    private Contribution.Builder ofTrace() {
        Contribution.Builder trace = new Contribution.Builder(TRACE, span.traceId(), span.traceId(), stamp);
        FieldRule.all(TraceTable.SAID, span, trace, warnings);
        TraceTable.tags(span, warnings).forEach(trace::withTag);
        return trace.withMetadata(SpanMetadata.ofTrace(span));
    }

    private Contribution guessed(Contribution observation) {
        Contribution.Builder trace =
                new Contribution.Builder(TRACE, span.traceId(), span.traceId(), stamp.asFallback());
        for (String field : List.of(Fields.NAME, Fields.INPUT, Fields.OUTPUT))
            trace.with(field, observation.cells().get(field));
        trace.with(Fields.TIMESTAMP, observation.cells().get(Fields.START));
        FieldRule.all(TraceTable.GUESSED, span, trace, warnings);
        return trace.build();
    }

    private @Nullable JsonNode micros(@Nullable Long time, String field) {
        if (time == null && span.data().hasNonNull(field)) warnings.add(field + " is no time and was left out");
        return nodeOf(time);
    }

    private static @Nullable JsonNode nodeOf(@Nullable Long time) {
        return time == null ? null : LongNode.valueOf(time);
    }
}
