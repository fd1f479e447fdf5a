package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests of real clients, as they were recorded. */
final class Captured {
    static final String ONE_BATCH = "js-langfuse-3.39.2/01-ingestion-one-batch.json";
    static final String SPLIT_BATCHES = "js-langfuse-3.39.2/02-ingestion-split-batches.json";
    static final String BROWSER_SCORE = "js-langfuse-3.39.2/05-web-bearer-score.json";
    static final String SPANS = "js-langfuse-otel-5.11.1/01-otlp-json.json";
    static final String SCORES = "js-langfuse-otel-5.11.1/02-scores.json";

    private Captured() {}

    /** All envelopes of a file, in the order in which they were sent. */
    static List<JsonNode> envelopes(String file) {
        List<JsonNode> envelopes = new ArrayList<>();
        for (JsonNode exchange : read(file).path("exchanges")) {
            exchange.path("request").path("body").path("batch").forEach(envelopes::add);
        }
        return envelopes;
    }

    /** All spans of a file, in the flat form of their events. */
    static List<JsonNode> spans(String file) {
        List<JsonNode> spans = new ArrayList<>();
        for (JsonNode exchange : read(file).path("exchanges")) {
            for (JsonNode resource : exchange.at("/request/body/resourceSpans")) {
                for (JsonNode scope : resource.path("scopeSpans")) {
                    for (JsonNode span : scope.path("spans")) spans.add(flat(span, scope.path("scope"), resource));
                }
            }
        }
        return spans;
    }

    /** What all envelopes and spans of a file say. */
    static List<Contribution> contributions(String file) {
        List<Contribution> all = new ArrayList<>();
        for (JsonNode envelope : envelopes(file)) {
            String event = TraceStream.envelopeEvent(envelope.path("id").asText());
            all.addAll(EnvelopeMapping.map(envelope, event).contributions());
        }
        for (JsonNode span : spans(file)) {
            String event = TraceStream.spanEvent(
                    span.path("traceId").asText(), span.path("spanId").asText(), Json.write(span));
            all.addAll(SpanMapping.map(span, event).contributions());
        }
        return all;
    }

    /** The attributes of all cases of the table. */
    static Stream<JsonNode> table() {
        return text("span-table.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line ->
                        Json.readLenient(line.split("\\|", -1)[1].getBytes(StandardCharsets.UTF_8), JsonNode.class));
    }

    private static JsonNode read(String file) {
        return Json.readLenient(text(file).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String text(String file) {
        try (InputStream resource = Captured.class.getResourceAsStream("/traces/" + file)) {
            if (resource == null) throw new IllegalArgumentException("no captured request " + file);
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode flat(JsonNode span, JsonNode scope, JsonNode resource) {
        ObjectNode flat = Json.object();
        for (String same : List.of(
                "traceId",
                "spanId",
                "parentSpanId",
                "name",
                "kind",
                "startTimeUnixNano",
                "endTimeUnixNano",
                "status")) {
            if (span.has(same)) flat.set(same, span.get(same));
        }
        flat.set("attributes", plain(span.path("attributes")));
        flat.set("resource", plain(resource.path("resource").path("attributes")));
        flat.set("scope", scope);
        return flat;
    }

    private static ObjectNode plain(JsonNode attributes) {
        ObjectNode plain = Json.object();
        attributes.forEach(each -> plain.set(each.path("key").asText(), value(each.path("value"))));
        return plain;
    }

    private static JsonNode value(JsonNode typed) {
        for (Map.Entry<String, JsonNode> only : typed.properties()) {
            if (!only.getKey().equals("arrayValue")) return only.getValue();
            ArrayNode list = Json.object().arrayNode();
            only.getValue().path("values").forEach(item -> list.add(value(item)));
            return list;
        }
        return Json.object().nullNode();
    }
}
