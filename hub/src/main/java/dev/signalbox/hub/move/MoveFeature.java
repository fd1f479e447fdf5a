package dev.signalbox.hub.move;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door to moves of the hub's data, for admins. The moves outlive the space that began them. */
public record MoveFeature(Mover mover) implements Feature, Routes, Job {
    @Override
    public List<Routes> routes() {
        return List.of(this);
    }

    @Override
    public List<Job> jobs() {
        return List.of(this);
    }

    @Override
    public void declare(RouteTable doors) {
        doors.operator(HttpMethod.POST, "/v1/move", List.of(), Need.NONE, this::begin);
        doors.operator(HttpMethod.GET, "/v1/move", List.of(), Need.NONE, request -> Future.succeededFuture(status()));
    }

    @Override
    public Future<?> start() {
        return Future.succeededFuture();
    }

    /** The space ends: what is copied of it would not be all. */
    @Override
    public Future<?> close() {
        mover.stop();
        return Future.succeededFuture();
    }

    private Future<Answer> begin(Request request) {
        Wish wish = request.body(Wish.class);
        boolean back = Boolean.TRUE.equals(wish.back());
        if (back == (wish.to() != null)) {
            throw new InvalidInput("to", "give a URL of PostgreSQL or an absolute path of a folder, or \"back\": true");
        }
        return (wish.to() == null ? mover.back() : mover.begin(wish.to())).map(status -> Answer.status(202, status));
    }

    private Answer status() {
        return Answer.ok(mover.status()
                .orElseThrow(() -> new Refused(ProblemCode.NOT_FOUND, "nothing was moved since this hub was started")));
    }

    /** Where to: one of both. */
    record Wish(@Nullable String to, @Nullable Boolean back) {}
}
