package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.hub.http.route.GrpcProtocol;
import dev.signalbox.hub.http.route.GrpcStatus;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.TreeBytes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of OTLP over HTTP: answers come in the content type of the request, refusals are a
 * {@code google.rpc.Status}.
 */
final class OtlpProtocol implements Protocol {
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/x-protobuf";
    static final OtlpProtocol OTLP = new OtlpProtocol();
    /** The same messages over gRPC. */
    static final GrpcProtocol GRPC =
            new GrpcProtocol(Limits.OTLP_BODY_BYTES_MAX, OtlpProtocol::protobufBytes, Overload.RETRY_AFTER_SECONDS);

    private static final BodyRule BODIES = BodyRule.inflated(
            Set.of(JSON, PROTOBUF, "application/protobuf"), Limits.OTLP_BODY_BYTES_MAX, Limits.INFLATED_BODY_BYTES_MAX);

    private OtlpProtocol() {}

    /** Whether a request with this content type is in protobuf, and so is its answer. */
    static boolean isProtobuf(@Nullable String contentType) {
        if (contentType == null) return false;
        return BodyRule.bare(contentType).endsWith("protobuf") || GrpcProtocol.isOf(contentType);
    }

    @Override
    public BodyRule bodies() {
        return BODIES;
    }

    @Override
    public long treeBytes(byte[] body, @Nullable String contentType) {
        return isProtobuf(contentType) ? protobufBytes(body) : Protocol.super.treeBytes(body, contentType);
    }

    private static long protobufBytes(byte[] body) {
        return TreeBytes.of(body.length, ProtoFields.in(body));
    }

    @Override
    public Answer refusal(Problem problem, @Nullable String contentType) {
        int status = Overload.statusOf(problem);
        int code = grpcCode(status);
        Answer answer = isProtobuf(contentType)
                ? Answer.bytes(status, PROTOBUF, GrpcStatus.of(code, problem.detail()))
                : Answer.status(status, Map.of("code", code, "message", problem.detail()));
        if (status == 401) answer.header("WWW-Authenticate", "Basic realm=\"signalbox\"");
        return status == Overload.STATUS ? answer.retryAfter(Overload.RETRY_AFTER_SECONDS) : answer;
    }

    /** 200 in the content type of the request. */
    static Answer ok(@Nullable String contentType, byte[] protobuf, Object json) {
        return isProtobuf(contentType)
                ? Answer.bytes(200, PROTOBUF, protobuf)
                : Answer.bytes(200, JSON, Json.write(json));
    }

    private static int grpcCode(int status) {
        return switch (status) {
            case 400, 415 -> 3;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 5;
            case 413 -> 8;
            case Overload.STATUS -> 14;
            default -> 2;
        };
    }
}
