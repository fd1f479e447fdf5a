package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.MatrixCheck;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Ownership;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.TableRow;
import dev.signalbox.wire.resource.WhoAmI;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub's HTTP API, one method an endpoint, nothing kept on disk and nothing repeated. Every future fails with
 * {@link HubRefused} when the hub said no, or {@link HubUnreachable} when it said nothing; through {@code join()} either is the
 * cause of a {@link java.util.concurrent.CompletionException}. Cancelling a future gives its exchange up.
 *
 * <p>Reads see this object's own earlier writes, on whichever node they land. Any thread; nothing blocks.
 */
public final class HubApi {
    /** Longest time for a whole answer, unless the caller asks the hub to wait. */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
    /** An event stream that sends no byte for this long is dead: three heartbeats were missed. */
    public static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    static final String AT_LEAST = "Signalbox-At-Least";
    static final String POSITION = "Signalbox-Position";

    private final HubConnection hub;
    private final Duration answerTimeout;
    private final AtomicLong written = new AtomicLong();

    /**
     * @param url the hub, {@code http://127.0.0.1:7433}
     * @param key the secret, asked for before every request; null or blank sends none
     * @param userAgent who asks, for the hub's log
     */
    public HubApi(URI url, Supplier<@Nullable String> key, String userAgent) {
        this(url, key, userAgent, ANSWER_TIMEOUT);
    }

    /** The same with another limit for answers. */
    public HubApi(URI url, Supplier<@Nullable String> key, String userAgent, Duration answerTimeout) {
        this.hub = new HubConnection(url, key, userAgent);
        this.answerTimeout = answerTimeout;
    }

    /** {@code POST /v1/notifications}. Give it an id to make repeating safe. */
    public CompletableFuture<Notification> postNotification(PostNotification post) {
        return create("/v1/notifications", post.id(), post, Notification.class);
    }

    /** {@code GET /v1/notifications/{id}}. */
    public CompletableFuture<Notification> notification(String id) {
        return get("/v1/notifications/" + HubConnection.segment(id), Map.of(), Notification.class);
    }

    /** {@code GET /v1/notifications}; query: state, priority, minPriority, tag, source, limit, cursor. */
    public CompletableFuture<Page<Notification>> notifications(Map<String, String> query) {
        return list("/v1/notifications", query, Notification.class);
    }

    /** {@code POST /v1/notifications/{id}/acknowledge}. */
    public CompletableFuture<Notification> acknowledge(String id, CloseNotification body) {
        return post("/v1/notifications/" + HubConnection.segment(id) + "/acknowledge", body, Notification.class);
    }

    /** {@code POST /v1/notifications/{id}/resolve}. */
    public CompletableFuture<Notification> resolve(String id, CloseNotification body) {
        return post("/v1/notifications/" + HubConnection.segment(id) + "/resolve", body, Notification.class);
    }

    /** {@code POST /v1/questions}. Give it an id to make repeating safe. */
    public CompletableFuture<Question> ask(AskQuestion ask) {
        return create("/v1/questions", ask.id(), ask, Question.class);
    }

    /** {@code GET /v1/questions/{id}}. */
    public CompletableFuture<Question> question(String id) {
        return question(id, Duration.ZERO);
    }

    /** {@code GET /v1/questions/{id}?wait=}: answers when the question is resolved or the wait (at most 60 s) is over. */
    public CompletableFuture<Question> question(String id, Duration wait) {
        String path = "/v1/questions/" + HubConnection.segment(id);
        Map<String, String> query = wait.isZero() ? Map.of() : Map.of("wait", wait.toMillis() + "ms");
        return hub.send(read(path, query), answerTimeout.plus(wait), r -> hub.parse(r.body(), Question.class));
    }

    /** {@code GET /v1/questions}; query: state, limit, cursor. */
    public CompletableFuture<Page<Question>> questions(Map<String, String> query) {
        return list("/v1/questions", query, Question.class);
    }

