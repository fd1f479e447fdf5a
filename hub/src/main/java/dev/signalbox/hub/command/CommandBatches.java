package dev.signalbox.hub.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Receipt;
import dev.signalbox.wire.command.Verdict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Judges a batch: commands for one target in order, each after the one before; after a refusal the later ones for that
 * target are blocked. Other targets go on at the same time, and their events share a commit.
 */
public final class CommandBatches {
    private final CommandHandler commands;

    public CommandBatches(CommandHandler commands) {
        this.commands = commands;
    }

    /**
     * One result a command, in the order of the batch. Fails as a whole only when the store is in trouble or the key
     * has ended (then some commands may be done: repeat the batch, ids make that safe). For a caller who rehearses each
     * command is judged by what is there now, and not by what the ones before it would do.
     */
    public Future<List<CommandResult>> handle(CommandBatch batch, Caller caller) {
        List<Command> all = batch.commands();
        @Nullable CommandResult[] results = new CommandResult[all.size()];
        Map<String, List<Integer>> lanes = new LinkedHashMap<>();
        Map<String, String> called = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            String lane = called.getOrDefault(all.get(i).lane(), all.get(i).lane());
            lanes.computeIfAbsent(lane, fresh -> new ArrayList<>()).add(i);
            String name = nameGivenBy(all.get(i));
            if (name != null) called.put(name, lane);
        }
        List<Future<Void>> running = new ArrayList<>();
        AtomicLong shown = new AtomicLong();
        for (List<Integer> lane : lanes.values()) running.add(runLane(all, lane, 0, results, caller, shown));
        return Future.join(running)
                .map(done -> Arrays.stream(results).map(Objects::requireNonNull).toList());
    }

    private Future<Void> runLane(
            List<Command> all,
            List<Integer> lane,
            int next,
            @Nullable CommandResult[] results,
            Caller caller,
            AtomicLong shown) {
        if (next == lane.size()) return Future.succeededFuture();
        int index = lane.get(next);
        Command command = all.get(index);
        return commands.handle(command, caller)
                .map(outcome -> accepted(outcome.receipt(), caller.rehearses()))
                .recover(failure -> refused(command, failure, shown))
                .compose(result -> {
                    results[index] = result;
                    if (result.verdict().isDone()) return runLane(all, lane, next + 1, results, caller, shown);
                    for (int later : lane.subList(next + 1, lane.size())) results[later] = blocked(all.get(later));
                    return Future.succeededFuture();
                });
    }

    /** What the thing is called from now on, when the command gives it a key: later commands may name it so. */
    private static @Nullable String nameGivenBy(Command command) {
        String noun = command.command().substring(0, command.command().indexOf('.'));
        String key = command.body().path("key").textValue();
        return key == null ? null : noun + "/" + key;
    }

    private static CommandResult accepted(Receipt receipt, boolean rehearsed) {
        Verdict verdict = receipt.duplicate() ? Verdict.DUPLICATE : Verdict.ACCEPTED;
        return new CommandResult(
                receipt.commandId(),
                verdict,
                rehearsed ? null : receipt.position(),
                receipt.version(),
                receipt.stream(),
                receipt.unchanged() ? true : null,
                null);
    }

    private static Future<CommandResult> refused(Command command, Throwable failure, AtomicLong shown) {
        // A key that has ended is no fault of the commands: they wait for another.
        if (!(failure instanceof Refused refused) || refused.problem().is(ProblemCode.UNAUTHORIZED)) {
            return Future.failedFuture(failure);
        }
        Problem problem = bounded(refused.problem(), shown);
        Verdict verdict = problem.is(ProblemCode.VERSION_CONFLICT) || problem.is(ProblemCode.ALREADY_RESOLVED)
                ? Verdict.CONFLICT
                : Verdict.REJECTED;
        return Future.succeededFuture(new CommandResult(command.id(), verdict, null, null, null, problem));
    }

    /** A batch may meet as many conflicts as it has commands, and each could show a whole thing. */
    private static Problem bounded(Problem problem, AtomicLong shown) {
        JsonNode current = problem.current();
        if (current == null || shown.addAndGet(Json.write(current).length) <= Limits.BATCH_CONFLICT_BYTES_MAX) {
            return problem;
        }
        return problem.withCurrent(Json.object().set("version", current.path("version")));
    }

    private static CommandResult blocked(Command command) {
        return new CommandResult(command.id(), Verdict.BLOCKED, null, null, null, null);
    }
}
