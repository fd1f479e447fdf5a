package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The protocols of tools: bodies of any type, any query, and a no in the form that the tool knows. */
final class InboundProtocol implements Protocol {
    private static final BodyRule BODIES =
            BodyRule.inflated(Set.of(BodyRule.ANY), Limits.BODY_BYTES_MAX, Limits.BODY_BYTES_MAX);
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String BASIC = "Basic realm=\"signalbox\"";

    /** Of tools that look at the status alone: problem details tell their operators most. */
    static final Protocol PLAIN = new InboundProtocol(Answer::problem);

    static final Protocol NTFY = new InboundProtocol(problem -> {
        ObjectNode error = Json.object()
                .put("code", problem.status() * 100 + 1)
                .put("http", problem.status())
                .put("error", problem.detail());
        return challenged(Answer.status(problem.status(), error), problem);
    });

    static final Protocol GOTIFY = new InboundProtocol(problem -> {
        ObjectNode error = Json.object()
                .put("error", problem.title())
                .put("errorCode", problem.status())
                .put("errorDescription", problem.detail());
        return challenged(Answer.status(problem.status(), error), problem);
    });

    private final Function<Problem, Answer> refusals;

    private InboundProtocol(Function<Problem, Answer> refusals) {
        this.refusals = refusals;
    }

    @Override
    public BodyRule bodies() {
        return BODIES;
    }

    @Override
    public Answer refusal(Problem problem, @Nullable String contentType) {
        return refusals.apply(problem);
    }

    private static Answer challenged(Answer answer, Problem problem) {
        if (problem.status() == 401) answer.header(CHALLENGE, BASIC);
        return problem.status() == 503 ? answer.retryAfter(1) : answer;
    }
}