    /** {@code POST /v1/questions/{id}/answer}. */
    public CompletableFuture<Question> answer(String id, AnswerQuestion body) {
        return post("/v1/questions/" + HubConnection.segment(id) + "/answer", body, Question.class);
    }

    /** {@code POST /v1/questions/{id}/cancel}. */
    public CompletableFuture<Question> cancel(String id, CancelQuestion body) {
        return post("/v1/questions/" + HubConnection.segment(id) + "/cancel", body, Question.class);
    }

    /** {@code GET /v1/tables}: those that the key may read. */
    public CompletableFuture<List<SharedTable>> tables() {
        return hub.send(
                read("/v1/tables", Map.of()),
                answerTimeout,
                response -> items(parsed(response).path("items"), SharedTable.class));
    }

    /** {@code GET /v1/tables/{table}/rows}; query: values of fields, minVersion, order, asOf, limit, cursor. */
    public CompletableFuture<Page<TableRow>> rows(String table, Map<String, String> query) {
        return list(rowsPath(table), query, TableRow.class);
    }

    /** {@code GET /v1/tables/{table}/rows/{key}}; null for the present, or as of a position or an RFC 3339 time. */
    public CompletableFuture<TableRow> row(String table, String key, @Nullable String asOf) {
        Map<String, String> query = asOf == null ? Map.of() : Map.of("asOf", asOf);
        return get(rowsPath(table) + "/" + HubConnection.segment(key), query, TableRow.class);
    }

    /** The row as it is at this position or later. */
    public CompletableFuture<TableRow> rowAtLeast(String table, String key, long position) {
        HttpRequest request =
                readAt(rowsPath(table) + "/" + HubConnection.segment(key), Map.of(), Math.max(position, written.get()));
        return hub.send(request, answerTimeout, response -> hub.parse(response.body(), TableRow.class));
    }

    /** {@code GET /v1/tables/{table}/rows/{key}/history}; query: limit, cursor. */
    public CompletableFuture<Page<RowChange>> rowHistory(String table, String key, Map<String, String> query) {
        return list(rowsPath(table) + "/" + HubConnection.segment(key) + "/history", query, RowChange.class);
    }

    /**
     * {@code PUT /v1/tables/{table}/rows/{key}}: the row is this from now on.
     *
     * @param expectedVersion 0 for "there is none"; null for any
     * @param commandId repeating it gives the first answer; null for a fresh one
     */
    public CompletableFuture<TableRow> putRow(
            String table, String key, JsonNode row, @Nullable Long expectedVersion, @Nullable String commandId) {
        return writeRow("PUT", rowsPath(table) + "/" + HubConnection.segment(key), row, expectedVersion, commandId);
    }

    /** {@code PATCH …}: a merge patch, null removes. The rest as for {@link #putRow}. */
    public CompletableFuture<TableRow> patchRow(
            String table, String key, JsonNode fields, @Nullable Long expectedVersion, @Nullable String commandId) {
        return writeRow(
                "PATCH", rowsPath(table) + "/" + HubConnection.segment(key), fields, expectedVersion, commandId);
    }

    /** {@code DELETE …}: what is left of the row. */
    public CompletableFuture<TableRow> deleteRow(
            String table, String key, @Nullable Long expectedVersion, @Nullable String commandId) {
        String path = rowsPath(table) + "/" + HubConnection.segment(key);
        return writeRow("DELETE", path, Json.object(), expectedVersion, commandId);
    }

    /** {@code POST /v1/tables/{table}/rows}: one more row of a table whose rows never change. */
    public CompletableFuture<TableRow> appendRow(String table, JsonNode row, @Nullable String commandId) {
        return writeRow("POST", rowsPath(table), row, null, commandId);
    }

    /** {@code GET /v1/roadmap}; query: status, asOf, limit, cursor. */
    public CompletableFuture<Page<RoadmapItem>> roadmap(Map<String, String> query) {
        return list("/v1/roadmap", query, RoadmapItem.class);
    }

