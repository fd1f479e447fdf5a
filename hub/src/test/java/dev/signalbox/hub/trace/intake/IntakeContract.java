package dev.signalbox.hub.trace.intake;

import static dev.signalbox.hub.trace.intake.IntakeHub.INGESTION;
import static dev.signalbox.hub.trace.intake.IntakeHub.JSON;
import static dev.signalbox.hub.trace.intake.IntakeHub.OTLP;
import static dev.signalbox.hub.trace.intake.IntakeHub.PROTOBUF;
import static dev.signalbox.hub.trace.intake.IntakeHub.TRACE;
import static dev.signalbox.hub.trace.intake.IntakeHub.proto;
import static dev.signalbox.hub.trace.intake.IntakeHub.protoSpan;
import static dev.signalbox.hub.trace.intake.IntakeHub.span;
import static dev.signalbox.hub.trace.intake.IntakeHub.spanId;
import static dev.signalbox.hub.trace.intake.IntakeHub.spans;
import static dev.signalbox.hub.trace.intake.IntakeHub.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of Langfuse and OpenTelemetry send, through real HTTP. The same on both engines. */
abstract class IntakeContract {
    private static final String CLASSIC = "js-langfuse-3.39.2/";
    private static final String SCORE =
            "{'id':'e-score','type':'score-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'s1','name':'quality','value':0.9}}";

    TestHub hub;
    IntakeHub intake;

    abstract TestHub start(Path data);

