package dev.signalbox.hub.operator;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/** For operators: the word that the clock is right, and that what is over by retention may go. */
public record RetentionRoutes(ClockWatch watch) implements Routes {
    @Override
    public void declare(RouteTable doors) {
        doors.admin(HttpMethod.POST, "/v1/retention/allow", List.of(), Need.NONE, request -> allow());
    }

    private Future<Answer> allow() {
        return watch.allow()
                .map(now -> Answer.ok(
                        Map.of("clock", Times.format(now), "until", Times.format(now.plus(ClockWatch.JUMP_MAX)))));
    }
}