    /** {@code GET /v1/roadmap/{id}}. */
    public CompletableFuture<RoadmapItem> roadmapItem(String keyOrId) {
        return get(roadmapPath(keyOrId), Map.of(), RoadmapItem.class);
    }

    /** {@code GET /v1/roadmap/{id}/history}, or of all items when it is null; query: limit, cursor. */
    public CompletableFuture<Page<RoadmapChange>> roadmapHistory(@Nullable String keyOrId, Map<String, String> query) {
        String path = keyOrId == null ? "/v1/roadmap" : roadmapPath(keyOrId);
        return list(path + "/history", query, RoadmapChange.class);
    }

    /** {@code POST /v1/roadmap}. Give it an id to make repeating safe. */
    public CompletableFuture<RoadmapItem> addRoadmapItem(AddRoadmapItem body) {
        return create("/v1/roadmap", body.id(), body, RoadmapItem.class);
    }

    /** {@code PATCH /v1/roadmap/{id}}. */
    public CompletableFuture<RoadmapItem> updateRoadmapItem(String keyOrId, long readVersion, UpdateRoadmapItem body) {
        return roadmap("PATCH", roadmapPath(keyOrId), readVersion, body);
    }

    /** {@code POST /v1/roadmap/{id}/status}; any version when it is null. */
    public CompletableFuture<RoadmapItem> setRoadmapStatus(
            String keyOrId, @Nullable Long readVersion, SetRoadmapStatus body) {
        return roadmap("POST", roadmapPath(keyOrId) + "/status", readVersion, body);
    }

    /** {@code POST /v1/roadmap/{id}/move}. */
    public CompletableFuture<RoadmapItem> moveRoadmapItem(String keyOrId, MoveRoadmapItem body) {
        return roadmap("POST", roadmapPath(keyOrId) + "/move", null, body);
    }

    /** {@code DELETE /v1/roadmap/{id}}: answers with the item as it was. */
    public CompletableFuture<RoadmapItem> removeRoadmapItem(String keyOrId, long readVersion, RemoveRoadmapItem body) {
        return roadmap("DELETE", roadmapPath(keyOrId), readVersion, body);
    }

    /** {@code GET /v1/events}; query: log, after, types, subject, limit. */
    public CompletableFuture<EventPage> events(Map<String, String> query) {
        return get("/v1/events", query, EventPage.class);
    }

    /**
     * {@code GET /v1/events} as a live stream.
     *
     * @param lastEventId cursor to go on behind; wins over {@code after}; null for none
     */
    public CompletableFuture<SseStream> openEvents(Map<String, String> query, @Nullable String lastEventId) {
        return openEvents(query, lastEventId, SILENCE_MAX);
    }

    /** The same with another watchdog. */
    public CompletableFuture<SseStream> openEvents(
            Map<String, String> query, @Nullable String lastEventId, Duration silenceMax) {
        HttpRequest.Builder request = hub.request("/v1/events", query).setHeader("Accept", "text/event-stream");
        if (lastEventId != null) request.header("Last-Event-ID", lastEventId);
        return hub.openEvents(request.GET().build(), answerTimeout, silenceMax);
    }

    /** {@code GET /v1/streams/{category}/{id}}: all events of one thing, oldest first. */
    public CompletableFuture<List<Event>> stream(String category, String id) {
        String path = "/v1/streams/" + HubConnection.segment(category) + "/" + HubConnection.segment(id);
        return hub.send(
                read(path, Map.of()),
                answerTimeout,
                response -> items(parsed(response).path("events"), Event.class));
    }

    /** {@code POST /v1/commands}: each command has its own verdict. On failure it is unknown which were done. */
    public CompletableFuture<CommandResults> commands(CommandBatch batch) {
        return postCommands(Json.write(batch));
    }

