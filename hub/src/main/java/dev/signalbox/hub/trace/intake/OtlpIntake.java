package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.GrpcProtocol;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The routes of OTLP, over HTTP in JSON and protobuf, and over gRPC: traces, logs that tell of models, and metrics,
 * which are accepted and not kept.
 */
public final class OtlpIntake implements Routes {
    /** Where exporters look: the plain paths, and those that the clients of Langfuse have built in. */
    private static final List<String> BASES = List.of("/v1/", "/api/public/otel/v1/");

    private static final Permission RECORDS = new Permission.Sends(LangfuseIntake.RECORD);
    private static final byte[] EMPTY = {};

    private final Intake intake;
    private final Clock clock;

    /** @param log the {@code traces} log */
    public OtlpIntake(EventLog log, Clock clock) {
        this.intake = new Intake(log);
        this.clock = clock;
    }

    @Override
    public void declare(RouteTable doors) {
        for (String base : BASES) {
            declare(doors, base + "traces", this::traces);
            declare(doors, base + "logs", this::logs);
            declare(doors, base + "metrics", this::metrics);
        }
        call(doors, "trace.v1.TraceService", this::traces);
        call(doors, "logs.v1.LogsService", this::logs);
        call(doors, "metrics.v1.MetricsService", this::metrics);
    }

    private static void declare(RouteTable doors, String path, Route.Handler handler) {
        doors.foreign(HttpMethod.POST, path, RECORDS, List.of(), OtlpProtocol.OTLP, Need.NONE, handler);
    }

    /** The same over gRPC. */
    private static void call(RouteTable doors, String service, Route.Handler handler) {
        String path = "/opentelemetry.proto.collector." + service + "/Export";
        Route.Handler call = request -> handler.answer(request).map(GrpcProtocol::of);
        doors.foreign(HttpMethod.POST, path, RECORDS, List.of(), OtlpProtocol.GRPC, Need.NONE, call);
    }

    private Future<Answer> traces(Request request) {
        return take(request, new Spans(originOf(request)), OtlpProto::spans, OtlpJson::spans);
    }

    private Future<Answer> logs(Request request) {
        return take(request, new LogRecords(originOf(request)), OtlpProto::logs, OtlpJson::logs);
    }

    private Future<Answer> metrics(Request request) {
        boolean isProto = OtlpProtocol.isProtobuf(request.header("Content-Type"));
        return request.work(() -> {
            if (isProto) OtlpProto.metrics(request.bytes());
            else OtlpJson.metrics(request.bytes());
            return accepted(request);
        });
    }

    private Future<Answer> take(
            Request request, OtlpSink sink, BiConsumer<byte[], OtlpSink> proto, BiConsumer<byte[], OtlpSink> json) {
        String contentType = request.header("Content-Type");
        return request.work(() -> {
                    (OtlpProtocol.isProtobuf(contentType) ? proto : json).accept(request.bytes(), sink);
                    return sink.events();
                })
                .compose(intake::write)
                .map(written -> OtlpProtocol.ok(contentType, sink.protobufAnswer(), sink.jsonAnswer()));
    }

    private IntakeOrigin originOf(Request request) {
        return IntakeOrigin.of(request, "otlp", clock.instant());
    }

    private static Answer accepted(Request request) {
        return OtlpProtocol.ok(request.header("Content-Type"), EMPTY, Map.of());
    }
}
