package dev.signalbox.hub.http;

import dev.signalbox.hub.http.route.Admission;
import dev.signalbox.hub.http.route.HeavyWork;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * What the router does for one request until it is answered.
 *
 * @param passes what fails with a {@code Refused} when who asks may not pass a route
 */
record RequestDoor(SharedLimits shared, BodyMemory body, AnswerMemory.Part answers, Function<Route, Runnable> passes)
        implements Request.Door {
    @Override
    public HeavyWork work() {
        return shared.work();
    }

    @Override
    public void hold(long bytes) {
        body.grow(bytes);
    }

    @Override
    public Future<Runnable> room(long bytes) {
        AnswerMemory.Share share = answers.share();
        return share.take(bytes).map(taken -> share::release);
    }

    @Override
    public Admission admission(Route route) {
        return shared.admissions().of(passes.apply(route));
    }
}
