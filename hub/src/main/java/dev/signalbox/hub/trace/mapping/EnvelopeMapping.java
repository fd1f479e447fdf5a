package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.model.Kind.OBSERVATION;
import static dev.signalbox.hub.trace.model.Kind.SCORE;
import static dev.signalbox.hub.trace.model.Kind.TRACE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.hub.trace.model.StorableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The mapping of an envelope of the classic ingestion API: {@code {"id", "type", "timestamp", "body"}}. Any thread. */
public final class EnvelopeMapping {
    private static final Set<String> TYPES =
            Set.of("SPAN EVENT GENERATION AGENT TOOL CHAIN RETRIEVER EVALUATOR EMBEDDING GUARDRAIL HUMAN".split(" "));
    private static final Pattern OBSERVATION_TYPE = Pattern.compile(
            "(observation|" + String.join("|", TYPES) + ")-(?-i:create|update)", Pattern.CASE_INSENSITIVE);

    private final JsonNode body;
    private final String eventId;
    private final @Nullable Long sent;
    private final String id;
    private final Warnings warnings = new Warnings();
    private final List<Contribution> contributions = new ArrayList<>();

    /**
     * Reads one envelope.
     *
     * @param eventId of its event in the log
     */
    public static Mapped map(JsonNode envelope, String eventId) {
        return new EnvelopeMapping(StorableText.within(envelope), eventId).mapped(envelope.path("type"));
    }

    private EnvelopeMapping(JsonNode envelope, String eventId) {
        this.body = envelope.path("body");
        this.eventId = eventId;
        this.sent = timeOf(envelope, "timestamp");
        String own = ClientIds.of(body.path("id"));
        String given = own == null ? ClientIds.of(envelope.path("id")) : own;
        this.id = given == null ? ClientIds.cut(eventId) : given;
    }

    private Mapped mapped(JsonNode typeOfEnvelope) {
        String type = typeOfEnvelope.asText();
        if (type.equals("sdk-log")) return new Mapped(List.of(), List.of());
        if (type.equals("trace-create")) trace();
        else if (type.equals("score-create")) score();
        else if (OBSERVATION_TYPE.matcher(type).matches()) {
            int end = type.lastIndexOf('-');
            String word = type.substring(0, end).toUpperCase(Locale.ROOT);
            observation(
                    TYPES.contains(word) ? word : typeOfBody(), type.endsWith("create") ? Stamp.CREATE : Stamp.UPDATE);
        } else
            warnings.add(
                    "the type " + StorableText.cut(type, 60) + " is unknown; the event is kept, and shows nowhere");
        return new Mapped(contributions, warnings.all());
    }

    private void trace() {
        Long timestamp = timeOf(body, "timestamp");
        Stamp stamp = stamp(Stamp.CREATE, timestamp == null ? sent : timestamp);
        Contribution.Builder trace = new Contribution.Builder(TRACE, id, id, stamp);
        trace.with(Fields.TIMESTAMP, micros(timestamp == null ? sent : timestamp));
        BodyFields.TRACE.into(trace, body, warnings);
        trace.withMetadata(Texts.unfoldedWithin(body.path("metadata")));
        Tags.of(body.path("tags"), warnings).forEach(trace::withTag);
        contributions.add(trace.build());
    }

    private void observation(String type, int phase) {
        if (ClientIds.of(body.path("id")) == null)
            warnings.add("body.id is missing; the id of the event stands for it");
        String named = ClientIds.of(body.path("traceId"));
        String traceId = named == null ? id : named;
        Stamp stamp = stamp(phase, sent);
        Contribution.Builder observation = new Contribution.Builder(OBSERVATION, traceId, id, stamp);
        if (phase == Stamp.CREATE || type.equals(textOf("type"))) observation.with(Fields.TYPE, TextNode.valueOf(type));
        // The update of a span may as well be that of an agent or a tool, which have no update of their own.
        else
            contributions.add(new Contribution.Builder(OBSERVATION, traceId, id, stamp.asFallback())
                    .with(Fields.TYPE, TextNode.valueOf(type))
                    .build());
        observation.with(Fields.DERIVED_START, micros(sent));
        BodyFields.OBSERVATION.into(observation, body, warnings);
        doubtFirstToken();
        observation.withMetadata(Texts.unfoldedWithin(body.path("metadata")));
        ClassicUsage usage = ClassicUsage.of(body, warnings);
        observation.with(Fields.USAGE, usage.details());
        observation.with(Fields.COST, usage.cost());
        contributions.add(observation.build());
        if (named == null) wrapper(stamp);
    }

    /** It is kept as given, for its start and end may be told anew; it makes no figure meanwhile. */
    private void doubtFirstToken() {
        Long time = ClientTimes.of(body.path("completionStartTime"));
        if (time == null) return;
        String doubt =
                FirstToken.doubt(ClientTimes.of(body.path("startTime")), time, ClientTimes.of(body.path("endTime")));
        if (doubt != null) warnings.add("body.completionStartTime" + doubt + " and makes no figure");
    }

    /** An observation that names no trace is wrapped in one of its own. */
    private void wrapper(Stamp stamp) {
        Contribution.Builder trace = new Contribution.Builder(TRACE, id, id, stamp.asFallback());
        Long start = timeOf(body, "startTime");
        trace.with(Fields.TIMESTAMP, micros(start == null ? sent : start));
        BodyFields.WRAPPER.into(trace, body, warnings);
        contributions.add(trace.build());
    }

    private void score() {
        String trace = ClientIds.of(body.path("traceId"));
        Contribution.Builder score =
                new Contribution.Builder(SCORE, trace == null ? "" : trace, id, stamp(Stamp.CREATE, sent));
        // A time that the body tells, too, is that of the envelope, unless it is none.
        timeOf(body, "timestamp");
        score.with(Fields.TIMESTAMP, micros(sent));
        BodyFields.SCORE.into(score, body, warnings);
        score.withMetadata(Texts.unfoldedWithin(body.path("metadata")));
        ScoreValue.of(body, warnings).into(score);
        contributions.add(score.build());
    }

    private String typeOfBody() {
        String own = textOf("type").toUpperCase(Locale.ROOT);
        if (TYPES.contains(own)) return own;
        warnings.add("body.type is unknown; SPAN stands for it");
        return "SPAN";
    }

    private String textOf(String field) {
        return body.path(field).asText();
    }

    private @Nullable Long timeOf(JsonNode of, String field) {
        JsonNode value = of.path(field);
        if (value.isMissingNode() || value.isNull()) return null;
        JsonNode micros = FieldFormat.time(value, field, warnings);
        return micros == null ? null : (Long) micros.longValue();
    }

    private Stamp stamp(int phase, @Nullable Long clock) {
        return new Stamp(phase, clock == null ? 0 : clock, eventId);
    }

    private static @Nullable JsonNode micros(@Nullable Long time) {
        return time == null ? null : LongNode.valueOf(time);
    }
}
