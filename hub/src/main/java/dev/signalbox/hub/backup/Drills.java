package dev.signalbox.hub.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.backup.Points.Point;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Note;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Drills, and what is remembered of them: each that came to its end is an event, {@code backup.drilled}. */
final class Drills {
    private static final String COMMAND = "backup.note-drill";
    private static final String STREAM = "backup/drills";

    private final Drill drill;
    private final BackupState state;
    private final CommandHandler commands;
    private final Clock clock;

    Drills(Drill drill, BackupState state, CommandHandler commands, Clock clock) {
        this.drill = drill;
        this.state = state;
        this.commands = commands;
        this.clock = clock;
    }

    /**
     * What the event says.
     *
     * @param backup its id
     * @param by whose key asked for it
     * @param millis how long it took
     * @param compared what was restored, folded and compared
     * @param difference the first thing that was not as it was in the hub; empty text when there was none
     */
    record NoteDrill(String backup, String by, long millis, JsonNode compared, String difference) {}

    static void register(CommandHandler handler, EventLog log) {
        handler.notes(log, COMMAND, NoteDrill.class, wish -> new Note(STREAM, EventTypes.BACKUP_DRILLED, wish));
    }

    /** Looks up the last one. */
    Future<?> load(EventLog log) {
        return log.walkStream(STREAM, 0, event -> {
            JsonNode note = Json.readLenient(event.data(), JsonNode.class);
            state.drilled(
                    event.occurredAt(),
                    note.path("backup").asText(),
                    note.path("difference").asText());
            return true;
        });
    }

    /** Completes when it is over and noted. Fails when the backup cannot be restored, or differs. */
    Future<JsonNode> run(Point point, Identities identities, String by, Progress progress) {
        Instant began = clock.instant();
        return drill.run(point, identities, progress).compose(found -> {
            long millis = Duration.between(began, clock.instant()).toMillis();
            NoteDrill note = new NoteDrill(point.id(), by, Math.max(0, millis), found.json(), found.difference());
            Command command = new Command(Ids.next(), COMMAND, null, null, null, Json.tree(note));
            return commands.handle(command, new Caller(Principal.SYSTEM, "backup", null))
                    .map(noted -> {
                        state.drilled(clock.instant(), point.id(), found.difference());
                        if (!found.difference().isEmpty()) throw new IllegalStateException(differs(found.difference()));
                        return Json.tree(note);
                    });
        });
    }

    private static String differs(String difference) {
        return "the backup could be restored, and is not what the hub shows: " + difference + ". signalbox verify says"
                + " which of both is wrong";
    }
}
