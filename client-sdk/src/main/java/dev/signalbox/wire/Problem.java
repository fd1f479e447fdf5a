package dev.signalbox.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why the hub refused: problem details of RFC 9457.
 *
 * @param type a URI that names the kind, {@code /problems/<code>}
 * @param title the kind in words, the same for every occurrence
 * @param status the HTTP status
 * @param detail what is wrong this time and what to do next
 * @param code the stable word, see {@link ProblemCode#word()}
 * @param errors the fields at fault, where there are such
 * @param current on {@code version_conflict}: {@code {version, resource}} as they are now; of a roadmap item also
 *     {@code changes}, what others wrote since the version that was expected
 * @param wanted on {@code version_conflict} of a roadmap item: {@code {by, command, body}}, the side of the caller
 * @param answer on {@code already_resolved}: the answer that won
 * @param head on {@code log_diverged}: the cursor of the newest event
 * @param floor on {@code cursor_expired}: the oldest position that is kept
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        List<FieldError> errors,
        @Nullable JsonNode current,
        @Nullable JsonNode wanted,
        @Nullable JsonNode answer,
        @Nullable String head,
        @Nullable Long floor) {

    /** One field at fault: a JSON pointer into the request, and what to write instead. */
    public record FieldError(String pointer, String detail) {
        public FieldError {
            pointer = pointer == null ? "" : Secrets.masked(pointer);
            detail = detail == null ? "" : Secrets.masked(detail);
        }
    }

    /** A refusal quotes what it refuses, and callers log refusals: so keys that stand in the wrong place are masked. */
    public Problem {
        detail = detail == null ? "" : Secrets.masked(detail);
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    public static Problem of(ProblemCode code, String detail) {
        return new Problem(
                "/problems/" + code.word(),
                code.title(),
                code.status(),
                detail,
                code.word(),
                List.of(),
                null,
                null,
                null,
                null,
                null);
    }

    public static Problem invalid(InvalidInput input) {
        Problem problem = of(ProblemCode.INVALID, input.detail());
        return problem.withErrors(List.of(new FieldError(input.pointer(), input.detail())));
    }

    /** The same in other words. */
    public Problem withDetail(String words) {
        return new Problem(type, title, status, words, code, errors, current, wanted, answer, head, floor);
    }

    public Problem withErrors(List<FieldError> fields) {
        return new Problem(type, title, status, detail, code, fields, current, wanted, answer, head, floor);
    }

    public Problem withCurrent(JsonNode currentVersionAndResource) {
        return new Problem(
                type, title, status, detail, code, errors, currentVersionAndResource, wanted, answer, head, floor);
    }

    public Problem withWanted(JsonNode callersSide) {
        return new Problem(type, title, status, detail, code, errors, current, callersSide, answer, head, floor);
    }

    public Problem withAnswer(JsonNode winner) {
        return new Problem(type, title, status, detail, code, errors, current, wanted, winner, head, floor);
    }

    public Problem withHead(String newestCursor) {
        return new Problem(type, title, status, detail, code, errors, current, wanted, answer, newestCursor, floor);
    }

    public Problem withFloor(long oldestPosition) {
        return new Problem(type, title, status, detail, code, errors, current, wanted, answer, head, oldestPosition);
    }

    /** Whether this is the given kind. */
    public boolean is(ProblemCode other) {
        return other.word().equals(code);
    }
}
