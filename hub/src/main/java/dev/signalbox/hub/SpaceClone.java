package dev.signalbox.hub;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.move.LogCopy;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.tenancy.SpaceFeature;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;

/**
 * Fills the empty place of a space with what another holds at this moment, as a history of its own: each log begins a
 * fresh epoch behind what was copied. What the default space knows of other spaces, their names and the hashes of their
 * keys, is left out. It may be ended at any moment and begun again.
 *
 * @param from which goes on meanwhile
 * @param to the place, where no hub has opened a log yet
 */
record SpaceClone(Space from, Engine to) {
    Future<Void> fill() {
        Future<Void> last = Future.succeededFuture();
        for (LogSpace log : from.logs()) last = last.compose(done -> fill(log));
        return last;
    }

    private Future<Void> fill(LogSpace log) {
        return to.database(log.log().name()).compose(there -> fill(log, there).eventually(there::close));
    }

    private Future<Void> fill(LogSpace log, Database there) {
        History history = new History(there);
        return history.epoch().compose(epoch -> {
            if (epoch.isPresent()) return Future.succeededFuture();
            return new LogCopy(log.log(), new History(log.database()), history, SpaceFeature.CATEGORY, from.vertx())
                    .run(head -> {})
                    .compose(head -> history.restored(log.log().name(), from.clock(), facts(log, head)))
                    .mapEmpty();
        });
    }

    private ObjectNode facts(LogSpace log, Head head) {
        return Json.object()
                .put("before", log.log().epoch())
                .put("from", "the space " + from.name())
                .put("at", Long.toString(head.position()));
    }
}
