package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of refusals that clients of Langfuse understand: JSON with {@code error} and {@code message}, whatever
 * it is about, or they drop what they sent. What passes by itself is 503 with {@code Retry-After: 2}: they do not come
 * again after other statuses.
 */
public final class LangfuseProtocol implements Protocol {
    /** For reading, and for small requests. */
    public static final Protocol API = new LangfuseProtocol(
            BodyRule.inflated(Set.of("application/json"), Limits.BODY_BYTES_MAX, Limits.BODY_BYTES_MAX), false);

    /** For batches of events. A browser may send them as plain text, and with a public key. */
    static final Protocol INGESTION = new LangfuseProtocol(
            BodyRule.inflated(
                    Set.of("application/json", "text/plain"),
                    Limits.INGESTION_BODY_BYTES_MAX,
                    Limits.INFLATED_BODY_BYTES_MAX),
            true);

    private final BodyRule bodies;
    private final boolean publicKeys;

    private LangfuseProtocol(BodyRule bodies, boolean publicKeys) {
        this.bodies = bodies;
        this.publicKeys = publicKeys;
    }

    @Override
    public BodyRule bodies() {
        return bodies;
    }

    @Override
    public boolean takesPublicKeys() {
        return publicKeys;
    }

    @Override
    public Answer refusal(Problem problem, @Nullable String contentType) {
        int status = Overload.statusOf(problem);
        ObjectNode body = Json.object().put("error", wordFor(status)).put("message", problem.detail());
        problem.errors().forEach(error -> body.withArray("/errors").add(error.detail()));
        Answer answer = Answer.status(status, body);
        if (status == 401) answer.header("WWW-Authenticate", "Basic realm=\"signalbox\"");
        return status == Overload.STATUS ? answer.retryAfter(Overload.RETRY_AFTER_SECONDS) : answer;
    }

    private static String wordFor(int status) {
        return switch (status) {
            case 400 -> "InvalidRequestError";
            case 401 -> "UnauthorizedError";
            case 403 -> "ForbiddenError";
            case 404 -> "LangfuseNotFoundError";
            case 405 -> "MethodNotAllowedError";
            case 413 -> "PayloadTooLargeError";
            case 415 -> "UnsupportedMediaTypeError";
            case Overload.STATUS -> "ServiceUnavailableError";
            default -> "Error";
        };
    }
}
