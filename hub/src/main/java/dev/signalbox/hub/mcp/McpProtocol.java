package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * How clients of the Model Context Protocol understand a no that comes before their message was read: an error of
 * JSON-RPC without an id. Its code is the status of HTTP, since the numbers of JSON-RPC mean other things; the problem
 * stands in its data.
 */
final class McpProtocol implements Protocol {
    static final McpProtocol MCP = new McpProtocol();

    private static final int BAD_REQUEST = 400;

    private McpProtocol() {}

    @Override
    public BodyRule bodies() {
        return BodyRule.OWN;
    }

    @Override
    public Answer refusal(Problem problem, @Nullable String contentType) {
        int code = problem.status() == BAD_REQUEST ? Fault.INVALID_REQUEST : problem.status();
        ObjectNode error = Json.object().put("code", code).put("message", problem.detail());
        error.set("data", Json.tree(problem));
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        response.set("error", error);
        Answer answer = Answer.status(problem.status(), response);
        if (problem.is(ProblemCode.UNAUTHORIZED)) answer.header("WWW-Authenticate", "Bearer realm=\"signalbox\"");
        return problem.status() == 503 ? answer.retryAfter(1) : answer;
    }
}
