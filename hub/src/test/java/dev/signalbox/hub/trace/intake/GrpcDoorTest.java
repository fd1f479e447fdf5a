package dev.signalbox.hub.trace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.Http2;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Limits;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OTLP over gRPC, call by call: what is stored, and how each call ends. */
class GrpcDoorTest {
    private static final int INVALID_ARGUMENT = 3;
    private static final int DEADLINE_EXCEEDED = 4;
    private static final int PERMISSION_DENIED = 7;
    private static final int RESOURCE_EXHAUSTED = 8;
    private static final int UNIMPLEMENTED = 12;
    private static final int UNAVAILABLE = 14;
    private static final int UNAUTHENTICATED = 16;
    private static final int MB = 1024 * 1024;

    private static TestHub hub;
    private static IntakeHub intake;
    private static int spans = 100;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
        intake = new IntakeHub(hub);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_call_stores_what_the_same_bytes_store_over_http() {
        byte[] over = IntakeHub.proto(span().setName("over gRPC").build());
        byte[] http = IntakeHub.proto(span().setName("over HTTP").build());

        GrpcCall.Status status = traces().message(over).expect(0);
        intake.post(IntakeHub.OTLP, IntakeHub.PROTOBUF, http).expect(200);

        assertThat(status.message()).isEmpty();
        JsonNode first = received("over gRPC");
        JsonNode second = received("over HTTP");
        assertThat(first.path("traceId")).isEqualTo(second.path("traceId"));
        assertThat(first.path("startTimeUnixNano")).isEqualTo(second.path("startTimeUnixNano"));
        assertThat(first.path("origin")).isEqualTo(second.path("origin"));
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("gzip", GrpcCall.COMPRESSED, true),
                Arguments.of("deflate", GrpcCall.COMPRESSED, true),
                Arguments.of("gzip", 0, false),
                Arguments.of("identity", 0, false));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void a_message_is_compressed_when_its_flag_says_so(String encoding, int flag, boolean packed) {
        String name = encoding + flag;
        byte[] plain = IntakeHub.proto(span().setName(name).build());
        byte[] message =
                !packed ? plain : encoding.equals("gzip") ? IntakeHub.gzip(plain) : IntakeHub.deflate(plain, false);

        traces().with("grpc-encoding", encoding)
                .send(GrpcCall.frame(flag, message))
                .expect(0);

        assertThat(received(name).path("name").asText()).isEqualTo(name);
    }

    @Test
    void a_bad_span_takes_no_good_one_along() throws IOException {
        byte[] message = IntakeHub.proto(
                span().setName("good neighbour").build(),
                span().setTraceId(ByteString.copyFromUtf8("short")).build());

        GrpcCall.Status status = traces().message(message).expect(0);

        assertThat(ExportTraceServiceResponse.parseFrom(status.message())
                        .getPartialSuccess()
                        .getRejectedSpans())
                .isEqualTo(1);
        assertThat(received("good neighbour").isMissingNode()).isFalse();
    }

    @Test
    void logs_and_metrics_are_taken_as_over_http() {
        call(GrpcCall.LOGS)
                .message(ExportLogsServiceRequest.getDefaultInstance().toByteArray())
                .expect(0);
        call(GrpcCall.METRICS).message(new byte[0]).expect(0);

        assertThat(call(GrpcCall.LOGS).message(new byte[] {1, 2, 3}).code()).isEqualTo(INVALID_ARGUMENT);
        assertThat(call(GrpcCall.METRICS).message(new byte[] {1, 2, 3}).code()).isEqualTo(INVALID_ARGUMENT);
    }

    @Test
    void the_key_is_in_the_metadata_and_decides() {
        byte[] message = IntakeHub.proto(span().build());

        new GrpcCall(hub, GrpcCall.TRACES).message(message).expect(UNAUTHENTICATED);
        new GrpcCall(hub, GrpcCall.TRACES).key("sbx_none").message(message).expect(UNAUTHENTICATED);
        new GrpcCall(hub, GrpcCall.TRACES)
                .with("x-api-key", intake.secret())
                .message(message)
                .expect(0);
        new GrpcCall(hub, GrpcCall.TRACES)
                .with("authorization", intake.basic())
                .message(message)
                .expect(0);
        GrpcCall.Status two = traces().with("x-api-key", hub.key("admin")).message(message);
        assertThat(two.code()).isEqualTo(INVALID_ARGUMENT);
        GrpcCall.Status other = traces().with("signalbox-space", "elsewhere").message(message);
        assertThat(other.code()).isEqualTo(PERMISSION_DENIED);
        assertThat(other.words()).contains("Signalbox-Space");
    }

