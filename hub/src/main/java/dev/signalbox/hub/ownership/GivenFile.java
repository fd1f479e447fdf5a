package dev.signalbox.hub.ownership;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that the hub was started with. It is a wish: what counts is the log (ADR 12). A file that was never in force
 * is applied at the start; one that another has replaced since is not, or a restart would take back what an admin
 * applied.
 */
public final class GivenFile {
    private static final Logger LOG = LoggerFactory.getLogger(GivenFile.class);

    private final @Nullable Path file;
    private final MatrixFeed feed;
    private final CommandHandler commands;
    private final Vertx vertx;

    /** @param file null when none was given */
    public GivenFile(@Nullable Path file, MatrixFeed feed, CommandHandler commands, Vertx vertx) {
        this.file = file;
        this.feed = feed;
        this.commands = commands;
        this.vertx = vertx;
    }

    /** At the start. Fails with what a person has to mend: a fault of the file, data that it would leave behind. */
    public Future<Void> propose() {
        return read().compose(text -> {
            if (text == null || feed.applied().isInForce(text)) return Future.succeededFuture();
            if (feed.applied().isSuperseded(text)) {
                LOG.warn(
                        "{} was replaced by what {} applied, which stays in force. To go back: signalbox config apply {}",
                        file,
                        feed.applied().by(),
                        file);
                return Future.succeededFuture();
            }
            // Nodes that start together with one file write one event.
            String id = Ids.derived(
                    "matrix.apply",
                    AppliedMatrix.digestOf(text),
                    Long.toString(feed.applied().version()));
            return apply(id, text, "start").mapEmpty();
        });
    }

    /** On a signal: applies the file as it is now, whatever was in force before. Fails like {@link #propose}. */
    public Future<Void> reload() {
        return read().compose(text -> {
            if (text == null) {
                throw new IllegalStateException("the hub was started without a file; use signalbox config apply FILE");
            }
            return apply(Ids.next(), text, "signal").mapEmpty();
        });
    }

    private Future<Outcome> apply(String id, String text, String via) {
        Command command = new Command(id, "matrix.apply", null, null, null, Json.tree(new ApplyMatrix(text)));
        return commands.handle(command, new Caller(Principal.SYSTEM, via, null)).recover(failure -> {
            if (!(failure instanceof Refused refused)) return Future.failedFuture(failure);
            String reasons = refused.problem().errors().stream()
                    .map(Problem.FieldError::detail)
                    .collect(Collectors.joining("\n"));
            if (reasons.isEmpty()) reasons = refused.problem().detail();
            return Future.failedFuture(new IllegalStateException(file + " cannot be applied:\n" + reasons, refused));
        });
    }

    /** The text, parsed once so that its faults name this file; null when there is none. */
    private Future<@Nullable String> read() {
        Path given = file;
        if (given == null) return Future.succeededFuture();
        return vertx.executeBlocking(() -> {
            String text = MatrixFile.textOf(given);
            MatrixFile.parse(text, given.toString());
            return text;
        });
    }
}
