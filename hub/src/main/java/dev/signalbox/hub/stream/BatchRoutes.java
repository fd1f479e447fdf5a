package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.CommandBatches;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outbox's door: many commands in one request, each with a verdict of its own. The answer bears a cursor, and a
 * sender shows the newest that it has ({@link #SEEN}): so a hub that was put back to an earlier moment takes nothing
 * before the sender knows, and sends again what was lost.
 *
 * @param log what the commands write
 */
record BatchRoutes(CommandBatches batches, FollowedLog log) implements Routes {
    private static final String DRY_RUN = "dryRun";
    /** The header with the newest cursor of the sender. */
    static final String SEEN = "Signalbox-Seen";

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.POST, "/v1/commands", List.of(DRY_RUN), Need.NONE, this::judge);
    }

    private Future<Answer> judge(Request request) {
        CommandBatch batch = request.body(CommandBatch.class);
        boolean dryRun = isTrue(request.query().text(DRY_RUN));
        String seen = request.header(SEEN);
        Future<?> known = seen == null ? Future.succeededFuture() : new StartPoint(log).holds(SEEN, seen);
        return known.compose(
                        held -> batches.handle(batch, dryRun ? request.caller().rehearsing() : request.caller()))
                .compose(this::answer);
    }

    private Future<Answer> answer(List<CommandResult> results) {
        long newest = newestOf(results);
        return cursorBehind(newest).map(cursor -> {
            Answer answer = Answer.ok(new CommandResults(results, cursor.position(), cursor.toString()));
            return newest == 0 ? answer : answer.position(newest);
        });
    }

    private static boolean isTrue(@Nullable String word) {
        if (word == null || word.equals("false")) return false;
        if (word.equals("true")) return true;
        throw new InvalidInput("", "dryRun must be true or false");
    }

    private static long newestOf(List<CommandResult> results) {
        long newest = 0;
        for (CommandResult result : results) {
            if (result.position() != null) newest = Math.max(newest, result.position());
        }
        return newest;
    }

    /**
     * The newest cursor that this node knows of, no older than this position if it can be read: the verdicts are told
     * all the same, for what they say is done.
     */
    private Future<Cursor> cursorBehind(long position) {
        Cursor newest = log.tail().head().cursor();
        if (newest.position() >= position) return Future.succeededFuture(newest);
        return new StartPoint(log).of(Long.toString(position)).otherwise(newest);
    }
}