    static Stream<Arguments> broken() {
        byte[] message = IntakeHub.proto(IntakeHub.protoSpan(1).build());
        byte[] frame = GrpcCall.frame(0, message);
        byte[] two = Buffer.buffer(frame).appendBytes(frame).getBytes();
        byte[] longer = GrpcCall.frame(0, message);
        longer[1] = (byte) 0xFF;
        return Stream.of(
                Arguments.of("nothing", new byte[0], "ends before"),
                Arguments.of("half a head", new byte[] {0, 0}, "ends before"),
                Arguments.of("half a message", Buffer.buffer(frame).getBytes(0, frame.length - 1), "ends before"),
                Arguments.of("four billion bytes announced", longer, "ends before"),
                Arguments.of("two messages", two, "more than one"),
                Arguments.of("an unknown flag", GrpcCall.frame(7, message), "flag"),
                Arguments.of("compressed without a word", GrpcCall.frame(1, message), "grpc-encoding"),
                Arguments.of("no protobuf", GrpcCall.frame(0, "hello".getBytes(StandardCharsets.UTF_8)), ""));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void what_is_no_message_is_told_so(String what, byte[] body, String words) {
        GrpcCall.Status status = traces().send(body).expect(INVALID_ARGUMENT);

        assertThat(status.words()).as(what).contains(words);
    }

    @Test
    void a_compression_that_is_not_known_is_told_with_those_that_are() {
        GrpcCall.Status status = traces().with("grpc-encoding", "snappy")
                .send(GrpcCall.frame(1, new byte[10]))
                .expect(UNIMPLEMENTED);

        assertThat(status.metadata()).containsEntry("grpc-accept-encoding", "identity,gzip,deflate");
        assertThat(status.words()).contains("grpc-encoding");
        GrpcCall.Status lie = traces().with("grpc-encoding", "gzip")
                .send(GrpcCall.frame(1, new byte[10]))
                .expect(INVALID_ARGUMENT);
        assertThat(lie.words()).contains("gzip");
    }

    @Test
    void what_is_too_large_is_told_so_as_it_comes_and_inflated() {
        byte[] zeros = new byte[Limits.OTLP_BODY_BYTES_MAX + 1];

        traces().message(zeros).expect(RESOURCE_EXHAUSTED);
        GrpcCall.Status bomb = traces().with("grpc-encoding", "gzip")
                .send(GrpcCall.frame(1, IntakeHub.gzip(new byte[200 * MB])))
                .expect(RESOURCE_EXHAUSTED);

        assertThat(bomb.words()).contains("after inflation");
        assertThat(held()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/opentelemetry.proto.collector.trace.v1.TraceService/Import",
                "/opentelemetry.proto.collector.profiles.v1.ProfilesService/Export",
                "/grpc.health.v1.Health/Check",
                "/v1/questions",
                "/v1/traces",
                "/"
            })
    void what_is_not_served_is_unimplemented(String path) {
        GrpcCall.Status status = call(path).message(new byte[0]).expect(UNIMPLEMENTED);

        assertThat(status.words()).contains("TraceService");
    }

    @Test
    void a_name_of_another_machine_is_refused_in_the_form_of_a_call() {
        Http2.on(() -> traces().begin().compose(request -> {
                    request.authority(io.vertx.core.net.HostAndPort.create("evil.example", 80));
                    return request.send(Buffer.buffer(GrpcCall.frame(0, new byte[0])))
                            .compose(GrpcCall::status);
                }))
                .expect(PERMISSION_DENIED);
    }

    @Test
    void over_http_1_there_are_no_calls() {
        Reply reply = TestHub.send(hub.request("daemon", GrpcCall.TRACES)
                .header("Content-Type", "application/grpc")
                .POST(BodyPublishers.ofByteArray(GrpcCall.frame(0, new byte[0])))
                .build());

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.text()).contains("HTTP/2");
    }

