package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FollowedPlace;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The waits of agents for people, as observations of the type HUMAN in the trace that the question names: from the
 * moment when it was asked to that when it was over. It follows the questions and tells what they say of time, and none
 * of their words, as facts of the log {@code traces}, under ids that make a repeat harmless: so a hub that dies in
 * between, or was put back, tells what is missing and nothing twice. What belongs to a trace that was deleted since the
 * question was asked is told no more.
 */
public final class HumanWaits implements FollowSink, Job {
    private static final String NAME = "human waits";
    private static final EventFilter EVENTS = EventFilter.types(List.of(
            EventTypes.QUESTION_ASKED,
            EventTypes.QUESTION_ANSWERED,
            EventTypes.QUESTION_EXPIRED,
            EventTypes.QUESTION_CANCELLED));

    private final LogSpace questions;
    private final EventLog traces;
    private final Intake intake;
    private final FollowedPlace place;
    private final Vertx vertx;
    private @Nullable MemoryFollower follower;

    public HumanWaits(Space space) {
        this.questions = space.main();
        this.traces = space.traces().log();
        this.intake = new Intake(traces);
        this.place = new FollowedPlace(NAME, questions.log(), space.traces().database());
        this.vertx = space.vertx();
    }

    @Override
    public Future<?> start() {
        return place.find().map(from -> {
            follower = new MemoryFollower(NAME, questions.tail(), EVENTS, this, vertx).start(from);
            return null;
        });
    }

    @Override
    public Future<?> close() {
        if (follower != null) follower.close();
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        if (range.events().isEmpty()) return Future.succeededFuture();
        return FewAtOnce.inOrder(range.events(), this::told)
                .compose(facts ->
                        intake.write(facts.stream().flatMap(Optional::stream).toList()))
                .compose(written -> place.move(range.to().position()));
    }

    private Future<Optional<NewEvent>> told(RecordedEvent event) {
        if (event.type().equals(EventTypes.QUESTION_ASKED)) return Future.succeededFuture(begun(event));
        return questions.log().readStream(event.stream(), 0, 1).compose(first -> {
            String trace = first.isEmpty() ? null : traceOf(first.get(0));
            if (trace == null) return Future.succeededFuture(Optional.empty());
            return traces.byId(idOf(event, EventTypes.QUESTION_ASKED))
                    .map(begun -> begun.map(RecordedEvent::isErased).orElse(false)
                            ? Optional.empty()
                            : Optional.of(ended(event, trace)));
        });
    }

    private static Optional<NewEvent> begun(RecordedEvent asked) {
        String trace = traceOf(asked);
        if (trace == null) return Optional.empty();
        JsonNode said = said(asked);
        ObjectNode body = body(asked, trace).put("name", "question").put("startTime", Times.format(asked.recordedAt()));
        JsonNode parent = said.path("spanId");
        if (parent.isTextual()) body.set("parentObservationId", parent);
        ObjectNode metadata = body.putObject("metadata").put("question", asked.subjectId());
        metadata.put("askedBy", asked.actor());
        metadata.set("kind", said.path("kind"));
        return Optional.of(fact(asked, trace, "observation-create", body));
    }

    private static NewEvent ended(RecordedEvent ended, String trace) {
        JsonNode said = said(ended);
        ObjectNode body = body(ended, trace).put("endTime", Times.format(ended.recordedAt()));
        ObjectNode metadata = body.putObject("metadata")
                .put("outcome", ended.type().substring(ended.type().indexOf('.') + 1))
                .put("endedBy", ended.actor());
        for (String field : List.of("source", "via", "seenAt"))
            if (said.path(field).isTextual()) metadata.set(field, said.path(field));
        return fact(ended, trace, "observation-update", body);
    }

    private static ObjectNode body(RecordedEvent event, String trace) {
        return Json.object().put("id", event.subjectId()).put("traceId", trace).put("type", "HUMAN");
    }

    private static NewEvent fact(RecordedEvent of, String trace, String type, ObjectNode body) {
        String id = idOf(of, of.type());
        ObjectNode envelope =
                Json.object().put("id", id).put("type", type).put("timestamp", Times.format(of.recordedAt()));
        envelope.set("body", body);
        return new NewEvent(
                TraceStream.ofTrace(trace),
                id,
                EventTypes.TRACE_EVENT_RECEIVED,
                of.actor(),
                of.recordedAt(),
                of.correlationId(),
                of.id(),
                Json.write(envelope));
    }

    /** No id of a client begins so. */
    private static String idOf(RecordedEvent event, String type) {
        return type + ":" + event.subjectId();
    }

    /** Null when the asker named none, and when nobody can say any more. */
    private static @Nullable String traceOf(RecordedEvent asked) {
        String said = said(asked).path("traceId").textValue();
        return said == null ? asked.correlationId() : said;
    }

    private static JsonNode said(RecordedEvent event) {
        return Json.readLenient(event.data(), JsonNode.class);
    }
}