    @BeforeEach
    void open(@TempDir Path data) {
        hub = start(data);
        intake = new IntakeHub(hub);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_classic_batch_is_stored_event_by_event_as_it_came() {
        Captured batch = Captured.one(CLASSIC + "01-ingestion-one-batch.json");

        JsonNode answer = batch.send(hub, intake.basic()).expect(207).json();

        List<JsonNode> sent = new ArrayList<>();
        batch.json().path("batch").forEach(sent::add);
        assertThat(ids(answer.path("successes"))).isEqualTo(ids(batch.json().path("batch")));
        assertThat(answer.path("successes"))
                .allMatch(success -> success.path("status").intValue() == 201);
        assertThat(answer.path("errors").isArray()).isTrue();
        assertThat(answer.path("errors")).isEmpty();
        assertThat(intake.events()).extracting(event -> event.path("data")).isEqualTo(sent);
        assertThat(intake.events()).allSatisfy(event -> {
            boolean score = event.at("/data/type").asText().equals("score-create");
            assertThat(event.path("type").asText()).isEqualTo(score ? "trace.scored" : "trace.event_received");
            assertThat(event.path("subject").asText()).isEqualTo("trace/trace-v3-1");
            assertThat(event.path("actor").asText()).isEqualTo("agent");
            assertThat(event.path("id").asText())
                    .isEqualTo("envelope:" + event.at("/data/id").asText());
        });
    }

    @Test
    void batches_that_come_in_pieces_and_again_are_stored_once() {
        List<Captured> batches = Captured.of(CLASSIC + "02-ingestion-split-batches.json");

        for (Captured batch : batches) batch.send(hub, intake.basic()).expect(207);
        int stored = intake.events().size();
        for (Captured batch : batches) {
            JsonNode again = batch.send(hub, intake.basic()).expect(207).json();
            assertThat(again.path("errors")).isEmpty();
            assertThat(again.path("successes")).hasSameSizeAs(batch.json().path("batch"));
        }

        int sent = batches.stream()
                .mapToInt(batch -> batch.json().path("batch").size())
                .sum();
        assertThat(stored).isEqualTo(sent);
        assertThat(intake.events()).hasSize(sent);
    }

    @Test
    void a_browser_with_the_public_key_sends_its_score() {
        Captured score = Captured.one(CLASSIC + "05-web-bearer-score.json");

        JsonNode answer =
                score.send(hub, "Bearer " + intake.publicKey()).expect(207).json();

        assertThat(answer.path("successes")).hasSize(1);
        assertThat(intake.data("trace.scored").at("/body/id").asText()).isEqualTo("wsc-1");
    }

    @Test
    void otlp_in_json_is_stored_span_by_span_in_the_flat_form() {
        Captured request = Captured.one("js-langfuse-otel-5.11.1/01-otlp-json.json");

        Reply reply = request.send(hub, intake.basic()).expect(200);

        assertThat(reply.json()).isEqualTo(tree("{}"));
        assertThat(reply.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith(JSON));
        JsonNode sent = request.json().at("/resourceSpans/0/scopeSpans/0/spans");
        List<JsonNode> events = intake.events("trace.span_received");
        assertThat(events).hasSameSizeAs(sent);
        JsonNode first = events.get(0).path("data");
        assertThat(first.path("traceId").asText()).isEqualTo("f1b4af26fb0662985d6aaaafc4d8f8c5");
        assertThat(first.path("parentSpanId").asText()).isEqualTo("24399020468a4758");
        assertThat(first.path("kind").intValue()).isEqualTo(1);
        assertThat(first.path("startTimeUnixNano").textValue()).isEqualTo("1795241289649000000");
        assertThat(first.path("attributes").path("langfuse.trace.tags")).isEqualTo(tree("['agent','ci']"));
        assertThat(first.path("resource")).isEqualTo(tree("{'service.name':'agent-daemon','service.version':'1.2.3'}"));
        assertThat(first.path("scope")).isEqualTo(tree("{'name':'langfuse-sdk','version':'5.11.1'}"));
        assertThat(first.has("status")).isFalse();
        assertThat(first.has("warnings")).isFalse();
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("subject").asText()).isEqualTo("trace/f1b4af26fb0662985d6aaaafc4d8f8c5");
            assertThat(event.path("time").asText()).startsWith("2026-11-21T");
        });
    }

    @Test
    void otlp_in_protobuf_is_stored_plain_and_gzipped_with_an_answer_in_kind() {
        for (String form : List.of("proto-plain", "proto-gzip")) {
            Reply reply = Captured.one("java-otlp-exporter-1.67.0/" + form + ".json")
                    .send(hub, intake.basic())
                    .expect(200);

            assertThat(reply.http().body()).isEmpty();
            assertThat(reply.header("Content-Type")).contains(PROTOBUF);
        }

        assertThat(intake.events("trace.span_received")).isNotEmpty().allSatisfy(event -> {
            JsonNode data = event.path("data");
            assertThat(data.path("traceId").asText()).matches("[0-9a-f]{32}");
            assertThat(data.path("spanId").asText()).matches("[0-9a-f]{16}");
            assertThat(data.path("startTimeUnixNano").asText()).matches("\\d{19}");
            assertThat(data.path("resource").path("service.name").asText()).isNotEmpty();
            assertThat(data.path("attributes").isObject()).isTrue();
        });
    }

    @Test
    void the_scores_of_the_new_sdks_come_by_ingestion() {
        Captured scores = Captured.one("js-langfuse-otel-5.11.1/02-scores.json");

        scores.send(hub, "Bearer " + intake.secret()).expect(207);

        assertThat(intake.events("trace.scored")).hasSameSizeAs(scores.json().path("batch"));
    }

    @Test
    void the_same_request_twice_is_stored_once() {
        String json = spans(span(1, ""), span(2, ",'attributes':[{'key':'a','value':{'intValue':'5'}}]"));

        intake.post(OTLP, json).expect(200);
        intake.post(OTLP, json).expect(200);
        intake.post("/api/public/otel" + OTLP, PROTOBUF, proto(protoSpan(1).build()))
                .expect(200);

        assertThat(intake.events()).hasSize(2);
    }

    @Test
    void json_and_protobuf_of_one_span_become_the_same_event() {
        intake.post(OTLP, spans(span(1, ",'kind':3,'status':{'code':2,'message':'no'},'traceState':'a=b'")))
                .expect(200);
        Span.Builder span = protoSpan(1).setKindValue(3).setTraceState("a=b");
        span.getStatusBuilder().setCodeValue(2).setMessage("no");
        intake.post(OTLP, PROTOBUF, proto(span.build())).expect(200);

        assertThat(intake.data("trace.span_received").path("status")).isEqualTo(tree("{'code':2,'message':'no'}"));
    }

    @Test
    void empty_requests_are_good_ones() {
        assertThat(intake.ingest().expect(207).json()).isEqualTo(tree("{'successes':[],'errors':[]}"));
        assertThat(intake.post(OTLP, "{}").expect(200).json()).isEqualTo(tree("{}"));
        assertThat(intake.post(OTLP, PROTOBUF, new byte[0]).expect(200).http().body())
                .isEmpty();
        assertThat(intake.post("/v1/metrics", "{}").expect(200).json()).isEqualTo(tree("{}"));
        assertThat(intake.post("/api/public/otel/v1/metrics", PROTOBUF, new byte[] {10, 0})
                        .expect(200)
                        .http()
                        .body())
                .isEmpty();
        assertThat(intake.post("/api/public/otel/v1/logs", "{}").expect(200).json())
                .isEqualTo(tree("{}"));
        assertThat(intake.events()).isEmpty();
    }

    @Test
    void a_lost_body_is_no_success() throws IOException {
        for (String path : List.of(OTLP, "/v1/logs", "/v1/metrics", "/api/public/otel/v1/metrics")) {
            for (String body : List.of("", " ", "null", "[]", "5", "\"\"", "{")) {
                assertThat(intake.post(path, body).status()).as(path + body).isEqualTo(400);
            }
            assertThat(TestHub.send(hub.request("daemon", path)
                                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                                    .build())
                            .status())
                    .as(path)
                    .isEqualTo(400);
            byte[] nothing = IntakeHub.gzip(new byte[0]);
            assertThat(intake.post(path, JSON, nothing, "Content-Encoding", "gzip")
                            .status())
                    .isEqualTo(400);
            for (String type : List.of(JSON, PROTOBUF)) {
                for (String encoding : List.of("gzip", "deflate")) {
                    assertThat(intake.post(path, type, new byte[0], "Content-Encoding", encoding)
                                    .status())
                            .as(path + type + encoding)
                            .isEqualTo(400);
                }
            }
            // Protobuf writes a message without fields in no bytes, and OTLP wants it answered with success.
            intake.post(path, PROTOBUF, new byte[0]).expect(200);
            intake.post(path, PROTOBUF, nothing, "Content-Encoding", "gzip").expect(200);
            intake.post(path, PROTOBUF, new byte[] {10, 5, 1}).expect(400);
            intake.post(path, "{}").expect(200);
        }
        assertThat(intake.events()).isEmpty();
    }

    @Test
    void bad_spans_are_told_apart_from_their_good_neighbours() throws IOException {
        String zero = "{'traceId':'" + "0".repeat(32) + "','spanId':'" + spanId(2) + "','name':'zero'}";
        String base64 = "{'traceId':'CvdlGRbNQ92ESOshHIAxnA==','spanId':'" + spanId(3) + "','name':'odd'}";
        String none = "{'name':'nothing'}";

        JsonNode json = intake.post(OTLP, spans(zero, span(1, ""), base64, none, "5", span(4, ",'spanId':'zz'")))
                .expect(200)
                .json();
        Reply proto = intake.post(
                        OTLP,
                        PROTOBUF,
                        proto(
                                protoSpan(7).build(),
                                protoSpan(8).clearTraceId().build(),
                                protoSpan(9)
                                        .setSpanId(ByteString.copyFrom(new byte[8]))
                                        .build()))
                .expect(200);

        assertThat(json.at("/partialSuccess/rejectedSpans").textValue()).isEqualTo("5");
        assertThat(json.at("/partialSuccess/errorMessage").textValue()).contains("traceId");
        var partial = ExportTraceServiceResponse.parseFrom(proto.http().body()).getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(2);
        assertThat(partial.getErrorMessage()).contains("2 spans").contains("traceId");
        assertThat(intake.events("trace.span_received")).hasSize(2);
        List<JsonNode> refused = intake.events("trace.refused");
        assertThat(refused).hasSize(7);
        assertThat(refused.get(0).path("subject").asText()).isEqualTo("trace/refused");
        assertThat(refused.get(0).at("/data/door").asText()).isEqualTo("otlp");
        assertThat(refused.get(0).at("/data/reason").asText()).contains("traceId");
        assertThat(refused.get(0).at("/data/excerpt").asText()).contains("zero");
        // Of a bad span of a good trace one finds the reason at the trace.
        assertThat(refused).extracting(event -> event.path("subject").asText()).contains("trace/" + TRACE);
    }

    /** A text that is no UTF-8. */
    private static UnknownFieldSet noText(int field) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xC3, 0x28}))
                                .build())
                .build();
    }

    @Test
    void a_log_record_that_cannot_be_read_is_told_apart_from_its_good_neighbours() throws IOException {
        LogRecord.Builder good = LogRecord.newBuilder()
                .setTraceId(IntakeHub.bytes(TRACE))
                .setTimeUnixNano(1)
                .setBody(AnyValue.newBuilder().setStringValue("said"));
        LogRecord broken = good.clone()
                .setUnknownFields(noText(LogRecord.EVENT_NAME_FIELD_NUMBER))
                .build();
        AnyValue deep = AnyValue.newBuilder().setStringValue("x").build();
        for (int i = 0; i < 60; i++)
            deep = AnyValue.newBuilder()
                    .setArrayValue(ArrayValue.newBuilder().addValues(deep))
                    .build();
        LogRecord nested = good.clone().setBody(deep).build();
        ResourceLogs.Builder nameless = ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder()
                        .addAttributes(KeyValue.newBuilder().setUnknownFields(noText(KeyValue.KEY_FIELD_NUMBER))));
        byte[] request = ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(ResourceLogs.newBuilder()
                        .addScopeLogs(ScopeLogs.newBuilder()
                                .addLogRecords(good.setTimeUnixNano(2))
                                .addLogRecords(broken)
                                .addLogRecords(nested)
                                .addLogRecords(good.setTimeUnixNano(3))))
                .addResourceLogs(nameless.addScopeLogs(ScopeLogs.newBuilder().addLogRecords(good.setTimeUnixNano(4))))
                .build()
                .toByteArray();

        Reply proto = intake.post("/v1/logs", PROTOBUF, request).expect(200);
        Reply cut = intake.post("/v1/logs", PROTOBUF, java.util.Arrays.copyOf(request, request.length - 1))
                .expect(200);
        JsonNode json = intake.post("/v1/logs", "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[5,7]}]}]}")
                .expect(200)
                .json();

        var partial = ExportLogsServiceResponse.parseFrom(proto.http().body()).getPartialSuccess();
        assertThat(partial.getRejectedLogRecords()).isEqualTo(2);
        assertThat(partial.getErrorMessage()).contains("2 log records were not taken");
        assertThat(ExportLogsServiceResponse.parseFrom(cut.http().body())
                        .getPartialSuccess()
                        .getErrorMessage())
                .contains("not taken");
        assertThat(json.at("/partialSuccess/rejectedLogRecords").textValue()).isEqualTo("2");
        assertThat(json.at("/partialSuccess/errorMessage").textValue()).contains("the log record is no JSON object");
        assertThat(intake.events("trace.log_received")).hasSize(3);
        assertThat(intake.events("trace.refused").get(0).at("/data/excerpt").asText())
                .startsWith("base64:");
        intake.post("/v1/logs", PROTOBUF, java.util.Arrays.copyOf(request, 3)).expect(400);
    }

    @Test
    void a_span_that_is_no_utf8_does_not_take_its_neighbours_along() throws IOException {
        Span broken = protoSpan(2)
                .clearName()
                .setUnknownFields(noText(Span.NAME_FIELD_NUMBER))
                .build();

        Reply reply = intake.post(
                        OTLP,
                        PROTOBUF,
                        proto(protoSpan(1).build(), broken, protoSpan(3).build()))
                .expect(200);

        var partial = ExportTraceServiceResponse.parseFrom(reply.http().body()).getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(1);
        assertThat(intake.events("trace.span_received")).hasSize(2);
        assertThat(intake.data("trace.refused").path("excerpt").asText()).startsWith("base64:");
    }

    @Test
    void what_is_no_request_at_all_is_refused_in_kind() throws IOException {
        Reply json = intake.post(OTLP, "{\"resourceSpans\":").expect(400);
        Reply list = intake.post(OTLP, "[]").expect(400);
        byte[] cut = proto(protoSpan(1).build());
        Reply proto =
                intake.post(OTLP, PROTOBUF, java.util.Arrays.copyOf(cut, 5)).expect(400);
        Reply classic = intake.post(INGESTION, "{\"events\":[]}").expect(400);
        Reply classicCut = intake.post(INGESTION, "{\"batch\":[").expect(400);

        assertThat(json.json().path("code").intValue()).isEqualTo(3);
        assertThat(json.json().path("message").asText()).contains("JSON");
        assertThat(list.json().path("code").intValue()).isEqualTo(3);
        assertThat(proto.header("Content-Type")).contains(PROTOBUF);
        // google.rpc.Status: field 1 is the code, field 2 the message.
        assertThat(proto.http().body()).startsWith(8, 3, 18);
        assertThat(proto.text()).contains("ExportTraceServiceRequest");
        assertThat(classic.json().path("message").asText()).contains("batch");
        assertThat(classic.json().path("errors").isArray()).isTrue();
        assertThat(classicCut.json().path("error").asText()).isEqualTo("InvalidRequestError");
    }

    @Test
    void enums_numbers_and_values_may_look_as_some_exporters_write_them() {
        String attributes =
                ",'attributes':[{'key':'text','value':{'stringValue':'x'}},{'key':'long','value':{'intValue':'9007199254740993'}},"
                        + "{'key':'int','value':{'intValue':7}},{'key':'nan','value':{'doubleValue':'NaN'}},{'key':'bare','value':{'doubleValue':NaN}},"
                        + "{'key':'half','value':{'doubleValue':0.5}},{'key':'yes','value':{'boolValue':true}},{'key':'empty'},{'key':'none','value':{}},"
                        + "{'key':'list','value':{'arrayValue':{'values':[{'intValue':'1'},{'stringValue':'b'},{}]}}},"
                        + "{'key':'map','value':{'kvlistValue':{'values':[{'key':'in','value':{'boolValue':false}}]}}},"
                        + "{'key':'raw','value':{'bytesValue':'AQI='}}]";

        intake.post(
                        OTLP,
                        spans(
                                span(
                                        1,
                                        attributes
                                                + ",'kind':'SPAN_KIND_CLIENT','status':{'code':'STATUS_CODE_ERROR'},'nobodyKnows':{'a':1},"
                                                + "'parentSpanId':'','startTimeUnixNano':1795241289649000000,'endTimeUnixNano':'soon'")))
                .expect(200);
        intake.post(OTLP, spans(span(2, ",'kind':99,'status':{'code':'STATUS_CODE_STRANGE'}")))
                .expect(200);

        JsonNode first = intake.events("trace.span_received").get(0).path("data");
        assertThat(first.path("attributes"))
                .isEqualTo(tree(
                        "{'text':'x','long':9007199254740993,'int':7,'nan':'NaN','bare':'NaN','half':0.5,'yes':true,'empty':null,"
                                + "'none':null,'list':[1,'b',null],'map':{'in':false},'raw':'AQI='}"));
        assertThat(first.path("kind").intValue()).isEqualTo(3);
        assertThat(first.path("status")).isEqualTo(tree("{'code':2}"));
        assertThat(first.path("startTimeUnixNano").textValue()).isEqualTo("1795241289649000000");
        assertThat(first.path("endTimeUnixNano").textValue()).isEqualTo("0");
        assertThat(first.has("parentSpanId")).isFalse();
        assertThat(first.path("warnings")).hasSize(1);
        JsonNode second = intake.events("trace.span_received").get(1).path("data");
        assertThat(second.path("kind").intValue()).isEqualTo(99);
        assertThat(second.has("status")).isFalse();
    }

    @Test
    void ids_in_capitals_are_the_same_ids() {
        intake.post(
                        OTLP,
                        spans(span(
                                1,
                                ",'traceId':'" + TRACE.toUpperCase(java.util.Locale.ROOT) + "','parentSpanId':'odd'")))
                .expect(200);

        JsonNode data = intake.data("trace.span_received");
        assertThat(data.path("traceId").asText()).isEqualTo(TRACE);
        assertThat(data.has("parentSpanId")).isFalse();
        assertThat(data.path("warnings").get(0).asText()).contains("parentSpanId");
    }

    @Test
    void an_event_without_trace_lands_where_its_trace_will_be() {
        intake.ingest(
                        "{'id':'e1','type':'span-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'lonely'}}",
                        "{'id':'e2','type':'trace-create','timestamp':'2026-11-21T06:00:00Z','body':{}}",
                        SCORE)
                .expect(207);

        assertThat(intake.events())
                .extracting(event -> event.path("subject").asText())
                .containsExactly("trace/lonely", "trace/e2", "score/s1");
    }

    @Test
    void what_can_be_stored_is_stored_with_a_warning() {
        JsonNode answer = intake.ingest(
                        "{'id':5,'type':'span-create','timestamp':'yesterday','body':{'id':'o','traceId':'t','input':'a\\u0000b\\ud800c'}}",
                        "{'id':'e2','type':'dream-create','timestamp':'2026-11-20T06:00:00+02:00','body':{'id':'o','traceId':'t','level':7}}",
                        "{'id':'e3','type':'sdk-log','timestamp':'2026-11-21T06:00:00Z','body':{'log':'x'}}")
                .expect(207)
                .json();

        assertThat(answer.path("errors")).isEmpty();
        assertThat(ids(answer.path("successes"))).containsExactly("5", "e2", "e3");
        List<JsonNode> events = intake.events();
        assertThat(events).hasSize(2);
        assertThat(events.get(0).at("/data/id").textValue()).isEqualTo("5");
        assertThat(events.get(0).at("/data/body/input").asText()).isEqualTo("a\uFFFDb\uFFFDc");
        assertThat(events.get(0).at("/data/warnings")).hasSize(4);
        assertThat(events.get(1).at("/data/warnings").get(0).asText()).contains("type");
        assertThat(events.get(1).path("time").asText()).isEqualTo("2026-11-20T04:00:00.000000Z");
    }

    @Test
    void only_what_cannot_be_stored_is_an_error_and_leaves_a_trace() {
        JsonNode answer = intake.ingest(
                        "5", "{'type':'span-create','body':{'traceId':'t'}}", "{'id':'e1','type':'span-create'}", SCORE)
                .expect(207)
                .json();

        assertThat(ids(answer.path("successes"))).containsExactly("e-score");
        assertThat(ids(answer.path("errors"))).containsExactly("unknown", "unknown", "e1");
        assertThat(answer.path("errors")).allSatisfy(error -> {
            assertThat(error.path("status").intValue()).isEqualTo(400);
            assertThat(error.path("message").asText()).isEqualTo("Invalid request data");
        });
        assertThat(intake.events("trace.refused"))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.at("/data/door").asText()).isEqualTo("classic"));
    }

    @Test
    void a_known_event_id_is_a_success_and_the_first_stays() {
        intake.ingest(
                        "{'id':'e1','type':'trace-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'t','name':'one'}}")
                .expect(207);

        JsonNode again = intake.ingest(
                        "{'id':'e1','type':'trace-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'t','name':'two'}}")
                .expect(207)
                .json();

        assertThat(ids(again.path("successes"))).containsExactly("e1");
        assertThat(intake.data("trace.event_received").at("/body/name").asText())
                .isEqualTo("one");
    }

    @Test
    void ids_of_eight_hundred_characters_are_ids() {
        String trace = "ä".repeat(800);
        String envelope = "{'id':'" + "e".repeat(800)
                + "','type':'span-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'o','traceId':'" + trace
                + "'}}";

        intake.ingest(envelope).expect(207);
        JsonNode again = intake.ingest(envelope).expect(207).json();

        assertThat(again.path("errors")).isEmpty();
        assertThat(intake.data("trace.event_received").at("/body/traceId").asText())
                .isEqualTo(trace);
    }

    @Test
    void an_event_that_is_too_large_is_cut_and_says_so() {
        String big = "x".repeat(1_500_000);
        StringBuilder vector = new StringBuilder("1");
        for (int i = 0; i < 300_000; i++) vector.append(",0.25");

        intake.ingest(
                        "{'id':'e1','type':'span-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'o','traceId':'t','input':{'a':['"
                                + big + "']},'output':'small','metadata':{'k':'" + "é".repeat(2_000) + "'}}}")
                .expect(207);
        intake.ingest(
                        "{'id':'e2','type':'span-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'o','traceId':'t','output':["
                                + vector + "]}}")
                .expect(207);

        JsonNode texts = intake.events().get(0).path("data");
        assertThat(texts.at("/body/input/a/0").asText())
                .hasSizeBetween(900_000, 1_048_576)
                .startsWith("xxx");
        assertThat(texts.at("/body/output").asText()).isEqualTo("small");
        assertThat(texts.at("/body/metadata/k").asText()).hasSize(2_000);
        assertThat(texts.path("warnings").get(0).asText()).contains("1500000 bytes", "/body/input/a/0");
        JsonNode numbers = intake.events().get(1).path("data");
        assertThat(numbers.at("/body/output").asText()).startsWith("[1,0.25,0.25");
        assertThat(numbers.path("warnings").get(0).asText()).contains("output");
    }

    @Test
    void logs_are_kept_when_they_tell_of_a_model() {
        String records = "{'traceId':'" + TRACE + "','spanId':'" + spanId(1)
                + "','timeUnixNano':'1795241289649000000','body':{'stringValue':'hello'}},"
                + "{'eventName':'gen_ai.user.message','observedTimeUnixNano':'1795241289649000001','body':{'kvlistValue':{'values':[{'key':'content','value':{'stringValue':'hi'}}]}}},"
                + "{'timeUnixNano':'1795241289649000000','attributes':[{'key':'gen_ai.system','value':{'stringValue':'x'}}]},"
                + "{'timeUnixNano':'1795241289649000000','body':{'stringValue':'server started'}},"
                + "{'traceId':'" + TRACE + "','timeUnixNano':'1'}";
        String request = ("{'resourceLogs':[{'scopeLogs':[{'scope':{'name':'s'},'logRecords':[" + records + "]}]}]}")
                .replace('\'', '"');

        assertThat(intake.post("/v1/logs", request).expect(200).json()).isEqualTo(tree("{}"));
        intake.post("/v1/logs", request).expect(200);

        List<JsonNode> events = intake.events("trace.log_received");
        assertThat(intake.events()).hasSize(3);
        assertThat(events.get(0).path("subject").asText()).isEqualTo("trace/" + TRACE);
        assertThat(events.get(0).path("data"))
                .isEqualTo(
                        tree(
                                "{'traceId':'" + TRACE + "','spanId':'" + spanId(1)
                                        + "','timeUnixNano':'1795241289649000000','body':'hello','attributes':{},'scope':{'name':'s'}}"));
        assertThat(events.get(1).path("subject").asText()).isEqualTo("trace/logs");
        assertThat(events.get(1).path("data"))
                .isEqualTo(
                        tree(
                                "{'timeUnixNano':'1795241289649000001','name':'gen_ai.user.message','body':{'content':'hi'},'attributes':{},'scope':{'name':'s'}}"));
        assertThat(events.get(2).at("/data/attributes")).isEqualTo(tree("{'gen_ai.system':'x'}"));
    }

    @Test
    void one_score_by_itself_is_stored_and_told_anew_under_its_id() {
        String scores = "/api/public/scores";
        String scored = "{\"id\":\"s9\",\"traceId\":\"t9\",\"name\":\"quality\",\"value\":%s}";

        JsonNode first =
                intake.post(scores, scored.formatted("0.5")).expect(200).json();
        intake.post(scores, scored.formatted("0.75")).expect(200);
        JsonNode fresh = intake.post(scores, "{\"name\":\"mood\",\"value\":\"good\",\"sessionId\":\"monday\"}")
                .expect(200)
                .json();
        Reply nameless = intake.post(scores, "{\"value\":1}").expect(400);
        Reply text = intake.post(scores, "\"good\"").expect(400);

        assertThat(first).isEqualTo(tree("{'id':'s9'}"));
        assertThat(fresh.path("id").asText()).isNotBlank();
        assertThat(nameless.json().path("message").asText()).contains("name");
        assertThat(text.json().path("message").asText()).contains("JSON object");
        assertThat(intake.events("trace.scored")).hasSize(3);
        Eventually.assertThat(() -> {
            JsonNode trace = hub.get("admin", "/v1/traces/t9").expect(200).json();
            assertThat(trace.path("scores")).hasSize(1);
            assertThat(trace.at("/scores/0/value").decimalValue()).isEqualByComparingTo("0.75");
        });
    }

    @Test
    void a_list_of_scores_is_taken_score_by_score_and_once_however_often_it_comes() {
        Captured batch = Captured.one("python-langfuse-5.0.4/scores.json");

        for (int i = 0; i < 2; i++) {
            Reply reply = batch.send(hub, intake.basic()).expect(202);
            assertThat(reply.json()).isEqualTo(tree("{'message':'Accepted'}"));
        }

        assertThat(intake.events("trace.scored")).hasSameSizeAs(batch.json());
        JsonNode shown = hub.get("daemon", "/api/public/v3/scores").expect(200).json();
        assertThat(shown.path("data"))
                .extracting(score -> score.path("name").asText())
                .containsExactlyInAnyOrder("quality", "tone", "right", "sess", "emoji 👍");
        assertThat(intake.post("/api/public/scores", "[]").expect(202).json())
                .isEqualTo(tree("{'message':'Accepted'}"));
    }

    @Test
    void of_a_list_of_scores_the_bad_ones_are_told_and_the_good_ones_kept() {
        String list =
                "[{'id':'g1','name':'good','value':1,'traceId':'t'},{'id':'b1','name':'no value','traceId':'t'},7,"
                        + "{'id':'b2','value':1},{'id':'b3','name':'odd','value':{'a':1}},{'id':'g2','name':'also','value':'fine'}]";

        JsonNode answer = intake.post("/api/public/scores", list.replace('\'', '"'))
                .expect(207)
                .json();

        assertThat(answer.path("accepted").intValue()).isEqualTo(2);
        assertThat(answer.path("rejected").intValue()).isEqualTo(4);
        assertThat(answer.path("errors"))
                .extracting(error -> error.path("message").textValue())
                .satisfiesExactly(
                        message -> assertThat(message).contains("score 1", "value is missing"),
                        message -> assertThat(message).contains("score 2", "JSON object"),
                        message -> assertThat(message).contains("score 3", "name is missing"),
                        message -> assertThat(message).contains("score 4", "value must be"));
        assertThat(intake.events("trace.scored")).hasSize(2);
        assertThat(hub.get("admin", "/v1/traces/problems").expect(200).json().path("items"))
                .filteredOn(problem -> problem.path("kind").asText().equals("refused"))
                .hasSize(4);
        String many = "[" + "0,".repeat(10_000) + "0]";
        assertThat(intake.post("/api/public/scores", many)
                        .expect(400)
                        .json()
                        .path("message")
                        .asText())
                .contains("10000");
        JsonNode told = intake.post("/api/public/scores", "[" + "0,".repeat(9_999) + "0]")
                .expect(207)
                .json();
        assertThat(told.path("rejected").intValue()).isEqualTo(10_000);
        assertThat(told.path("errors")).hasSize(20);
    }

    @Test
    void a_request_in_which_nothing_is_known_is_taken_with_a_word() throws IOException {
        String snake = spans(span(1, "")).replace("resourceSpans", "resource_spans");
        String nested = spans(span(2, "")).replace("scopeSpans", "scope_spans");
        String old = spans(span(3, "")).replace("scopeSpans", "instrumentationLibrarySpans");
        byte[] proto = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        1000,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addLengthDelimited(ByteString.copyFromUtf8("x"))
                                                .build())
                                .build()))
                .build()
                .toByteArray();

        for (String json : List.of(snake, nested, old)) {
            JsonNode answer = intake.post(OTLP, json).expect(200).json();
            assertThat(answer.at("/partialSuccess/rejectedSpans").asText()).isEqualTo("0");
            assertThat(answer.at("/partialSuccess/errorMessage").asText()).contains("unknown", "ignored");
        }
        assertThat(ExportTraceServiceResponse.parseFrom(intake.post(OTLP, PROTOBUF, proto)
                                .expect(200)
                                .http()
                                .body())
                        .getPartialSuccess()
                        .getErrorMessage())
                .contains("unknown");
        assertThat(intake.post(OTLP, "{\"resourceSpans\":[],\"extra\":1}")
                        .expect(200)
                        .json())
                .isEqualTo(tree("{}"));
        assertThat(intake.events("trace.refused"))
                .extracting(event -> event.at("/data/reason").asText())
                .hasSize(4)
                .anyMatch(reason -> reason.contains("resource_spans") && reason.contains("resourceSpans"));
    }

    @Test
    void a_number_that_cannot_be_read_leaves_a_warning_at_every_door() {
        String attribute = ",'attributes':[{'key':'%s','value':%s}]";
        intake.post(
                        OTLP,
                        spans(
                                span(1, attribute.formatted("gen_ai.usage.input_tokens", "{'intValue':'-1'}")),
                                span(2, attribute.formatted("gen_ai.usage.output_tokens", "{'doubleValue':null}")),
                                span(
                                        3,
                                        attribute.formatted(
                                                "langfuse.observation.usage_details", "{'stringValue':'{NaN}'}")),
                                span(5, attribute.formatted("gen_ai.usage.input_tokens", "{'doubleValue':12.7}")),
                                span(
                                        6,
                                        attribute.formatted(
                                                "gen_ai.response.time_to_first_chunk", "{'doubleValue':60}"))))
                .expect(200);
        intake.post(
                        OTLP,
                        PROTOBUF,
                        proto(protoSpan(4)
                                .addAttributes(KeyValue.newBuilder()
                                        .setKey("llm.token_count.prompt")
                                        .setValue(AnyValue.newBuilder().setDoubleValue(Double.NaN)))
                                .build()))
                .expect(200);
        intake.ingest("{'id':'g','type':'generation-create','timestamp':'2026-11-21T06:00:00Z','body':"
                        + "{'id':'g','traceId':'t','usageDetails':{'output':-5}}}")
                .expect(207);
        intake.post(
                        "/api/public/scores",
                        "[{\"id\":\"s\",\"name\":\"n\",\"value\":NaN,\"timestamp\":\"soon\",\"traceId\":\"t\"}]")
                .expect(202);

        List<String> warnings = new ArrayList<>();
        hub.get("admin", "/v1/traces/problems").expect(200).json().path("items").forEach(problem -> {
            if (problem.path("kind").asText().equals("warning"))
                warnings.add(problem.path("detail").asText());
        });
        for (String what : List.of(
                "input_tokens counts nothing",
                "input_tokens is no whole number and counts as 12",
                "time_to_first_chunk is longer than the span",
                "output_tokens",
                "usage_details",
                "llm.token_count.prompt",
                ".output",
                "score",
                "timestamp")) assertThat(warnings).as(what).anyMatch(warning -> warning.contains(what));
    }

    @Test
    void usage_in_groups_is_counted_alike_at_both_doors() {
        String usage =
                "{'inputTokens':{'total':100,'noCache':30,'cacheRead':60,'cacheWrite':10},'outputTokens':{'total':50,'text':30,'reasoning':20}}";
        intake.ingest(
                        "{'id':'g','type':'generation-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'g','traceId':'"
                                + TRACE + "','usageDetails':" + usage + "}}")
                .expect(207);
        // Each quote of the text becomes an escaped one.
        String attribute =
                ",'attributes':[{'key':'gen_ai.usage','value':{'stringValue':'" + usage.replace("'", "\\'") + "'}}]";
        intake.post(OTLP, spans(span(1, attribute))).expect(200);

        for (String step : List.of("g", spanId(1)))
            Eventually.assertThat(() -> {
                JsonNode shown = hub.get("admin", "/v1/traces/" + TRACE + "/observations/" + step)
                        .expect(200)
                        .json();
                assertThat(shown.path("inputTokens").intValue()).as(step).isEqualTo(100);
                assertThat(shown.path("outputTokens").intValue()).as(step).isEqualTo(50);
                assertThat(shown.path("totalTokens").intValue()).as(step).isEqualTo(150);
            });
    }

    @Test
    void an_id_to_which_no_path_leads_is_refused() {
        String envelope =
                "{'id':'%s','type':'span-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'%s','traceId':'%s'}}";

        JsonNode answer = intake.ingest(
                        envelope.formatted("1", "o", ".."),
                        envelope.formatted("2", ".", "t"),
                        envelope.formatted("3", "o", "..."))
                .expect(207)
                .json();

        assertThat(ids(answer.path("errors"))).containsExactly("1", "2");
        assertThat(ids(answer.path("successes"))).containsExactly("3");
        intake.post("/api/public/scores", "{\"id\":\"..\",\"name\":\"n\",\"value\":1}")
                .expect(400);
    }

    @Test
    void the_links_that_clients_print_lead_to_the_trace() {
        for (String path :
                List.of("/project/default/traces/" + TRACE, "/trace/" + TRACE + "?observation=b7ad6b7169203331")) {
            Reply words = TestHub.send(
                            java.net.http.HttpRequest.newBuilder(hub.url().resolve(path))
                                    .build())
                    .expect(200);
            assertThat(words.text()).contains("signalbox traces show " + TRACE);
            assertThat(hub.get("daemon", path, "Accept", "text/html,*/*")
                            .expect(303)
                            .header("Location"))
                    .contains("/v1/traces/" + TRACE);
        }
        assertThat(page("/project/default/traces/" + TRACE)).isEqualTo("/#/traces/" + TRACE);
        assertThat(page("/trace/" + TRACE + "?observation=b7ad%2F%3Fx"))
                .isEqualTo("/#/traces/" + TRACE + "?span=b7ad%2F%3Fx");
        assertThat(page("/trace/it%27s%2F%0D%0Aodd%3F%23")).isEqualTo("/#/traces/it%27s%2F%0D%0Aodd%3F%23");
        assertThat(hub.get("daemon", "/trace/it%27s%20odd").expect(303).header("Location"))
                .contains("/v1/traces/it%27s%20odd");
    }

    /** Where a link leads a browser that shows no key. */
    private String page(String path) {
        java.net.URI link = hub.url().resolve(path);
        Reply led = TestHub.send(java.net.http.HttpRequest.newBuilder(link)
                        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                        .build())
                .expect(303);
        String whole = link.resolve(led.header("Location").orElseThrow()).toString();
        return whole.substring(hub.url().toString().replaceAll("/$", "").length());
    }

    @Test
    void half_of_a_pair_loses_neither_its_event_nor_the_others() {
        String event =
                "{'id':'%s','type':'span-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'o%s','traceId':'"
                        + TRACE + "',%s}}";
        JsonNode answer = intake.ingest(
                        event.formatted("1", "1", "'metadata':{'a\\ud83d':{'\\udc4d':[{'\\ud83d\\ud83d\\udc4d':1}]}}"),
                        event.formatted("2", "2", "'input':{'\\ud83d':'first','\\ud83e':'second'}"),
                        event.formatted("3", "3", "'input':'\\ud83d','\\uD83D\\\\ud83d':1"),
                        event.formatted("4", "4", "'name':'good'"))
                .expect(207)
                .json();
        JsonNode scores = intake.post(
                        "/api/public/scores",
                        ("[{'id':'s1','traceId':'" + TRACE
                                        + "','name':'q','value':0.5,'metadata':{'\\udfff':1}},{'id':'s2','traceId':'"
                                        + TRACE + "','name':'q','value':1}]")
                                .replace('\'', '"'))
                .expect(202)
                .json();
        String attributes =
                ",'attributes':[{'key':'langfuse.observation.metadata.x\\ud83d','value':{'kvlistValue':{'values':[{'key':'\\udc4d','value':{'intValue':'1'}}]}}}]";
        JsonNode spans = intake.post(OTLP, spans(span(1, attributes + ",'\\ud83d':1"), span(2, "")))
                .expect(200)
                .json();

        assertThat(ids(answer.path("successes"))).containsExactly("1", "2", "3", "4");
        assertThat(scores.path("message").asText()).isEqualTo("Accepted");
        assertThat(spans.path("partialSuccess").isMissingNode()).isTrue();
        List<JsonNode> stored = intake.events("trace.event_received");
        assertThat(stored.get(0).at("/data/body/metadata"))
                .isEqualTo(tree("{'a\uFFFD':{'\uFFFD':[{'\uFFFD\ud83d\udc4d':1}]}}"));
        assertThat(stored.get(1).at("/data/body/input")).isEqualTo(tree("{'\uFFFD':'first','\uFFFD#2':'second'}"));
        assertThat(stored.get(2).at("/data/body").has("\uFFFD\\ud83d")).isTrue();
        for (int i = 0; i < 3; i++)
            assertThat(stored.get(i).at("/data/warnings/0").asText()).contains("halves of surrogate pairs");
        assertThat(stored.get(3).at("/data").has("warnings")).isFalse();
        assertThat(intake.events("trace.scored")).hasSize(2);
        assertThat(intake.events("trace.span_received")).hasSize(2);
        Eventually.assertThat(() -> assertThat(hub.get("admin", "/v1/traces/" + TRACE + "/observations/o1")
                        .expect(200)
                        .json()
                        .at("/metadata/a\uFFFD")
                        .isObject())
                .isTrue());
    }

    /** Values that break a limit of reading, by the words of the refusal. */
    private static final Map<String, String> EXCESS = Map.of(
            "{'a':".repeat(250) + "1" + "}".repeat(250),
            "nested deeper than 200",
            "[".repeat(600) + "']'" + "]".repeat(600),
            "nested deeper than 200",
            "[".repeat(300_000) + "]".repeat(300_000),
            "nested deeper than 200",
            "1".repeat(2_000),
            "a number in it has more than 1000 digits",
            "[-0." + "1".repeat(2_000) + "e5]",
            "a number in it has more than 1000 digits",
            "{'" + "k".repeat(60_000) + "':{'b':2}}",
            "the name of a field in it has more than 50000 characters");

    @Test
    void what_breaks_a_limit_of_json_costs_its_own_event_and_no_other() {
        String event = "{'id':'%s','type':'trace-create','timestamp':'2026-11-21T06:00:00Z','body':{'id':'%s'%s}}";
        EXCESS.forEach((value, words) -> {
            String n = IntakeOrigin.digest(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            JsonNode answer = intake.ingest(
                            event.formatted("a" + n, "t", ""),
                            event.formatted("bad" + n, "t", ",'metadata':" + value),
                            event.formatted("b" + n, "t", ",'metadata':{'deeper than':'\\u005d 12'}"))
                    .expect(207)
                    .json();

            assertThat(ids(answer.path("successes"))).containsExactly("a" + n, "b" + n);
            assertThat(ids(answer.path("errors"))).containsExactly("bad" + n);
            assertThat(answer.at("/errors/0/error").textValue()).contains(words);
        });
        String digits = "1".repeat(2_000);
        JsonNode odd = intake.ingest(
                        event.formatted("odd", "t", "").replace("'odd'", digits),
                        digits,
                        "[".repeat(400) + "]".repeat(400),
                        event.formatted("last", "t", ""))
                .expect(207)
                .json();
        assertThat(ids(odd.path("errors"))).containsExactly("unknown", "unknown", "unknown");
        assertThat(ids(odd.path("successes"))).containsExactly("last");
        assertThat(intake.post(
                                INGESTION,
                                ("{'metadata':" + digits + ",'batch':[" + event.formatted("beside", "t", "") + "]}")
                                        .replace('\'', '"'))
                        .expect(207)
                        .json()
                        .path("errors"))
                .isEmpty();
        intake.ingest("[".repeat(300_000)).expect(400);
        intake.ingest("{'id':[" + digits + "}").expect(400);

        List<JsonNode> refused = intake.events("trace.refused");
        assertThat(refused).hasSize(EXCESS.size() + 3);
        assertThat(problems()).hasSize(EXCESS.size() + 3);
        assertThat(intake.events("trace.event_received")).hasSize(2 * EXCESS.size() + 2);
    }

    @Test
    void what_breaks_a_limit_of_json_costs_its_own_span_score_or_record() throws IOException {
        String list = "{'kvlistValue':{'values':[{'key':'a','value':";
        Map<String, String> values = new java.util.HashMap<>(EXCESS);
        values.put(list.repeat(60) + "{'stringValue':'x'}" + "}]}}".repeat(60), "nested deeper than 200");
        values.put("{'arrayValue':{'values':[".repeat(120) + "]}}".repeat(120), "nested deeper than 200");
        values.put("{'intValue':" + "7".repeat(2_000) + "}", "a number in it has more than 1000 digits");
        int number = 0;
        for (Map.Entry<String, String> value : values.entrySet()) {
            String attribute = ",'attributes':[{'key':'k','value':" + value.getKey() + "}]";
            JsonNode answer = intake.post(
                            OTLP, spans(span(number++, ""), span(1_000 + number, attribute), span(number++, "")))
                    .expect(200)
                    .json();
            assertThat(answer.at("/partialSuccess/rejectedSpans").textValue()).isEqualTo("1");
            assertThat(answer.at("/partialSuccess/errorMessage").textValue()).contains(value.getValue());
            JsonNode scores = intake.post(
                            "/api/public/scores",
                            ("[{'id':'s','name':'q','value':1,'traceId':'t'},{'name':'q','value':" + number
                                            + ",'traceId':'t','metadata':" + value.getKey() + "}]")
                                    .replace('\'', '"'))
                    .expect(207)
                    .json();
            assertThat(scores.path("accepted").intValue()).isEqualTo(1);
            assertThat(scores.at("/errors/0/message").textValue()).contains("score 1", value.getValue());
            String record = "{'traceId':'" + TRACE + "','spanId':'" + spanId(number)
                    + "','timeUnixNano':'1795241289649000000','body':";
            JsonNode logs = intake.post(
                            "/v1/logs",
                            ("{'resourceLogs':[{'scopeLogs':[{'logRecords':[" + record + value.getKey() + "}," + record
                                            + "{'stringValue':'said'}}]}]}]}")
                                    .replace('\'', '"'))
                    .expect(200)
                    .json();
            assertThat(logs.at("/partialSuccess/rejectedLogRecords").textValue())
                    .isEqualTo("1");
            assertThat(logs.at("/partialSuccess/errorMessage").textValue()).contains(value.getValue());
        }
        String one = "{'name':'q','value':" + "1".repeat(2_000) + "}";
        assertThat(intake.post("/api/public/scores", one.replace('\'', '"'))
                        .expect(400)
                        .text())
                .contains("digits");

        assertThat(intake.events("trace.span_received")).hasSize(2 * values.size());
        assertThat(intake.events("trace.scored")).hasSize(values.size());
        assertThat(intake.events("trace.log_received")).hasSize(values.size());
        assertThat(problems()).hasSize(3 * values.size());
    }

    @Test
    void a_resource_that_breaks_a_limit_of_json_loses_that_attribute_and_no_span() throws IOException {
        String deep = "{'arrayValue':{'values':[".repeat(120) + "]}}".repeat(120);
        String resource = "'resource':{'attributes':[{'key':'big','value':" + deep
                + "},{'key':'service.name','value':{'stringValue':'shop'}}]},";

        JsonNode answer = intake.post(
                        OTLP,
                        spans(span(1, ""), span(2, ""))
                                .replace("\"scopeSpans\"", resource.replace('\'', '"') + "\"scopeSpans\""))
                .expect(200)
                .json();

        assertThat(answer.at("/partialSuccess/rejectedSpans").textValue()).isEqualTo("0");
        assertThat(answer.at("/partialSuccess/errorMessage").textValue()).contains("left out", "deeper than 200");
        assertThat(intake.events("trace.span_received"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.at("/data/resource")).isEqualTo(tree("{'service.name':'shop'}")));
        assertThat(problems()).hasSize(1);
    }

    private JsonNode problems() {
        return hub.get("admin", "/v1/traces/problems?limit=500")
                .expect(200)
                .json()
                .path("items");
    }

    @Test
    void words_of_refusals_are_about_the_body_and_not_about_its_reader() {
        Reply open = intake.post(OTLP, "{\"resourceSpans\":[").expect(400);
        byte[] gzip = IntakeHub.gzip(spans(span(1, "")).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Reply cut = intake.post(OTLP, JSON, java.util.Arrays.copyOf(gzip, gzip.length / 2), "Content-Encoding", "gzip")
                .expect(400);

        assertThat(open.text()).doesNotContain("Source", "Feature", "REDACTED").contains("(line 1)");
        assertThat(cut.text()).doesNotContain("null").contains("gzip");
    }

    @Test
    void what_a_model_was_told_stands_at_its_span_though_only_logs_tell_it() {
        String record = "{'traceId':'" + TRACE + "','spanId':'" + spanId(1)
                + "','timeUnixNano':'%s','eventName':'%s','body':{'kvlistValue':{'values':[{'key':'content','value':{'stringValue':'%s'}}]}}}";
        String records = String.join(
                ",",
                record.formatted("1795241289649000300", "gen_ai.choice", "hello"),
                record.formatted("1795241289649002000", "gen_ai.user.message", "hi"),
                record.formatted("1795241289649001000", "gen_ai.system.message", "be kind"));

        intake.post(
                        "/v1/logs",
                        ("{'resourceLogs':[{'scopeLogs':[{'logRecords':[" + records + "]}]}]}").replace('\'', '"'))
                .expect(200);
        intake.post(OTLP, spans(span(1, ""))).expect(200);

        Eventually.assertThat(() -> {
            JsonNode chat = hub.get("admin", "/v1/traces/" + TRACE + "/observations/" + spanId(1))
                    .expect(200)
                    .json();
            assertThat(chat.path("name").asText()).isEqualTo("work");
            assertThat(chat.path("input"))
                    .isEqualTo(tree("[{'role':'system','content':'be kind'},{'role':'user','content':'hi'}]"));
            assertThat(chat.path("output")).isEqualTo(tree("{'content':'hello'}"));
        });
    }

    @Test
    void a_request_with_more_spans_than_the_queue_takes_is_stored_whole() {
        int spans = 12_000;
        io.opentelemetry.proto.trace.v1.ScopeSpans.Builder scope =
                io.opentelemetry.proto.trace.v1.ScopeSpans.newBuilder();
        for (int i = 0; i < spans; i++) scope.addSpans(protoSpan(i));
        byte[] body = io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(io.opentelemetry.proto.trace.v1.ResourceSpans.newBuilder()
                        .addScopeSpans(scope))
                .build()
                .toByteArray();

        intake.post(OTLP, PROTOBUF, IntakeHub.gzip(body), "Content-Encoding", "gzip")
                .expect(200);

        assertThat(intake.events()).hasSize(spans);
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }
}