    @Test
    void the_time_that_a_caller_gives_is_heeded() {
        assertThat(traces().with("grpc-timeout", "soon").message(new byte[0]).words())
                .contains("grpc-timeout");
        traces().with("grpc-timeout", "1H").message(new byte[0]).expect(0);

        GrpcCall.Status late = Http2.on(() -> half(traces().with("grpc-timeout", "50m"))
                .compose(HttpClientRequest::response)
                .compose(GrpcCall::status));

        late.expect(DEADLINE_EXCEEDED);
        Eventually.assertThat(() -> assertThat(held()).isZero());
    }

    @Test
    void a_call_that_is_broken_off_gives_its_memory_back_and_its_neighbours_go_on() {
        HttpClientRequest request = Http2.on(() -> half(traces()));
        Eventually.assertThat(() -> assertThat(held()).isGreaterThan(MB));
        GrpcCall.Status neighbour = traces().message(IntakeHub.proto(span().build()));

        Http2.on(() -> request.reset(8));

        Eventually.assertThat(() -> assertThat(held()).isZero());
        neighbour.expect(0);
        assertThat(intake.hub().get("admin", "/health/ready").status()).isEqualTo(200);
    }

    @Test
    void overload_is_unavailable_and_says_when_to_come_again_in_both_forms() throws IOException {
        try (FullIntake full = FullIntake.of(hub, intake.secret())) {
            GrpcCall.Status refused = traces().message(IntakeHub.proto(span().build()));

            refused.expect(UNAVAILABLE);
            assertThat(seconds(refused.metadata().get("google.rpc.retryinfo-bin")))
                    .isEqualTo(2);
            assertThat(inStatus(refused.metadata().get("grpc-status-details-bin")))
                    .isEqualTo(UNAVAILABLE);
        }
        traces().message(IntakeHub.proto(span().build())).expect(0);
    }

    /** The code in a google.rpc.Status. */
    private static int inStatus(String base64) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(Base64.getDecoder().decode(base64));
        assertThat(WireFormat.getTagFieldNumber(in.readTag())).isEqualTo(1);
        int code = in.readInt32();
        in.readTag();
        assertThat(in.readString()).isNotEmpty();
        in.readTag();
        CodedInputStream any = CodedInputStream.newInstance(in.readByteArray());
        any.readTag();
        assertThat(any.readString()).isEqualTo("type.googleapis.com/google.rpc.RetryInfo");
        any.readTag();
        assertThat(seconds(Base64.getEncoder().encodeToString(any.readByteArray())))
                .isEqualTo(2);
        return code;
    }

    /** The delay of a google.rpc.RetryInfo. */
    private static long seconds(String base64) throws IOException {
        CodedInputStream info = CodedInputStream.newInstance(Base64.getDecoder().decode(base64));
        info.readTag();
        CodedInputStream delay = CodedInputStream.newInstance(info.readByteArray());
        delay.readTag();
        return delay.readInt64();
    }

    private static io.vertx.core.Future<HttpClientRequest> half(GrpcCall call) {
        return half(call, 2 * MB);
    }

    /** A call whose body stops somewhere. */
    private static io.vertx.core.Future<HttpClientRequest> half(GrpcCall call, int bytes) {
        return call.begin().map(request -> {
            request.setChunked(true)
                    .write(Buffer.buffer(GrpcCall.frame(0, new byte[bytes])).getBuffer(0, bytes - 1));
            return request;
        });
    }

    private static long held() {
        return FullIntake.held(hub);
    }

    private static GrpcCall traces() {
        return call(GrpcCall.TRACES);
    }

    private static GrpcCall call(String path) {
        return new GrpcCall(hub, path).key(intake.secret());
    }

    private static io.opentelemetry.proto.trace.v1.Span.Builder span() {
        return IntakeHub.protoSpan(spans++);
    }

    private static JsonNode received(String name) {
        return intake.events("trace.span_received").stream()
                .map(event -> event.path("data"))
                .filter(data -> data.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
