package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * One sequential client that keeps book of what it was told. It knows nothing of the SDK: plain requests, so that a
 * fault of the SDK cannot hide one of the hub.
 */
public final class Client {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, String> PATHS =
            Map.of("notification.post", "/v1/notifications", "question.ask", "/v1/questions");

    private final Supplier<URI> hub;
    private final String key;
    private final boolean wanders;
    private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();

    /**
     * A client that was told nothing yet.
     *
     * @param hub where to send the next request
     * @param wanders whether that may be another node each time; then reads name the position that they must show
     */
    public Client(Supplier<URI> hub, String key, boolean wanders) {
        this.hub = hub;
        this.key = key;
        this.wanders = wanders;
    }

    /** Answers that no hub may give. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Sends a command through its resource route; the answer, or none, stands in {@code sent} then. */
    public void send(Sent sent) {
        HttpRequest.Builder request = requestOf(sent).header("Idempotency-Key", sent.id());
        if (sent.expectedVersion() != null) request.header("If-Match", "\"" + sent.expectedVersion() + "\"");
        sent.sent(System.nanoTime());
        HttpResponse<byte[]> answer = exchange(request);
        if (answer == null) return;
        if (isUnknown(answer, sent)) return;
        if (answer.statusCode() >= 400) {
            refused(sent, Json.readLenient(answer.body(), JsonNode.class));
            return;
        }
        JsonNode resource = Json.readLenient(answer.body(), JsonNode.class);
        acknowledged(
                sent,
                streamOf(sent, resource),
                Long.parseLong(answer.headers().firstValue("Signalbox-Position").orElse("0")),
                Long.parseLong(
                        answer.headers().firstValue("ETag").orElse("\"0\"").replace("\"", "")));
    }

    /** Sends commands through the batch door. */
    public void sendAll(List<Sent> batch) {
        ObjectNode body = Json.object();
        for (Sent sent : batch) body.withArray("commands").add(sent.json());
        long now = System.nanoTime();
        for (Sent sent : batch) sent.sent(now);
        HttpResponse<byte[]> answer =
                exchange(request("/v1/commands").POST(BodyPublishers.ofByteArray(Json.write(body))));
        if (answer == null || isUnknown(answer, batch)) return;
        if (answer.statusCode() != 200) {
            unexpected(batch, answer);
            return;
        }
        List<CommandResult> results =
                Json.readLenient(answer.body(), CommandResults.class).results();
        for (int i = 0; i < batch.size(); i++) judged(batch.get(i), results.get(i));
    }

    /** Reads what was acknowledged to this client: a hub must show it. */
    public void readBack(Sent sent) {
        HttpRequest.Builder request = request(resourceOf(sent)).GET();
        if (wanders) request.header("Signalbox-At-Least", Long.toString(sent.position()));
        HttpResponse<byte[]> answer = exchange(request);
        if (answer == null || isUnknown(answer, sent)) return;
        if (answer.statusCode() != 200) {
            unexpected("reading back " + sent, answer);
            return;
        }
        JsonNode resource = Json.readLenient(answer.body(), JsonNode.class);
        if (resource.path("version").longValue() < sent.version()) {
            findings.add(new Finding(Finding.Kind.STALE_READ, sent + " reads " + resource));
        }
    }

    private HttpRequest.Builder requestOf(Sent sent) {
        if (!sent.isOfRow()) {
            return request(pathOf(sent)).POST(BodyPublishers.ofByteArray(Json.write(sent.body())));
        }
        return switch (sent.command()) {
            case "table.append" ->
                request("/v1/tables/" + sent.target() + "/rows").method("POST", json(sent, "row"));
            case "table.put" -> request(rowPath(sent.target())).method("PUT", json(sent, "row"));
            case "table.patch" -> request(rowPath(sent.target())).method("PATCH", json(sent, "fields"));
            case "table.delete" -> request(rowPath(sent.target())).DELETE();
            default -> throw new IllegalArgumentException(sent.command());
        };
    }

    private static HttpRequest.BodyPublisher json(Sent sent, String part) {
        return BodyPublishers.ofByteArray(Json.write(sent.body().path(part)));
    }

    private static String rowPath(String stream) {
        return "/v1/tables/" + stream.replace("/", "/rows/");
    }

    private static String streamOf(Sent sent, JsonNode resource) {
        if (sent.isOfRow()) {
            return resource.path("table").textValue() + "/"
                    + resource.path("key").textValue();
        }
        return Event.categoryOf(sent.command().replace('.', '/')) + "/"
                + resource.path("id").textValue();
    }

    private static String resourceOf(Sent sent) {
        if (sent.isOfRow()) return rowPath(sent.stream());
        String path = sent.stream().startsWith("question") ? "/v1/questions/" : "/v1/notifications/";
        return path + sent.stream().substring(sent.stream().indexOf('/') + 1);
    }

    private static String pathOf(Sent sent) {
        String create = PATHS.get(sent.command());
        if (create != null) return create;
        String noun = sent.command().substring(0, sent.command().indexOf('.'));
        return "/v1/" + noun + "s/" + sent.target() + "/" + sent.command().substring(noun.length() + 1);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(hub.get() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isUnknown(HttpResponse<byte[]> answer, Object what) {
        if (answer.statusCode() < 500) return false;
        boolean told = answer.statusCode() == 503 || answer.statusCode() == 507;
        if (!told || answer.headers().firstValue("Retry-After").isEmpty()) unexpected(what, answer);
        return true;
    }

    private void judged(Sent sent, CommandResult result) {
        if (result.verdict().isDone()) acknowledged(sent, result.target(), result.position(), result.version());
        else if (result.verdict() == Verdict.BLOCKED) sent.refused(System.nanoTime(), "blocked");
        else refused(sent, Json.tree(result.problem()));
    }

    private void acknowledged(Sent sent, String stream, long position, long version) {
        if (!sent.isAcknowledged()) {
            sent.acknowledged(System.nanoTime(), stream, position, version);
            return;
        }
        if (sent.position() == position
                && sent.version() == version
                && sent.stream().equals(stream)) return;
        findings.add(new Finding(
                Finding.Kind.REPEAT_DIFFERS, sent + "; repeated: " + stream + "@" + version + " at " + position));
    }

    private void refused(Sent sent, JsonNode problem) {
        String code = problem.path("code").asText();
        if (sent.isAcknowledged()) {
            findings.add(new Finding(Finding.Kind.REPEAT_DIFFERS, sent + "; repeated: " + problem));
        } else if (code.equals("version_conflict") || code.equals("already_resolved")) {
            sent.refused(System.nanoTime(), code);
        } else {
            sent.refused(System.nanoTime(), code);
            findings.add(new Finding(Finding.Kind.UNEXPECTED_ANSWER, sent + ": " + problem));
        }
    }

    private void unexpected(Object what, HttpResponse<byte[]> answer) {
        findings.add(new Finding(
                Finding.Kind.UNEXPECTED_ANSWER,
                what + ": " + answer.statusCode() + " "
                        + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8)));
    }
}
