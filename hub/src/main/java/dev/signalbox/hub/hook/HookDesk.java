package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.Problems;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.InnerDoor;
import dev.signalbox.hub.http.route.InnerDoor.Wish;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.matrix.HookRules;
import dev.signalbox.hub.matrix.HookRules.Ruling;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What becomes of an event: a rule of signalbox.yaml decides it, people are asked, they are told something, or nothing.
 * Whatever fails, the agent asks its own person, and is told why; nothing that fails is ever a yes.
 */
final class HookDesk {
    /** The event by which whoever set a hook up tries it. */
    static final String TRIAL = "SignalboxTrial";

    /** An event whose name could not be read. */
    private static final String UNNAMED = "an event without a name";

    private static final Duration NOTICE_LIFE = Duration.ofDays(1);
    private static final int QUIET = 2;

    private final InnerDoor doors;
    private final OpenPrompts prompts;
    private final Heard heard;
    private final MatrixInForce matrix;
    private final Vertx vertx;
    private final AtomicLong waitingBytes = new AtomicLong();

    HookDesk(InnerDoor doors, OpenPrompts prompts, Heard heard, MatrixInForce matrix, Vertx vertx) {
        this.doors = doors;
        this.prompts = prompts;
        this.heard = heard;
        this.matrix = matrix;
        this.vertx = vertx;
    }

    /** Never fails: see {@link HookProtocol}. */
    Future<Answer> hear(Request request, Agent agent) {
        return request.work(() -> HookEvent.of(agent, request.bytes(), request.idempotencyKey()))
                .compose(event -> serve(request, event))
                .recover(failure -> Future.succeededFuture(misheard(request, agent, failure)));
    }

    private Answer misheard(Request request, Agent agent, Throwable failure) {
        String name = HookEvent.nameIn(request.bytes());
        String why = Words.of(failure);
        heard.note(agent, name.isEmpty() ? UNNAMED : Words.cut(name, Limits.NAME_CHARS_MAX), by(request), why);
        ObjectNode answer = name.isEmpty() ? agent.refusal(why) : agent.ownPrompt(name, why);
        return Answer.ok(answer)
                .header(HookProtocol.PROBLEM, Problems.of(failure, "a hook").code());
    }

    private Future<Answer> serve(Request request, HookEvent event) {
        Agent agent = event.agent();
        Duration wished = request.query().duration("wait", Limits.HOOK_WAIT_MAX);
        HookCall call = new HookCall(request, event, wished.isZero() ? Limits.HOOK_WAIT_MAX : wished, vertx);
        decide(call)
                .map(answer -> Json.write(agent.checked(event.name(), answer)))
                .onComplete(done -> {
                    heard.note(agent, event.shownName(), by(request), done.succeeded() ? "" : Words.of(done.cause()));
                    if (done.succeeded()) call.end(done.result(), null);
                    else fail(call, done.cause());
                });
        return call.answer();
    }

    private void fail(HookCall call, Throwable failure) {
        HookEvent event = call.event();
        ObjectNode own = event.agent().ownPrompt(event.name(), Words.of(failure));
        call.end(Json.write(own), Problems.of(failure, "a hook").code());
    }

    private static String by(Request request) {
        return request.principal().name();
    }

