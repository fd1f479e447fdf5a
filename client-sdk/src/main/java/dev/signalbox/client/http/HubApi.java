package dev.signalbox.client.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.Recalled;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.TableRow;
import dev.signalbox.wire.resource.WhoAmI;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub's HTTP API, one method an endpoint, nothing kept on disk and nothing repeated. Every future fails with
 * {@link HubRefused} when the hub said no, or {@link HubUnreachable} when it said nothing; through {@code join()}
 * either is the cause of a {@link java.util.concurrent.CompletionException}. Cancelling a future gives its exchange up.
 *
 * <p>Reads see this object's own earlier writes, on whichever node they land. Any thread; nothing blocks.
 */
public final class HubApi {
    /**
     * Longest time for a whole answer, unless the caller asks the hub to wait; the body of the request adds its own.
     */
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);
    /** The slowest network: a body of so many bytes may take a second longer. */
    public static final int UPLINK_BYTES_A_SECOND = 10_000;
    /** An event stream that sends no byte for this long is dead: three heartbeats were missed. */
    public static final Duration SILENCE_MAX = Duration.ofSeconds(45);

    private final LogCalls calls;

    /**
     * @param url the hub, {@code http://127.0.0.1:7433}
     * @param key the secret, asked for before every request; null or blank sends none
     * @param userAgent who asks, for the hub's log
     */
    public HubApi(URI url, Supplier<@Nullable String> key, String userAgent) {
        this(url, key, userAgent, ANSWER_TIMEOUT, UPLINK_BYTES_A_SECOND);
    }

    /** The same with other limits for answers. */
    public HubApi(
            URI url, Supplier<@Nullable String> key, String userAgent, Duration answerTimeout, int uplinkBytesASecond) {
        this(url, key, userAgent, answerTimeout, uplinkBytesASecond, HubTrust.PLATFORM, null);
    }

    /**
     * The same for a hub whose certificate the platform does not know, and in a space. Fails with
     * {@link IllegalArgumentException} for what no space is called.
     *
     * @param space in which an admin of the hub acts, the header {@code Signalbox-Space}: any other key is refused
     *     then, {@code forbidden}, unless it is of that very space. Before the first request it is asked whether the
     *     hub knows of spaces; of one that does not, every future fails with {@code forbidden}, and nothing is sent.
     *     Null for the space that the key leads to
     */
    public HubApi(
            URI url,
            Supplier<@Nullable String> key,
            String userAgent,
            Duration answerTimeout,
            int uplinkBytesASecond,
            HubTrust trust,
            @Nullable String space) {
        HubConnection connection = new HubConnection(url, key, userAgent, trust, space);
        this.calls = new LogCalls(connection, answerTimeout, uplinkBytesASecond);
    }

    /** {@code POST /v1/notifications}. Give it an id to make repeating safe. */
    public CompletableFuture<Notification> postNotification(PostNotification post) {
        return calls.write("POST", "/v1/notifications", post).id(post.id()).answer(Notification.class);
    }

    /** {@code GET /v1/notifications/{id}}. */
    public CompletableFuture<Notification> notification(String id) {
        return calls.get("/v1/notifications/" + HubConnection.segment(id), Map.of(), Notification.class);
    }

    /** {@code GET /v1/notifications}; query: state, priority, minPriority, tag, source, idPrefix, limit, cursor. */
    public CompletableFuture<Page<Notification>> notifications(Map<String, String> query) {
        return calls.list("/v1/notifications", query, Notification.class);
    }

    /** {@code POST /v1/notifications/{id}/acknowledge}. */
    public CompletableFuture<Notification> acknowledge(String id, CloseNotification body) {
        return calls.write("POST", "/v1/notifications/" + HubConnection.segment(id) + "/acknowledge", body)
                .answer(Notification.class);
    }

    /** {@code POST /v1/notifications/{id}/resolve}. */
    public CompletableFuture<Notification> resolve(String id, CloseNotification body) {
        return calls.write("POST", "/v1/notifications/" + HubConnection.segment(id) + "/resolve", body)
                .answer(Notification.class);
    }

    /** {@code POST /v1/tickets}: signs one browser in with this key, once, within {@code Limits.TICKET_LIFE}. */
    public CompletableFuture<String> pageTicket() {
        return calls.write("POST", "/v1/tickets", Json.object().put("opens", "page"))
                .answer(JsonNode.class)
                .thenApply(ticket -> ticket.path("ticket").asText());
    }

    /** {@code POST /v1/questions}. Give it an id, or a key, to make repeating safe. */
    public CompletableFuture<Question> ask(AskQuestion ask) {
        return calls.write("POST", "/v1/questions", ask).id(ask.questionId()).answer(Question.class);
    }

    /** {@code GET /v1/questions/{id}}. */
    public CompletableFuture<Question> question(String id) {
        return question(id, Duration.ZERO);
    }

    /**
     * {@code GET /v1/questions/{id}?wait=}: answers when the question is resolved or the wait (at most 60 s) is over.
     */
    public CompletableFuture<Question> question(String id, Duration wait) {
        String path = "/v1/questions/" + HubConnection.segment(id);
        Map<String, String> query = wait.isZero() ? Map.of() : Map.of("wait", wait.toMillis() + "ms");
        return calls.get(path, query, 0, wait, Question.class);
    }

    /** {@code GET /v1/questions/{id}/receipt}, as the hub wrote it. */
    public CompletableFuture<JsonNode> receipt(String id) {
        return calls.get("/v1/questions/" + HubConnection.segment(id) + "/receipt", Map.of(), JsonNode.class);
    }

    /** {@code GET /v1/receipts/keys}: a JSON Web Key Set. */
    public CompletableFuture<JsonNode> receiptKeys() {
        return calls.get("/v1/receipts/keys", Map.of(), JsonNode.class);
    }

    /** {@code GET /v1/questions}; query: state, priority, minPriority, tag, askedBy, idPrefix, limit, cursor. */
    public CompletableFuture<Page<Question>> questions(Map<String, String> query) {
        return calls.list("/v1/questions", query, Question.class);
    }

    /** {@code POST /v1/questions/{id}/answer}. */
    public CompletableFuture<Question> answer(String id, AnswerQuestion body) {
        return calls.write("POST", "/v1/questions/" + HubConnection.segment(id) + "/answer", body)
                .answer(Question.class);
    }

    /** {@code POST /v1/questions/{id}/cancel}. */
    public CompletableFuture<Question> cancel(String id, CancelQuestion body) {
        return calls.write("POST", "/v1/questions/" + HubConnection.segment(id) + "/cancel", body)
                .answer(Question.class);
    }

    /**
     * {@code GET /v1/recall}: what has all the words in its text, the newest first; query: q, kind, table, asOf,
     * changedSince, limit, cursor.
     */
    public CompletableFuture<Recalled> recall(Map<String, String> query) {
        return calls.get("/v1/recall", query, Recalled.class);
    }

    /** {@code GET /v1/tables}: those that the key may read. */
    public CompletableFuture<List<SharedTable>> tables() {
        return calls.items("/v1/tables", Map.of(), SharedTable.class);
    }

    /** {@code GET /v1/tables/{table}/rows}; query: values of fields, minVersion, order, asOf, limit, cursor. */
    public CompletableFuture<Page<TableRow>> rows(String table, Map<String, String> query) {
        return calls.list(rowsPath(table), query, TableRow.class);
    }

    /** {@code GET /v1/tables/{table}/rows/{key}}; null for the present, or as of a position or an RFC 3339 time. */
    public CompletableFuture<TableRow> row(String table, String key, @Nullable String asOf) {
        Map<String, String> query = asOf == null ? Map.of() : Map.of("asOf", asOf);
        return calls.get(rowPath(table, key), query, TableRow.class);
    }

    /** The row as it is at this position or later. */
    public CompletableFuture<TableRow> rowAtLeast(String table, String key, long position) {
        return calls.get(rowPath(table, key), Map.of(), position, Duration.ZERO, TableRow.class);
    }

    /** {@code GET /v1/tables/{table}/rows/{key}/history}; query: limit, cursor. */
    public CompletableFuture<Page<RowChange>> rowHistory(String table, String key, Map<String, String> query) {
        return calls.list(rowPath(table, key) + "/history", query, RowChange.class);
    }

    /**
     * {@code PUT /v1/tables/{table}/rows/{key}}: the row is this from now on.
     *
     * @param version 0 for "there is none"; null for any
     * @param commandId repeating it gives the first answer; null for a fresh one
     */
    public CompletableFuture<TableRow> putRow(
            String table, String key, JsonNode row, @Nullable Long version, @Nullable String commandId) {
        return calls.write("PUT", rowPath(table, key), row)
                .id(commandId)
                .expecting(version)
                .answer(TableRow.class);
    }

    /** {@code PATCH …}: a merge patch, null removes. The rest as for {@link #putRow}. */
    public CompletableFuture<TableRow> patchRow(
            String table, String key, JsonNode fields, @Nullable Long version, @Nullable String commandId) {
        return calls.write("PATCH", rowPath(table, key), fields)
                .id(commandId)
                .expecting(version)
                .answer(TableRow.class);
    }

    /** {@code DELETE …}: what is left of the row. */
    public CompletableFuture<TableRow> deleteRow(
            String table, String key, @Nullable Long version, @Nullable String commandId) {
        return calls.write("DELETE", rowPath(table, key), Json.object())
                .id(commandId)
                .expecting(version)
                .answer(TableRow.class);
    }

    /** {@code POST /v1/tables/{table}/rows}: one more row of a table whose rows never change. */
    public CompletableFuture<TableRow> appendRow(String table, JsonNode row, @Nullable String commandId) {
        return calls.write("POST", rowsPath(table), row).id(commandId).answer(TableRow.class);
    }

    /** {@code GET /v1/roadmap}; query: status, asOf, idPrefix, limit, cursor. */
    public CompletableFuture<Page<RoadmapItem>> roadmap(Map<String, String> query) {
        return calls.list("/v1/roadmap", query, RoadmapItem.class);
    }

    /** {@code GET /v1/roadmap/{id}}. */
    public CompletableFuture<RoadmapItem> roadmapItem(String keyOrId) {
        return calls.get(roadmapPath(keyOrId), Map.of(), RoadmapItem.class);
    }

    /** {@code GET /v1/roadmap/{id}/history}, or of all items when it is null; query: limit, cursor. */
    public CompletableFuture<Page<RoadmapChange>> roadmapHistory(@Nullable String keyOrId, Map<String, String> query) {
        String path = keyOrId == null ? "/v1/roadmap" : roadmapPath(keyOrId);
        return calls.list(path + "/history", query, RoadmapChange.class);
    }

    /** {@code POST /v1/roadmap}. Give it an id to make repeating safe. */
    public CompletableFuture<RoadmapItem> addRoadmapItem(AddRoadmapItem body) {
        return calls.write("POST", "/v1/roadmap", body).id(body.id()).answer(RoadmapItem.class);
    }

    /** {@code PATCH /v1/roadmap/{id}}. */
    public CompletableFuture<RoadmapItem> updateRoadmapItem(String keyOrId, long readVersion, UpdateRoadmapItem body) {
        return calls.write("PATCH", roadmapPath(keyOrId), body)
                .expecting(readVersion)
                .answer(RoadmapItem.class);
    }

    /** {@code POST /v1/roadmap/{id}/status}; any version when it is null. */
    public CompletableFuture<RoadmapItem> setRoadmapStatus(
            String keyOrId, @Nullable Long readVersion, SetRoadmapStatus body) {
        return calls.write("POST", roadmapPath(keyOrId) + "/status", body)
                .expecting(readVersion)
                .answer(RoadmapItem.class);
    }

    /** {@code POST /v1/roadmap/{id}/move}. */
    public CompletableFuture<RoadmapItem> moveRoadmapItem(String keyOrId, MoveRoadmapItem body) {
        return calls.write("POST", roadmapPath(keyOrId) + "/move", body).answer(RoadmapItem.class);
    }

    /** {@code DELETE /v1/roadmap/{id}}: answers with the item as it was. */
    public CompletableFuture<RoadmapItem> removeRoadmapItem(String keyOrId, long readVersion, RemoveRoadmapItem body) {
        return calls.write("DELETE", roadmapPath(keyOrId), body)
                .expecting(readVersion)
                .answer(RoadmapItem.class);
    }

    /** {@code GET /v1/events}; query: log, after, types, subject, limit. */
    public CompletableFuture<EventPage> events(Map<String, String> query) {
        return calls.get("/v1/events", query, EventPage.class);
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
        HttpRequest.Builder request = calls.hub().request("/v1/events", query).setHeader("Accept", "text/event-stream");
        if (lastEventId != null) request.header("Last-Event-ID", lastEventId);
        return calls.hub().openEvents(request.GET().build(), calls.answerTimeout(), silenceMax);
    }

    /** {@code GET /v1/streams/{category}/{id}}: all events of one thing, oldest first. */
    public CompletableFuture<List<Event>> stream(String category, String id) {
        String path = "/v1/streams/" + HubConnection.segment(category) + "/" + HubConnection.segment(id);
        return calls.read(path, Map.of(), answer -> LogCalls.items(answer.path("events"), Event.class));
    }

    /** {@code POST /v1/commands}: each command has its own verdict. On failure it is unknown which were done. */
    public CompletableFuture<CommandResults> commands(CommandBatch batch) {
        return postCommands(Json.write(batch), null, Duration.ZERO);
    }

    /**
     * What the hub would answer to these commands now, each judged for itself; nothing is written, and no result has a
     * position.
     */
    public CompletableFuture<CommandResults> rehearse(CommandBatch batch) {
        return calls.write("POST", "/v1/commands?dryRun=true", Json.write(batch))
                .answer(CommandResults.class);
    }

    /**
     * The same for commands that are JSON texts already, sent as they are: a repeat must carry the very same bytes.
     *
     * @param seen the newest cursor of an earlier answer, null without one. A hub whose history does not hold it does
     *     nothing, and the future fails with {@link HubRefused}, {@code log_diverged}
     * @param longer how much longer than usual the answer may take
     */
    public CompletableFuture<CommandResults> commandTexts(
            List<String> commands, @Nullable Cursor seen, Duration longer) {
        byte[] body = ("{\"commands\":[" + String.join(",", commands) + "]}").getBytes(StandardCharsets.UTF_8);
        return postCommands(body, seen, longer);
    }

    /** {@code GET /v1/whoami}. */
    public CompletableFuture<WhoAmI> whoami() {
        return calls.get("/v1/whoami", Map.of(), WhoAmI.class);
    }

    /** {@code GET /v1/tables/{t}/snapshot}: all rows at one position, as lines to be read while they come. */
    public CompletableFuture<LineStream> snapshot(String table, Duration silenceMax) {
        String path = "/v1/tables/" + HubConnection.segment(table) + "/snapshot";
        HttpRequest request = calls.hub()
                .request(path, Map.of())
                .setHeader("Accept", "application/jsonl, application/problem+json;q=0.9")
                .GET()
                .build();
        return calls.hub().openLines(request, calls.answerTimeout(), silenceMax);
    }

    /** The spaces of the hub, for its admins. This object has to be of no space, or of {@code default}. */
    public SpaceApi spaces() {
        return new SpaceApi(calls);
    }

    /** Where events go when they leave the hub, and what became of them. */
    public DeliveryApi deliveries() {
        return new DeliveryApi(calls);
    }

    /** Keys, the matrix, projections and health: what runs a hub. */
    public OperatorApi operator() {
        return new OperatorApi(calls);
    }

    /**
     * Reads need no longer see this object's earlier writes: after the hub was restored, their positions mean nothing.
     */
    public void forgetWrites() {
        calls.forgetWrites();
    }

    private static String roadmapPath(String keyOrId) {
        return "/v1/roadmap/" + HubConnection.segment(keyOrId);
    }

    private static String rowsPath(String table) {
        return "/v1/tables/" + HubConnection.segment(table) + "/rows";
    }

    private static String rowPath(String table, String key) {
        return rowsPath(table) + "/" + HubConnection.segment(key);
    }

    private CompletableFuture<CommandResults> postCommands(byte[] body, @Nullable Cursor seen, Duration longer) {
        return calls.write("POST", "/v1/commands", body)
                .seen(seen)
                .longer(longer)
                .answer(CommandResults.class)
                .thenApply(results -> {
                    for (CommandResult result : results.results()) {
                        if (result.position() != null) calls.wrote(result.position());
                    }
                    return results;
                });
    }
}
