package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.space.Readiness;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * The routes by which clients of Langfuse write: {@code /api/public/ingestion}, {@code scores}, {@code health} and
 * {@code projects}.
 */
public final class LangfuseIntake implements Routes {
    /** To record traces and observations. */
    static final String RECORD = "trace.record";
    /** To judge them. */
    static final String SCORE = "trace.score";

    private static final String PREFIX = "/api/public/";

    private final Intake intake;
    private final MatrixInForce matrix;
    private final Readiness readiness;
    private final Clock clock;
    private final String project;
    private final String version;

    /**
     * @param log the {@code traces} log
     * @param project name of the one project that clients see
     * @param version of the hub
     */
    public LangfuseIntake(
            EventLog log, MatrixInForce matrix, Readiness readiness, Clock clock, String project, String version) {
        this.intake = new Intake(log);
        this.matrix = matrix;
        this.readiness = readiness;
        this.clock = clock;
        this.project = project;
        this.version = version;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.foreignBelow(PREFIX, LangfuseProtocol.API);
        Permission any = new Permission.SendsAny(List.of(RECORD, SCORE));
        declare(doors, HttpMethod.POST, "ingestion", any, LangfuseProtocol.INGESTION, this::ingest);
        declare(doors, HttpMethod.POST, "scores", new Permission.Sends(SCORE), LangfuseProtocol.API, this::score);
        declare(doors, HttpMethod.GET, "health", new Permission.Open(), LangfuseProtocol.API, request -> health());
        declare(
                doors,
                HttpMethod.GET,
                "projects",
                new Permission.AnyKey(),
                LangfuseProtocol.API,
                request -> Future.succeededFuture(projects()));
    }

    private static void declare(
            RouteTable doors,
            HttpMethod method,
            String path,
            Permission permission,
            Protocol protocol,
            Route.Handler handler) {
        doors.foreign(method, PREFIX + path, permission, List.of(), protocol, Need.NONE, handler);
    }

    private Future<Answer> ingest(Request request) {
        OwnershipMatrix now = matrix.matrix();
        String role = request.principal().role();
        Batch.Rights rights =
                new Batch.Rights(!request.isPublic() && now.maySend(role, RECORD), now.maySend(role, SCORE));
        IntakeOrigin sender = IntakeOrigin.of(request, "classic", clock.instant());
        return request.work(() -> Batch.read(request.bytes(), sender, rights))
                .compose(batch -> intake.write(batch.events()).map(written -> Answer.status(207, batch.answer())));
    }

    /** One score, or a list of them, without envelopes. */
    private Future<Answer> score(Request request) {
        IntakeOrigin sender = IntakeOrigin.of(request, "classic", clock.instant());
        return request.work(() -> Scores.read(request.bytes(), sender))
                .compose(scores -> intake.write(scores.events()).map(written -> scores.answer()));
    }

    private Future<Answer> health() {
        return readiness
                .check()
                .map(Readiness.Report::ready)
                .otherwise(false)
                .map(ready -> ready
                        ? Answer.ok(Map.of("status", "OK", "version", version))
                        : Answer.status(503, Map.of("status", "NOT READY", "version", version))
                                .retryAfter(Overload.RETRY_AFTER_SECONDS));
    }

    /** One project, with every field that typed clients want. */
    private Answer projects() {
        Map<String, String> organization = Map.of("id", "signalbox", "name", "Signalbox");
        return Answer.ok(Map.of(
                "data",
                List.of(Map.of("id", project, "name", project, "organization", organization, "metadata", Map.of()))));
    }
}
