package dev.signalbox.hub.command;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.Receipt;
import java.util.List;
import java.util.Set;

/**
 * The answer to a command for a role that may write the thing but not read it: which thing, its version and position,
 * and of a refusal what the caller needs to wish again; nothing that others wrote.
 */
record Unseen(Command command) {
    /** Refusals that say what is there already. */
    private static final Set<String> OF_WHAT_IS_THERE = Set.of(
            ProblemCode.VERSION_CONFLICT.word(), ProblemCode.ALREADY_RESOLVED.word(), ProblemCode.EXPIRED.word());

    Outcome outcome(Outcome seen) {
        Receipt receipt = seen.receipt();
        String category = Event.categoryOf(receipt.stream());
        String id = receipt.stream().substring(category.length() + 1);
        ObjectNode written = Json.object();
        if (isOfRow()) written.put("table", category).put("key", id);
        else written.put("id", id);
        written.put("version", receipt.version()).put("position", receipt.position());
        return new Outcome(receipt, written);
    }

    Throwable failure(Throwable failure) {
        return failure instanceof Refused refused ? new Refused(problem(refused.problem())) : failure;
    }

    private Problem problem(Problem seen) {
        ProblemCode code = ProblemCode.of(seen.code());
        if (code == null) return seen;
        if (OF_WHAT_IS_THERE.contains(seen.code())) return conflict(code, seen);
        List<FieldError> own =
                seen.errors().stream().filter(error -> isOwn(error.pointer())).toList();
        if (own.size() == seen.errors().size()) return seen;
        return Problem.of(code, "with fields that your role may not read, this does not fit the schema of the table")
                .withErrors(own);
    }

    private static Problem conflict(ProblemCode code, Problem seen) {
        Problem told = Problem.of(
                code,
                "it is not as you expected, and your role may not read it. Send it again at the present version when"
                        + " it still holds, or ask somebody who may read it");
        JsonNode current = seen.current();
        JsonNode version = current == null ? null : current.get("version");
        return version == null ? told : told.withCurrent(Json.object().set("version", version));
    }

    /** Whether a fault is of what the caller sent: a patch is judged together with the fields that it leaves alone. */
    private boolean isOwn(String pointer) {
        boolean whole = !command.command().equals("table.patch") || !pointer.startsWith("/fields/");
        return whole || !command.body().at(JsonPointer.compile(pointer)).isMissingNode();
    }

    private boolean isOfRow() {
        return OwnershipMatrix.TABLE_COMMANDS.contains(command.command());
    }
}
