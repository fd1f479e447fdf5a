package dev.signalbox.hub.verify;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.LogState;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** For operators: to begin a verify and see how it ends; and what two hubs are compared by. */
final class VerifyRoutes implements Routes {
    private static final String POSITIONS = "positions";

    private final VerifyFeature verify;
    private final Map<String, LogStates> logs;

    /** @param logs by their names */
    VerifyRoutes(VerifyFeature verify, Map<String, LogStates> logs) {
        this.verify = verify;
        this.logs = logs;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.admin(
                HttpMethod.POST,
                "/v1/verify",
                List.of(),
                Need.NONE,
                request -> Future.succeededFuture(Answer.status(202, verify.begin())));
        doors.admin(HttpMethod.GET, "/v1/verify", List.of(), Need.NONE, request -> shown());
        doors.admin(HttpMethod.GET, "/v1/log", List.of(), Need.NONE, request -> states());
        doors.admin(HttpMethod.GET, "/v1/log/{log}/hashes", List.of(POSITIONS), Need.NONE, this::hashes);
    }

    private Future<Answer> shown() {
        return Future.succeededFuture(Answer.ok(verify.last()
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND,
                        "nobody has verified this store yet; POST /v1/verify (signalbox verify) begins to"))));
    }

    private Future<Answer> states() {
        List<LogState> states = new ArrayList<>();
        Future<?> last = Future.succeededFuture();
        for (LogStates each : logs.values()) {
            last = last.compose(counted -> each.now()).map(states::add);
        }
        return last.map(all -> Answer.ok(Map.of("items", states)));
    }

    private Future<Answer> hashes(Request request) {
        LogStates log = logs.get(request.path("log"));
        if (log == null) {
            throw new Refused(
                    ProblemCode.NOT_FOUND, "there is no such log; the logs are " + String.join(", ", logs.keySet()));
        }
        return log.hashes(positions(request.query())).map(hashes -> Answer.ok(Map.of("items", hashes)));
    }

    private static List<Long> positions(Query query) {
        String given = query.text(POSITIONS);
        List<Long> positions = new ArrayList<>();
        for (String each : given == null ? new String[0] : given.split(",", -1)) {
            if (!each.matches("\\d{1,18}")) throw wrong();
            positions.add(Long.parseLong(each));
        }
        if (positions.isEmpty() || positions.size() > LogStates.POSITIONS_MAX) throw wrong();
        return positions;
    }

    private static RuntimeException wrong() {
        return Query.invalid(
                POSITIONS,
                "must be 1 to " + LogStates.POSITIONS_MAX + " positions with commas between them, as 1,500,1000");
    }
}
