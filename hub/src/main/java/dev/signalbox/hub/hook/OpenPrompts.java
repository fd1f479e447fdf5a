package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.InnerDoor;
import dev.signalbox.hub.http.route.InnerDoor.Wish;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The questions that agents wait for. A wish has one: whoever asks the same again, in the same session and words, waits
 * for the same question while it is open; the answer is used again by the same call only. Asked in other words it is
 * another question, and nobody may answer the one before any more. When nobody waits for a question, it is cancelled.
 */
final class OpenPrompts {
    private static final String QUESTIONS = "/v1/questions";
    private static final String QUESTION = "/v1/questions/{id}";
    private static final String CANCEL = "/v1/questions/{id}/cancel";
    /** By how much a question outlives the wait: a hub that is killed cannot cancel it. */
    private static final Duration MARGIN = Duration.ofSeconds(30);
    /** How much of a digest is enough to look something up by it. */
    private static final int TAG_CHARS = 20;

    private static final String OF_SESSION_MAX = "100";
    private static final int URGENT = 4;

    private final InnerDoor doors;
    private final Vertx vertx;
    /** How many calls of this node wait for a question. */
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    OpenPrompts(InnerDoor doors, Vertx vertx) {
        this.doors = doors;
        this.vertx = vertx;
    }

    /**
     * The question of a wish, answered or over; pending when the wait is over before.
     *
     * @param digest of the whole prompt
     * @param number of the question among those of the prompt
     */
    Future<JsonNode> resolved(HookCall call, String digest, int number, ObjectNode body) {
        return newest(call, digest, number)
                .compose(last -> isOfThisCall(last, call, digest)
                        ? Future.succeededFuture(last)
                        : ask(call, digest, number, body, last.path("id").asText("first")))
                .compose(question -> {
                    String id = question.path("id").asText();
                    if (!isPending(question)) return Future.succeededFuture(question);
                    waiting.merge(id, 1, Integer::sum);
                    return withdrawn(call, digest)
                            .compose(done -> await(call, id))
                            .eventually(() -> left(call, id))
                            .compose(found -> isPending(found) ? read(call, id) : Future.succeededFuture(found));
                });
    }

    /** Nobody may answer any more what the session has asked; it is over, or does something else. */
    Future<Void> withdraw(HookCall call, boolean withThoseThatWait, String reason) {
        if (call.event().session().isEmpty()) return Future.succeededFuture();
        return ofSession(call).compose(open -> {
            List<Future<?>> over = new ArrayList<>();
            for (JsonNode question : open) {
                String id = question.path("id").asText();
                if (withThoseThatWait || !waiting.containsKey(id)) over.add(cancel(call.request(), id, reason));
            }
            return Future.join(over).mapEmpty();
        });
    }

    /** Cancels what this call had asked in other words, and what nobody in the session waits for. */
    private Future<Void> withdrawn(HookCall call, String digest) {
        if (call.event().session().isEmpty()) return Future.succeededFuture();
        return ofSession(call).compose(open -> {
            List<Future<?>> over = new ArrayList<>();
            for (JsonNode question : open) {
                JsonNode data = question.path("data");
                if (data.path("digest").asText().equals(digest)) continue;
                String id = question.path("id").asText();
                boolean sameCall = data.path("call").isTextual()
                        && data.path("call").textValue().equals(call.event().call());
                if (sameCall || !waiting.containsKey(id)) {
                    over.add(cancel(call.request(), id, "the agent asks for something else"));
                }
            }
            return Future.join(over).mapEmpty();
        });
    }

    private Future<JsonNode> ofSession(HookCall call) {
        Map<String, String> query = Map.of(
                "tag",
                sessionTag(call),
                "askedBy",
                call.request().principal().name(),
                "state",
                "pending",
                "limit",
                OF_SESSION_MAX);
        return doors.ask(call.request(), Wish.get(QUESTIONS, Map.of(), query))
                .map(page -> tree(page).path("items"));
    }

    private Future<JsonNode> newest(HookCall call, String digest, int number) {
        Map<String, String> query = Map.of("tag", tag(digest, number), "state", "all", "limit", "1");
        return doors.ask(call.request(), Wish.get(QUESTIONS, Map.of(), query))
                .map(page -> tree(page).path("items").path(0));
    }