    /** The same for commands that are JSON texts already, sent as they are: a repeat must carry the very same bytes. */
    public CompletableFuture<CommandResults> commandTexts(List<String> commands) {
        return postCommands(("{\"commands\":[" + String.join(",", commands) + "]}").getBytes(StandardCharsets.UTF_8));
    }

    /** {@code GET /v1/whoami}. */
    public CompletableFuture<WhoAmI> whoami() {
        return get("/v1/whoami", Map.of(), WhoAmI.class);
    }

    /** {@code GET /v1/keys}; query: limit, cursor. */
    public CompletableFuture<Page<Key>> keys(Map<String, String> query) {
        return list("/v1/keys", query, Key.class);
    }

    /** {@code POST /v1/keys}: the answer has the secret, which the hub shows only once. */
    public CompletableFuture<Key> createKey(CreateKey body) {
        return create("/v1/keys", null, body, Key.class);
    }

    /** {@code DELETE /v1/keys/{id}}: acts within a second and closes the key's streams. */
    public CompletableFuture<Key> revokeKey(String id) {
        HttpRequest request = hub.request("/v1/keys/" + HubConnection.segment(id), Map.of())
                .DELETE()
                .build();
        return hub.send(request, answerTimeout, response -> wrote(response, Key.class));
    }

    /** {@code GET /v1/ownership}: the matrix in force. */
    public CompletableFuture<Ownership> ownership() {
        return get("/v1/ownership", Map.of(), Ownership.class);
    }

    /** {@code PUT /v1/ownership}: puts a file in force on every node; refused when it would leave data behind. */
    public CompletableFuture<Ownership> applyMatrix(ApplyMatrix body) {
        HttpRequest request = hub.request("/v1/ownership", Map.of())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", Ids.next())
                .PUT(BodyPublishers.ofByteArray(Json.write(body)))
                .build();
        return hub.send(request, answerTimeout, response -> wrote(response, Ownership.class));
    }

    /** {@code POST /v1/ownership/check}: what the file would change, without changing it. */
    public CompletableFuture<MatrixCheck> checkMatrix(ApplyMatrix body) {
        return post("/v1/ownership/check", body, MatrixCheck.class);
    }

    /** {@code GET /v1/projections}: each projection's position and lag. */
    public CompletableFuture<JsonNode> projections() {
        return get("/v1/projections", Map.of(), JsonNode.class);
    }

    /** {@code POST /v1/projections/{name}/rebuild}. */
    public CompletableFuture<JsonNode> rebuildProjection(String name) {
        return post("/v1/projections/" + HubConnection.segment(name) + "/rebuild", Map.of(), JsonNode.class);
    }

    /** {@code GET /health/live}. */
    public CompletableFuture<Health> live() {
        return health("/health/live");
    }

    /** {@code GET /health/ready}; a hub that is not ready is an answer, not a failure. */
    public CompletableFuture<Health> ready() {
        return health("/health/ready");
    }

    /** {@code GET /metrics}, as Prometheus reads it. */
    public CompletableFuture<String> metrics() {
        HttpRequest request = hub.request("/metrics", Map.of()).GET().build();
        return hub.send(request, answerTimeout, response -> new String(response.body(), StandardCharsets.UTF_8));
    }

    /** {@code GET /v1/tables/{t}/snapshot}: all rows at one position, as lines to be read while they come. */
    public CompletableFuture<LineStream> snapshot(String table, Duration silenceMax) {
        String path = "/v1/tables/" + HubConnection.segment(table) + "/snapshot";
        HttpRequest request = hub.request(path, Map.of())
                .setHeader("Accept", "application/jsonl, application/problem+json;q=0.9")
                .GET()
                .build();
        return hub.openLines(request, answerTimeout, silenceMax);
    }

    /** Reads need no longer see this object's earlier writes: after the hub was restored, their positions mean nothing. */
    public void forgetWrites() {
        written.set(0);
    }

    private static String roadmapPath(String keyOrId) {
        return "/v1/roadmap/" + HubConnection.segment(keyOrId);
    }

