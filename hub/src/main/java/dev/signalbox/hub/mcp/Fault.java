package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.wire.Json;
import org.jspecify.annotations.Nullable;

/** What is wrong with a message itself: the error of JSON-RPC that answers it, and the status of HTTP beside it. */
final class Fault extends RuntimeException {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int HEADER_MISMATCH = -32020;
    static final int UNSUPPORTED_VERSION = -32022;

    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final int code;
    private final transient @Nullable ObjectNode data;

    private Fault(int code, String message, @Nullable ObjectNode data) {
        super(message, null, false, false);
        this.code = code;
        this.data = data;
    }

    /** @param message says what is wrong and what to do instead */
    static Fault of(int code, String message) {
        return new Fault(code, message, null);
    }

    static Fault of(int code, String message, ObjectNode data) {
        return new Fault(code, message, data);
    }

    /** Of a method that this hub does not have. */
    static Fault noMethod(String method) {
        String shown = method.length() <= 100 ? method : method.substring(0, 100) + "…";
        return of(METHOD_NOT_FOUND, "this hub has no method " + shown + "; it has tools: tools/list shows them");
    }

    int code() {
        return code;
    }

    /** The status beside it: that of the newest revision. */
    int status() {
        return code == METHOD_NOT_FOUND ? NOT_FOUND : BAD_REQUEST;
    }

    /** The answer to a message, with that status. */
    Answer answer(Message to, int status) {
        return Answer.status(status, to.error(code, String.valueOf(getMessage()), data));
    }

    /** The answer to what is no message. */
    Answer answer() {
        ObjectNode error = Json.object().put("jsonrpc", "2.0");
        error.set("error", Json.object().put("code", code).put("message", getMessage()));
        return Answer.status(status(), error);
    }
}
