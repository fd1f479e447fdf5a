package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.tenancy.SpaceCommands.Hashes;
import dev.signalbox.hub.tenancy.SpaceCommands.Kept;
import dev.signalbox.hub.tenancy.SpaceCommands.NextDue;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the hub itself tells of its spaces, as events of the default one. Each completes when it is on disk, or when
 * there was nothing new to tell. Any thread.
 */
public final class SpaceNotes {
    private final CommandHandler commands;

    SpaceNotes(CommandHandler commands) {
        this.commands = commands;
    }

    /** From now on the door leads whoever shows one of these to a space. */
    public Future<?> admit(String name, List<String> sha256) {
        return send("space.admit-keys", name, new Hashes(sha256));
    }

    /** From now on it leads nobody by one of these. */
    public Future<?> dismiss(String name, Collection<String> sha256) {
        return sha256.isEmpty()
                ? Future.succeededFuture()
                : send("space.dismiss-keys", name, new Hashes(List.copyOf(sha256)));
    }

    /** Something may fall due in it at any time from now on. */
    public Future<?> opened(String name) {
        return send("space.note-open", name, Json.object());
    }

    /** Nothing falls due in it before a time; null for never. */
    public Future<?> closed(String name, @Nullable Instant due) {
        return send("space.note-closed", name, new NextDue(due));
    }

    /** Its data is at another place; null for where the hub keeps its own. */
    public Future<?> moved(String name, @Nullable String database) {
        return send("space.note-moved", name, new Kept(database));
    }

    /** A clone has all its data. */
    Future<?> filled(String name) {
        return send("space.note-filled", name, Json.object());
    }

    /** The data of a sealed space is over. */
    Future<?> erase(String name) {
        return send("space.erase", name, Json.object());
    }

    private Future<Outcome> send(String command, String name, Object body) {
        Command wish = new Command(Ids.next(), command, name, null, null, Json.tree(body));
        return commands.handle(wish, new Caller(Principal.SYSTEM, "space", null).onlyOnce());
    }
}