    private static boolean isOfThisCall(JsonNode last, HookCall call, String digest) {
        if (!last.at("/data/digest").asText().equals(digest)) return false;
        if (isPending(last)) return true;
        String own = call.event().call();
        return isAnswered(last)
                && own != null
                && own.equals(last.at("/data/call").asText());
    }

    /** @param after the question before it; two who ask at once find the same one, and so ask for the same */
    private Future<JsonNode> ask(HookCall call, String digest, int number, ObjectNode body, String after) {
        HookEvent event = call.event();
        ObjectNode wish = body.deepCopy();
        wish.put("once", "hook/" + digest + "/" + number + "/" + after)
                .put("priority", URGENT)
                .put("expiresIn", call.patience().plus(MARGIN).toString());
        wish.putArray("tags").add(event.agent().word()).add(sessionTag(call)).add(tag(digest, number));
        ObjectNode data = wish.withObject("/data");
        data.put("agent", event.agent().word()).put("event", event.name()).put("digest", digest);
        if (event.call() != null) data.put("call", Words.cut(event.call(), Limits.NAME_CHARS_MAX));
        return doors.ask(call.request(), Wish.send(HttpMethod.POST, QUESTIONS, Map.of(), wish, null))
                .map(OpenPrompts::tree);
    }

    private Future<JsonNode> await(HookCall call, String id) {
        Duration left = call.left();
        if (left.isZero() || call.isOver()) return read(call, id);
        call.begin();
        Wish wish = Wish.get(QUESTION, Map.of("id", id), Map.of("wait", left.toMillis() + "ms"));
        return doors.ask(call.request(), wish, call.request().left())
                .map(OpenPrompts::tree)
                .compose(question ->
                        isPending(question) && !call.isOver() && !call.left().isZero()
                                ? await(call, id)
                                : Future.succeededFuture(question));
    }

    private Future<JsonNode> read(HookCall call, String id) {
        Wish wish = Wish.get(QUESTION, Map.of("id", id), Map.of());
        return doors.ask(call.request(), wish).map(OpenPrompts::tree);
    }

    /**
     * A call that ends. One that was cut off may come again; a hub that stops leaves the question for its next start.
     */
    private Future<Void> left(HookCall call, String id) {
        waiting.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
        if (call.isAbandoned()) {
            vertx.setTimer(Limits.HOOK_RETURN_MAX.toMillis(), late -> cancelUnlessWaited(call.request(), id));
            return Future.succeededFuture();
        }
        if (call.isOver() || waiting.containsKey(id)) return Future.succeededFuture();
        return cancel(call.request(), id, "nobody answered in time, so the agent asks its own person");
    }

    private void cancelUnlessWaited(Request by, String id) {
        if (waiting.containsKey(id)) return;
        var unused = cancel(by, id, "the agent no longer waits");
    }

    /** One that is over already stays as it is. */
    private Future<Void> cancel(Request by, String id, String reason) {
        Wish wish = Wish.send(
                HttpMethod.POST, CANCEL, Map.of("id", id), Json.object().put("reason", reason), null);
        return doors.ask(by, wish)
                .<Void>mapEmpty()
                .recover(failure -> isOver(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private static boolean isOver(Throwable failure) {
        return failure instanceof Refused refused
                && (refused.problem().is(ProblemCode.ALREADY_RESOLVED)
                        || refused.problem().is(ProblemCode.EXPIRED));
    }

    static boolean isPending(JsonNode question) {
        return question.path("state").asText().equals("pending");
    }

    static boolean isAnswered(JsonNode question) {
        return question.path("state").asText().equals("answered");
    }

    private static String tag(String digest, int number) {
        return "hook-" + digest.substring(0, TAG_CHARS) + (number == 0 ? "" : "-" + number);
    }

    private static String sessionTag(HookCall call) {
        return sessionTag(call.event().agent(), call.event().session());
    }

    /** By which the questions of a session are found. */
    static String sessionTag(Agent agent, String session) {
        return "session-" + Ids.sha256Hex(agent.word() + "\n" + session).substring(0, TAG_CHARS);
    }

    private static JsonNode tree(Answer answer) {
        return Json.readLenient(answer.body(), JsonNode.class);
    }
}
