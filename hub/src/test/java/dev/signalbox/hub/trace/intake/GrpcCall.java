package dev.signalbox.hub.trace.intake;

import dev.signalbox.hub.Http2;
import dev.signalbox.hub.TestHub;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A call of gRPC, frame by frame, where a client library would be too polite. */
final class GrpcCall {
    static final String TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    static final String LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    static final String METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    static final int COMPRESSED = 1;

    private final TestHub hub;
    private final String path;
    private final Map<String, String> metadata = new HashMap<>();

    GrpcCall(TestHub hub, String path) {
        this.hub = hub;
        this.path = path;
        metadata.put("content-type", "application/grpc");
        metadata.put("te", "trailers");
    }

    GrpcCall with(String name, String value) {
        metadata.put(name, value);
        return this;
    }

    GrpcCall key(String secret) {
        return with("authorization", "Bearer " + secret);
    }

    static byte[] frame(int flag, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /** Sends one whole message. */
    Status message(byte[] message) {
        return send(frame(0, message));
    }

    /** Sends these bytes as the body, whatever they are. */
    Status send(byte[] body) {
        return Http2.on(() ->
                begin().compose(request -> request.send(Buffer.buffer(body))).compose(GrpcCall::status));
    }

    /** The call with its head sent. */
    Future<HttpClientRequest> begin() {
        return Http2.begin(HttpMethod.POST, hub.url().resolve(path)).map(request -> {
            metadata.forEach(request::putHeader);
            return request;
        });
    }

    static Future<Status> status(HttpClientResponse answer) {
        return answer.body().map(body -> {
            Map<String, String> all = Http2.text(answer.headers());
            all.putAll(Http2.text(answer.trailers()));
            return new Status(answer.statusCode(), all, body.getBytes());
        });
    }

    /**
     * How a call ended.
     *
     * @param metadata headers and trailers
     * @param body the frame of the answer
     */
    record Status(int http, Map<String, String> metadata, byte[] body) {
        /** Of gRPC; -1 when there is none. */
        int code() {
            return Integer.parseInt(metadata.getOrDefault("grpc-status", "-1"));
        }

        String words() {
            String encoded = metadata.getOrDefault("grpc-message", "");
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        byte[] message() {
            ByteBuffer frame = ByteBuffer.wrap(body);
            if (frame.get() != 0) throw new AssertionError("the answer is compressed");
            byte[] message = new byte[frame.getInt()];
            frame.get(message);
            if (frame.hasRemaining()) throw new AssertionError("there is more than one message");
            return message;
        }

        /** This, when the call ended so; fails with its words otherwise. */
        Status expect(int code) {
            if (code() != code || http != 200) throw new AssertionError(http + " " + code() + ": " + words());
            return this;
        }
    }
}
