package dev.signalbox.hub.http.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How coding agents understand a no to their hook that comes before its event was read. They go on as if there were no
 * hook when the status is none of the good ones, so the answer has 200, and no decision but that the agent asks its own
 * person; the code of the problem stands in {@link #PROBLEM}.
 *
 * @param asksBefore whether the agent can be told to ask before it uses a tool; an answer to another event than it was
 *     asked for is none for such an agent, so it is told nothing elsewhere
 */
public record HookProtocol(boolean asksBefore) implements Protocol {
    /** The header with the code of the problem that kept the hub from a decision. */
    public static final String PROBLEM = "Signalbox-Problem";

    /** Where all hooks speak. */
    public static final String PREFIX = "/v1/hooks/";

    private static final String ASKS_BEFORE = PREFIX + "claude-code";
    private static final BodyRule BODIES =
            BodyRule.inflated(Set.of(BodyRule.ANY), Limits.BODY_BYTES_MAX, Limits.BODY_BYTES_MAX);

    /** That of the path; null for what is no hook. */
    public static @Nullable HookProtocol of(HttpServerRequest http) {
        String path = http.path();
        if (path == null || !path.startsWith(PREFIX) || !http.method().equals(HttpMethod.POST)) return null;
        return new HookProtocol(path.equals(ASKS_BEFORE));
    }

    @Override
    public BodyRule bodies() {
        return BODIES;
    }

    @Override
    public Answer refusal(Problem problem, @Nullable String contentType) {
        String why = "Signalbox: " + problem.detail() + ". Answer here";
        ObjectNode answer = Json.object();
        if (asksBefore) {
            answer.putObject("hookSpecificOutput")
                    .put("hookEventName", "PreToolUse")
                    .put("permissionDecision", "ask")
                    .put("permissionDecisionReason", why);
        } else {
            answer.put("systemMessage", why);
        }
        return Answer.ok(answer).header(PROBLEM, problem.code());
    }
}
