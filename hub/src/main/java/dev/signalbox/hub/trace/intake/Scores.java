package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scores without envelopes, as {@code POST /api/public/scores} takes them: one as an object, or a list of which each is
 * judged for itself, for its sender does not come again after a part was refused. A score that has an id and is told
 * anew changes. One instance for one request.
 */
final class Scores {
    /** Scores of one request. More: 400. */
    static final int SCORES_MAX = 10_000;
    /** Refused scores of one request about which there is an event, and of which the answer says why. */
    private static final int REFUSALS_TOLD_MAX = 20;

    private final IntakeOrigin sender;
    private final List<ObjectNode> envelopes = new ArrayList<>();
    private final List<NewEvent> refusals = new ArrayList<>();
    private final List<Map<String, String>> errors = new ArrayList<>();
    private final boolean isList;
    private int refused;

    private Scores(IntakeOrigin sender, boolean isList) {
        this.sender = sender;
        this.isList = isList;
    }

    /** Fails with {@link InvalidInput} for what is neither a list nor a score by itself. */
    static Scores read(byte[] body, IntakeOrigin sender) {
        JsonNode given = LenientJson.read(body);
        Scores scores = new Scores(sender, given.isArray());
        if (given instanceof ObjectNode score) {
            InvalidInput fault = faultOf(score);
            if (fault != null) throw fault;
            scores.take(score);
        } else if (given.isArray() && given.size() <= SCORES_MAX) {
            for (int i = 0; i < given.size(); i++) scores.judge(given.get(i), i);
        } else {
            throw new InvalidInput(
                    "",
                    given.isArray()
                            ? "the list has " + given.size() + " scores; send at most " + SCORES_MAX + " at a time"
                            : "the body must be a JSON object with the name and the value of a score, or a list of such");
        }
        return scores;
    }

    /** What is to be written before the answer may be given. */
    List<NewEvent> events() {
        List<NewEvent> events = new ArrayList<>(
                Batch.of(envelopes, sender, new Batch.Rights(false, true)).events());
        events.addAll(refusals);
        return events;
    }

    /** Of one score its id; of a list 202, or 207 with how many were taken and why the others were not. */
    Answer answer() {
        if (!isList) return Answer.ok(Map.of("id", envelopes.get(0).path("body").path("id")));
        if (refused == 0) return Answer.status(202, Map.of("message", "Accepted"));
        return Answer.status(207, Map.of("accepted", envelopes.size(), "rejected", refused, "errors", errors));
    }

    private void judge(JsonNode given, int index) {
        InvalidInput fault = given instanceof ObjectNode score ? faultOf(score) : notAScore();
        if (fault == null) take((ObjectNode) given);
        else refuse("score " + index + ": " + fault.getMessage(), given);
    }

    private static @Nullable InvalidInput faultOf(ObjectNode score) {
        String excess = Excess.in(score);
        if (excess != null) return new InvalidInput("", excess);
        for (String field : List.of("name", "value")) {
            if (!score.hasNonNull(field)) return new InvalidInput("/" + field, field + " is missing; a score needs it");
            if (!score.path(field).isValueNode())
                return new InvalidInput("/" + field, field + " must be a text, a number, true or false");
        }
        for (String field : List.of("id", "traceId")) {
            if (Batch.isNoSegment(score.path(field)))
                return new InvalidInput("/" + field, field + " must not be \".\" or \"..\": no path leads to it");
        }
        return null;
    }

    private static InvalidInput notAScore() {
        return new InvalidInput("", "it must be a JSON object with the name and the value of a score");
    }

    /** Repeats of a score with a time of its own are the same event. */
    private void take(ObjectNode score) {
        String timestamp = score.path("timestamp").asText();
        boolean timed = Batch.timeOf(score.path("timestamp")) != null;
        String envelope = timed ? "score-" + IntakeOrigin.digest(Json.write(score)) : Ids.next();
        if (score.path("id").asText().isBlank()) score.put("id", timed ? envelope : Ids.next());
        ObjectNode wrapped = Json.object()
                .put("id", envelope)
                .put("type", Batch.SCORE)
                .put("timestamp", timed ? timestamp : Times.format(sender.now()));
        wrapped.set("body", score);
        envelopes.add(wrapped);
    }

    private void refuse(String reason, JsonNode given) {
        if (refused++ >= REFUSALS_TOLD_MAX) return;
        errors.add(Map.of("message", reason));
        refusals.add(sender.refused(Batch.text(given.path("traceId")), reason, Json.writeText(given)));
    }
}
