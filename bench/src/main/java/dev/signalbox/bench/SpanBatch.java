package dev.signalbox.bench;

import com.google.protobuf.ByteString;
import dev.signalbox.bench.load.Subject;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * An export of 512 spans as an agent's calls of models make them, in protobuf, with places for the number of the batch:
 * every request carries spans that no other has, and the generator makes none of them anew. One thread.
 */
final class SpanBatch {
    static final int SPANS = 512;
    /** Spans of one trace, where there are many traces. */
    private static final int SPANS_A_TRACE = 10;

    /** Stands for the number of the batch. */
    private static final byte[] MARK = "bATCH@#!".getBytes(StandardCharsets.US_ASCII);

    /** Begins the id of a trace that has all spans of its batches. */
    private static final byte[] ONE = "one-tree".getBytes(StandardCharsets.US_ASCII);

    private static final String[] MODELS = {
        "gpt-4o-2024-08-06", "gpt-4o-mini", "claude-sonnet-4-5-20250929", "house-model"
    };
    private static final long START_NANOS = 1_795_241_289_000_000_000L;

    private final byte[] request;
    private final int bodyAt;
    private final int[] places;
    private final boolean perSpan;
    private long made;

    /** @param perSpan whether each place gets a number of its own, not that of the batch */
    private SpanBatch(Subject hub, ExportTraceServiceRequest export, boolean perSpan) {
        this.perSpan = perSpan;
        byte[] body = export.toByteArray();
        byte[] head = (hub.head("POST", "/v1/traces") + "Content-Type: application/x-protobuf\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        request = ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
        bodyAt = head.length;
        places = places(request);
    }

    /** Traces of ten spans each. */
    static SpanBatch ofManyTraces(Subject hub) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < SPANS; i++) {
            ByteString trace = id(MARK, 1 + i / SPANS_A_TRACE);
            boolean root = i % SPANS_A_TRACE == 0;
            ByteString parent = root ? ByteString.EMPTY : id(1 + i - i % SPANS_A_TRACE);
            spans.add(span(trace, id(1 + i), parent, i));
        }
        return new SpanBatch(hub, export(spans), false);
    }

    /** All spans of all batches in one trace. */
    static SpanBatch ofOneTrace(Subject hub, long trace) {
        ByteString id = id(ONE, trace);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < SPANS; i++) {
            spans.add(span(id, ByteString.copyFrom(MARK), ByteString.EMPTY, i));
        }
        return new SpanBatch(hub, export(spans), true);
    }

    /** The id of the one trace, as the hub shows it. */
    static String idOfOne(long trace) {
        return HexFormat.of().formatHex(id(ONE, trace).toByteArray());
    }

    /** The id of the last trace of a batch, as the hub shows it. */
    static String idOfLast(long batch) {
        return HexFormat.of().toHexDigits(mixed(batch)) + HexFormat.of().toHexDigits(1L + (SPANS - 1) / SPANS_A_TRACE);
    }

    /** Number of the batch that {@link #next} makes next. */
    long number() {
        return made;
    }

    /** The body of the next request alone: the message of a call. */
    byte[] nextMessage() {
        byte[] whole = next();
        return Arrays.copyOfRange(whole, bodyAt, whole.length);
    }

    byte[] next() {
        byte[] copy = request.clone();
        ByteBuffer bytes = ByteBuffer.wrap(copy);
        for (int i = 0; i < places.length; i++) {
            bytes.putLong(places[i], mixed(perSpan ? made * places.length + i : made));
        }
        made++;
        return copy;
    }

    /** A permutation, so that ids fall as random ones do; never zero. */
    private static long mixed(long number) {
        long z = (number + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static Span span(ByteString trace, ByteString id, ByteString parent, int number) {
        long start = START_NANOS + number * 1_000_000L;
        return Span.newBuilder()
                .setTraceId(trace)
                .setSpanId(id)
                .setParentSpanId(parent)
                .setName("chat " + MODELS[number % MODELS.length])
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .setStartTimeUnixNano(start)
                .setEndTimeUnixNano(start + 200_000_000L + number * 1_000_000L)
                .addAttributes(text("gen_ai.operation.name", "chat"))
                .addAttributes(text("gen_ai.provider.name", "openai"))
                .addAttributes(text("gen_ai.request.model", MODELS[number % MODELS.length]))
                .addAttributes(text("gen_ai.response.model", MODELS[number % MODELS.length]))
                .addAttributes(text("gen_ai.response.id", "chatcmpl-" + number))
                .addAttributes(number("gen_ai.usage.input_tokens", 512 + number))
                .addAttributes(number("gen_ai.usage.output_tokens", 128))
                .addAttributes(number("gen_ai.usage.cache_read.input_tokens", 100))
                .addAttributes(number("gen_ai.request.max_tokens", 1024))
                .addAttributes(KeyValue.newBuilder()
                        .setKey("gen_ai.response.finish_reasons")
                        .setValue(AnyValue.newBuilder()
                                .setArrayValue(ArrayValue.newBuilder()
                                        .addValues(AnyValue.newBuilder().setStringValue("stop")))))
                .addAttributes(text("user.id", "user-" + number % 50))
                .addAttributes(text("session.id", "session-" + number % 20))
                .addAttributes(text(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"content\":\""
                                + "Please look at the file and say what is wrong. ".repeat(6) + "\"}]"))
                .addAttributes(text(
                        "gen_ai.output.messages",
                        "[{\"role\":\"assistant\",\"content\":\""
                                + "The loop never ends, since its condition does not change. ".repeat(6) + "\"}]"))
                .build();
    }

    private static ExportTraceServiceRequest export(List<Span> spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setResource(Resource.newBuilder()
                                .addAttributes(text("service.name", "agent"))
                                .addAttributes(text("service.version", "1.2.3"))
                                .addAttributes(text("deployment.environment.name", "bench")))
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .setScope(InstrumentationScope.newBuilder()
                                        .setName("bench")
                                        .setVersion("1"))
                                .addAllSpans(spans)))
                .build();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static KeyValue number(String key, long value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(value))
                .build();
    }

    private static ByteString id(long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static ByteString id(byte[] first, long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(2 * Long.BYTES).put(first).putLong(number).array());
    }

    private static int[] places(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String mark = new String(MARK, StandardCharsets.ISO_8859_1);
        List<Integer> found = new ArrayList<>();
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) found.add(at);
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