    private Future<ObjectNode> decide(HookCall call) {
        try {
            return decided(call);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    private Future<ObjectNode> decided(HookCall call) {
        HookEvent event = call.event();
        return switch (event.name()) {
            case TRIAL -> Future.succeededFuture(tried(call));
            case Agent.BEFORE, Agent.PERMISSION -> use(call);
            case Agent.ELICITATION ->
                ElicitedForm.canShow(event)
                        ? ask(call, ElicitedForm.of(event))
                        : Future.succeededFuture(Agent.nothing());
            case "Notification" -> tell(call, notice(event));
            case "Stop" ->
                prompts.withdraw(call, false, "the agent has stopped").compose(done -> tell(call, ending(event)));
            case "SessionEnd", "Interrupt" ->
                prompts.withdraw(call, true, "the agent has ended").map(done -> Agent.nothing());
            default -> Future.succeededFuture(other(event));
        };
    }

    private static ObjectNode other(HookEvent event) {
        if (event.agent().knows(event.name())) return Agent.nothing();
        String why = "the hub does not know the event " + event.shownName() + " of "
                + event.agent().title() + ", and left it alone; upgrade the hub, or take its hook out";
        return event.agent().ownPrompt(event.name(), Words.say(why));
    }

    private ObjectNode tried(HookCall call) {
        boolean asks = doors.isOpenTo(call.request(), HttpMethod.POST, "/v1/questions")
                && doors.isOpenTo(call.request(), HttpMethod.GET, "/v1/questions");
        String right = asks ? "may ask people" : "may not ask people and read their answers: give it the role daemon";
        return Agent.nothing()
                .put("systemMessage", Words.say("this hook is heard; its key, " + by(call.request()) + ", " + right));
    }

    /** A tool is to be used: by a rule at once, else by whoever answers. */
    private Future<ObjectNode> use(HookCall call) {
        HookRules rules = matrix.matrix().doors().hooks();
        HookEvent event = call.event();
        return call.request()
                .work(() -> Optional.ofNullable(rules.on(event.tool(), event.input())))
                .compose(ruling -> ruling.isPresent() ? ruled(call, ruling.get()) : asked(call));
    }

    private Future<ObjectNode> ruled(HookCall call, Ruling ruling) {
        HookEvent event = call.event();
        String why = Words.say(ruling.words());
        if (!ruling.allows()) return Future.succeededFuture(event.agent().deny(event.name(), why));
        // A yes without answers would answer the agent's questions with nothing.
        if (ToolQuestions.isOf(event)) return asked(call);
        return Future.succeededFuture(event.agent().allow(event.name(), why, null));
    }

    private Future<ObjectNode> asked(HookCall call) {
        HookEvent event = call.event();
        boolean before = event.name().equals(Agent.BEFORE);
        if (before && !event.agent().decidesBefore()) return Future.succeededFuture(Agent.nothing());
        if (!ToolQuestions.isOf(event)) return ask(call, new PermissionPrompt(event));
        return before ? ask(call, new ToolQuestions(event)) : Future.succeededFuture(Agent.nothing());
    }

    private Future<ObjectNode> ask(HookCall call, Prompt prompt) {
        int bytes = call.request().bytes().length;
        if (waitingBytes.addAndGet(bytes) > Limits.HOOKS_WAITING_BYTES_MAX) {
            waitingBytes.addAndGet(-bytes);
            return Future.failedFuture(new Refused(
                    ProblemCode.OVERLOADED, "too many hooks wait for people here already, so nobody was asked"));
        }
        try {
            return answered(call, prompt).andThen(done -> waitingBytes.addAndGet(-bytes));
        } catch (RuntimeException failure) {
            waitingBytes.addAndGet(-bytes);
            throw failure;
        }
    }

    private Future<ObjectNode> answered(HookCall call, Prompt prompt) {
        HookEvent event = call.event();
        List<ObjectNode> questions = prompt.questions();
        String digest = event.digest(by(call.request()), prompt.thing(), prompt.content());
        List<Future<JsonNode>> asked = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) asked.add(prompts.resolved(call, digest, i, questions.get(i)));
        return Future.join(asked).map(all -> {
            List<JsonNode> answered = asked.stream().map(Future::result).toList();
            for (JsonNode question : answered) {
                if (!OpenPrompts.isAnswered(question))
                    return event.agent().ownPrompt(event.name(), unanswered(call, question));
            }
            return prompt.answer(answered);
        });
    }

    private static String unanswered(HookCall call, JsonNode question) {
        if (call.isOver()) return Words.say("the hub stops. Answer here");
        boolean cancelled = question.path("state").asText().equals("cancelled");
        return cancelled && !call.left().isZero()
                ? Words.say("the question was cancelled there. Answer here")
                : Words.say("nobody answered within " + Times.format(call.patience()) + ". Answer here");
    }

    /** Told again under the same id of the request, it is the same; no event says itself which of two it is. */
    private Future<ObjectNode> tell(HookCall call, ObjectNode notification) {
        String request = call.request().idempotencyKey();
        if (request != null) {
            HookEvent event = call.event();
            String digest = event.digest(by(call.request()), event.name(), event.body());
            notification.put("id", Ids.ofKey("hook/" + digest + "/" + request));
        }
        return doors.ask(call.request(), Wish.send(HttpMethod.POST, "/v1/notifications", Map.of(), notification, null))
                .map(told -> Agent.nothing());
    }

    /** What the agent needs now is of no use to anybody tomorrow. */
    private static ObjectNode notice(HookEvent event) {
        String type = event.optional("notification_type");
        String title = event.optional("title").isEmpty() ? placed(event) : event.optional("title");
        return notification(event, title, event.optional("message"), type.isEmpty() ? "notification" : type)
                .put("priority", type.equals("auth_success") ? QUIET : Limits.PRIORITY_DEFAULT)
                .put("expiresIn", NOTICE_LIFE.toString());
    }

    /** One a session while it is open. */
    private static ObjectNode ending(HookEvent event) {
        return notification(event, placed(event) + " has finished", event.optional("last_assistant_message"), "stop")
                .put("priority", QUIET)
                .put("dedupKey", OpenPrompts.sessionTag(event.agent(), event.session()) + "/stop");
    }

    private static String placed(HookEvent event) {
        return event.agent().title() + (event.project().isEmpty() ? "" : " in " + event.project());
    }

    private static ObjectNode notification(HookEvent event, String title, String text, String kind) {
        ObjectNode body = Json.object().put("title", Words.cut(title.strip(), Limits.TITLE_CHARS_MAX));
        if (!text.isBlank()) body.put("body", Words.cut(text, Limits.COMMENT_CHARS_MAX));
        body.putArray("tags").add(event.agent().word()).add(Words.cut(kind, Limits.NAME_CHARS_MAX));
        return body;
    }
}