    private CompletableFuture<RoadmapItem> roadmap(String method, String path, @Nullable Long version, Object body) {
        HttpRequest.Builder request = hub.request(path, Map.of())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.write(body)));
        if (version != null) request.header("If-Match", "\"" + version + "\"");
        return hub.send(request.build(), answerTimeout, response -> wrote(response, RoadmapItem.class));
    }

    private CompletableFuture<CommandResults> postCommands(byte[] body) {
        return hub.send(write("/v1/commands", body).build(), answerTimeout, response -> {
            CommandResults results = hub.parse(response.body(), CommandResults.class);
            for (CommandResult result : results.results()) if (result.position() != null) wrote(result.position());
            return results;
        });
    }

    private CompletableFuture<Health> health(String path) {
        HttpRequest request = hub.request(path, Map.of()).GET().build();
        return hub.exchange(
                request, answerTimeout, response -> new Health(response.statusCode() / 100 == 2, parsed(response)));
    }

    private <T> CompletableFuture<T> get(String path, Map<String, String> query, Class<T> type) {
        return hub.send(read(path, query), answerTimeout, response -> hub.parse(response.body(), type));
    }

    private <T> CompletableFuture<Page<T>> list(String path, Map<String, String> query, Class<T> type) {
        return hub.send(read(path, query), answerTimeout, response -> {
            JsonNode page = parsed(response);
            return new Page<>(
                    items(page.path("items"), type), page.path("nextCursor").textValue());
        });
    }

    private <T> CompletableFuture<T> create(String path, @Nullable String id, Object body, Class<T> type) {
        HttpRequest request = write(path, Json.write(body))
                .header("Idempotency-Key", id == null ? Ids.next() : id)
                .build();
        return hub.send(request, answerTimeout, response -> wrote(response, type));
    }

    private <T> CompletableFuture<T> post(String path, Object body, Class<T> type) {
        return hub.send(write(path, Json.write(body)).build(), answerTimeout, response -> wrote(response, type));
    }

    private CompletableFuture<TableRow> writeRow(
            String method, String path, JsonNode body, @Nullable Long expectedVersion, @Nullable String commandId) {
        HttpRequest.Builder request = write(path, Json.write(body))
                .method(method, BodyPublishers.ofByteArray(Json.write(body)))
                .header("Idempotency-Key", commandId == null ? Ids.next() : commandId);
        if (expectedVersion != null) request.header("If-Match", "\"" + expectedVersion + "\"");
        return hub.send(request.build(), answerTimeout, response -> wrote(response, TableRow.class));
    }

    private JsonNode parsed(HttpResponse<byte[]> response) {
        return hub.parse(response.body(), JsonNode.class);
    }

    private HttpRequest read(String path, Map<String, String> query) {
        return readAt(path, query, written.get());
    }

    private HttpRequest readAt(String path, Map<String, String> query, long position) {
        HttpRequest.Builder request = hub.request(path, query);
        if (position > 0) request.header(AT_LEAST, Long.toString(position));
        return request.GET().build();
    }

    private HttpRequest.Builder write(String path, byte[] body) {
        return hub.request(path, Map.of())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
    }

    private <T> T wrote(HttpResponse<byte[]> response, Class<T> type) {
        response.headers()
                .firstValue(POSITION)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .ifPresent(this::wrote);
        return hub.parse(response.body(), type);
    }

    private void wrote(long position) {
        written.accumulateAndGet(position, Math::max);
    }

    private static <T> List<T> items(JsonNode array, Class<T> type) {
        List<T> items = new ArrayList<>();
        try {
            for (JsonNode item : array) items.add(Json.readLenient(item, type));
        } catch (IllegalArgumentException e) {
            throw new HubUnreachable("the hub's answer cannot be understood: " + e.getMessage(), e);
        }
        return items;
    }

    private static String rowsPath(String table) {
        return "/v1/tables/" + HubConnection.segment(table) + "/rows";
    }
}
