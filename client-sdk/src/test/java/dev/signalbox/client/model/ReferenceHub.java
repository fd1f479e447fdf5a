package dev.signalbox.client.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What a hub promises, in memory and as plainly as can be said: the model that the client is held against. Every
 * command becomes one event on the stream of its lane; a body with {@code "refuse": "rejected"} is refused. Refusals
 * are not remembered, as in the hub.
 */
public final class ReferenceHub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "reference-hub");
        thread.setDaemon(true);
        return thread;
    });

    private final List<Event> log = new ArrayList<>();
    private final Map<String, CommandResult> answered = new HashMap<>();
    private final Map<String, String> contents = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final Set<String> senders = new HashSet<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ReferenceTables tables = new ReferenceTables();
    private String epoch = "aaaaaaaa";
    private long floor;
    private int maxInFlight;

    private volatile String key = "";
    private volatile String commandsKey = "";
    private volatile Function<Integer, HubSays> trouble = request -> null;
    private volatile String poison = "";
    private volatile ProblemCode poisonCode = ProblemCode.INVALID;
    private volatile int commandsMax = Integer.MAX_VALUE;
    private volatile Duration latency = Duration.ZERO;
    private volatile StreamManner manner = StreamManner.PLAIN;
    private volatile SnapshotManner snapshotManner = SnapshotManner.PLAIN;
    private final List<Long> snapshotTimes = new CopyOnWriteArrayList<>();
    private final AtomicInteger rowsServed = new AtomicInteger();
    private final AtomicInteger commandRequests = new AtomicInteger();
    private final AtomicInteger streamsOpened = new AtomicInteger();
    private final AtomicInteger pagesServed = new AtomicInteger();

    /** An answer in place of the right one. */
    public record HubSays(int status, ProblemCode code, String retryAfter) {}

    /** How event streams are served. */
    public enum StreamManner {
        PLAIN,
        /** Closed after its first frame. */
        CUT_QUICKLY,
        /** Every frame comes twice. */
        STUTTER,
        /** Every third frame of a stream is left out. */
        LEAKY,
        /** Opened, then nothing: no frame, no heartbeat. */
        SILENT,
        /** Every stream says at once that the history is another. */
        RESET
    }

    /** How snapshots are served. */
    public enum SnapshotManner {
        PLAIN,
        /** Ends after half of its bytes, without a word. */
        BROKEN_OFF,
        /** One byte of a row is another than the digest says. */
        SPOILED,
        /** Its last row is left out. */
        SHORT,
        /** Whole, but the connection stays silent before its last line. */
        STALLED
    }

    public ReferenceHub() throws IOException {
        this(0);
    }

    public ReferenceHub(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    // What a test may do to it.

    public void requireKey(String secret) {
        key = secret;
    }

    /** Only this key may write; others get 403. */
    public void requireKeyForCommands(String secret) {
        commandsKey = secret;
    }

    /** Asked with the number (1, 2 …) of each command request; null for the right answer. */
    public void trouble(Function<Integer, HubSays> each) {
        trouble = each;
    }

    /** Any request that holds this command is refused as a whole. */
    public void refuseRequestsWith(String commandId, ProblemCode code) {
        poison = commandId;
        poisonCode = code;
    }

    /** More commands in one request are 413. */
    public void commandsMax(int max) {
        commandsMax = max;
    }

    public void latency(Duration each) {
        latency = each;
    }

    public void manner(StreamManner next) {
        manner = next;
    }

    public void snapshots(SnapshotManner next) {
        snapshotManner = next;
    }

    /** There is a table, whose rows change by {@code append}, {@code replace} or {@code merge}. */
    public synchronized void declare(String table, String change) {
        tables.declare(table, change);
    }

    /** Restores a backup that ended at {@code position}: what came later is gone, and the history has a new name. */
    public synchronized void restore(long position) {
        epoch = Ids.derived(epoch, "restored").substring(0, 8);
        putBack(position);
    }

    /** Puts an old copy back, as files are: what came later is gone, and the history has the name that it had. */
    public synchronized void putBack(long position) {
        while (log.size() > position) {
            Event lost = log.remove(log.size() - 1);
            answered.remove(lost.id());
            contents.remove(lost.id());
            versions.compute(lost.subject(), (stream, version) -> version == null || version == 1 ? null : version - 1);
        }
        tables.forget();
        log.forEach(tables::take);
        notifyAll();
    }

    /** Forgets events up to and including this position. */
    public synchronized void forgetUpTo(long position) {
        floor = position;
    }

    /** Appends an event that no client sent. */
    public synchronized void append(String type, String stream, Object data) {
        append(Ids.next(), type, stream, Json.tree(data), "somebody", Instant.EPOCH);
    }

    public synchronized void answer(String questionId, String value) {
        Question asked = questions.get(questionId);
        Answer answer = new Answer(value, null, Answer.Source.HUMAN, "jane", null, "cli", Instant.EPOCH, null);
        questions.put(questionId, resolved(asked, Question.State.ANSWERED, answer));
        notifyAll();
    }

    public synchronized void expire(String questionId) {
        questions.put(questionId, resolved(questions.get(questionId), Question.State.EXPIRED, null));
        notifyAll();
    }

    // What a test may see.

    public synchronized List<Event> log() {
        return List.copyOf(log);
    }

    public synchronized List<String> commandIds() {
        return log.stream().map(Event::id).toList();
    }

    /** Values of {@code data.n} of a stream's events, in their order. */
    public synchronized List<Integer> numbers(String stream) {
        return log.stream()
                .filter(event -> event.subject().equals(stream))
                .map(event -> event.data().path("n").asInt())
                .toList();
    }

    public synchronized long version(String stream) {
        return versions.getOrDefault(stream, 0L);
    }

    public synchronized boolean hasQuestion(String id) {
        return questions.containsKey(id);
    }

    public synchronized List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    /** Every {@code User-Agent} that sent commands. */
    public synchronized Set<String> senders() {
        return Set.copyOf(senders);
    }

    /** The most command requests that ever ran at one time. */
    public synchronized int maxInFlight() {
        return maxInFlight;
    }

    public int commandRequests() {
        return commandRequests.get();
    }

    public int streamsOpened() {
        return streamsOpened.get();
    }

    public int pagesServed() {
        return pagesServed.get();
    }

    /** The rows of a table as they are now, by key, as the hub shows them. */
    public synchronized Map<String, JsonNode> rows(String table) {
        Map<String, JsonNode> rows = new LinkedHashMap<>();
        tables.rows(table).forEach((key, row) -> rows.put(key, Json.tree(row)));
        return rows;
    }

    public int snapshotsServed() {
        return snapshotTimes.size();
    }

    /** When each snapshot was asked for, by {@link System#nanoTime}. */
    public List<Long> snapshotTimes() {
        return snapshotTimes;
    }

    public int rowsServed() {
        return rowsServed.get();
    }

    public synchronized String cursor(long position) {
        return cursorAt(position).toString();
    }

    // The rules.

    private synchronized List<CommandResult> judge(List<Command> commands) {
        List<CommandResult> results = new ArrayList<>();
        Set<String> stuck = new HashSet<>();
        for (Command command : commands) {
            String lane = laneOf(command);
            CommandResult result = stuck.contains(lane)
                    ? new CommandResult(command.id(), Verdict.BLOCKED, null, null, null, null)
                    : judge(command, lane);
            if (!result.verdict().isDone()) stuck.add(lane);
            results.add(result);
        }
        notifyAll();
        return results;
    }

    private CommandResult judge(Command command, String lane) {
        CommandResult first = answered.get(command.id());
        if (first != null) {
            if (!contents.get(command.id()).equals(contentOf(command))) {
                return refused(command, Verdict.REJECTED, Problem.of(ProblemCode.IDEMPOTENCY_CONFLICT, "another"));
            }
            return new CommandResult(
                    command.id(), Verdict.DUPLICATE, first.position(), first.version(), first.target(), null);
        }
        long version = version(lane);
        if (command.expectedVersion() != null && command.expectedVersion() != version) {
            JsonNode current = Json.tree(Map.of("version", version));
            return refused(
                    command,
                    Verdict.CONFLICT,
                    Problem.of(ProblemCode.VERSION_CONFLICT, "it is at " + version)
                            .withCurrent(current));
        }
        if (command.body().path("refuse").asText().equals("rejected")) {
            return refused(command, Verdict.REJECTED, Problem.of(ProblemCode.FORBIDDEN, "refused as asked"));
        }
        boolean ofTable = command.command().startsWith("table.");
        if (ofTable
                && command.command().endsWith(".patch")
                && !tables.rows(Event.categoryOf(lane)).containsKey(lane.substring(lane.indexOf('/') + 1))) {
            return refused(command, Verdict.REJECTED, Problem.of(ProblemCode.NOT_FOUND, "there is no such row"));
        }
        Event event = append(
                command.id(),
                ofTable ? Event.categoryOf(lane) + "." + done(command.command()) : command.command(),
                lane,
                ofTable ? data(command, lane) : command.body(),
                "client",
                command.occurredAt());
        if (command.command().equals("question.ask")) ask(command);
        CommandResult result =
                new CommandResult(command.id(), Verdict.ACCEPTED, event.position(), event.streamversion(), lane, null);
        answered.put(command.id(), result);
        contents.put(command.id(), contentOf(command));
        return result;
    }

    private Event append(String id, String type, String stream, JsonNode data, String actor, Instant at) {
        long version = versions.merge(stream, 1L, Long::sum);
        Event event = new Event(
                "1.0",
                id,
                "/signalbox/main",
                type,
                stream,
                at,
                "application/json",
                data,
                Long.toString(log.size() + 1),
                version,
                Instant.EPOCH,
                actor,
                null,
                null);
        log.add(event);
        tables.take(event);
        notifyAll();
        return event;
    }

    private void ask(Command command) {
        JsonNode body = command.body();
        questions.put(
                laneOf(command).substring("question/".length()),
                new Question(
                        laneOf(command).substring("question/".length()),
                        Question.State.PENDING,
                        Question.Kind.TEXT,
                        body.path("prompt").asText(),
                        null,
                        List.of(),
                        3,
                        List.of(),
                        "client",
                        Instant.EPOCH,
                        null,
                        Question.OnExpiry.EXPIRE,
                        null,
                        false,
                        null,
                        null,
                        null,
                        1,
                        null));
    }

    private static Question resolved(Question asked, Question.State state, Answer answer) {
        return new Question(
                asked.id(),
                state,
                asked.kind(),
                asked.prompt(),
                asked.body(),
                asked.options(),
                asked.priority(),
                asked.tags(),
                asked.askedBy(),
                asked.askedAt(),
                asked.expiresAt(),
                asked.onExpiry(),
                asked.defaultValue(),
                asked.excludeAsker(),
                answer,
                asked.data(),
                asked.traceId(),
                asked.version() + 1,
                null);
    }

    private static CommandResult refused(Command command, Verdict verdict, Problem problem) {
        return new CommandResult(command.id(), verdict, null, null, null, problem);
    }

    private static String contentOf(Command command) {
        return command.command() + " " + command.target() + " " + command.expectedVersion() + " " + command.body();
    }

    private static String done(String tableCommand) {
        return Map.of("put", "put", "patch", "patched", "delete", "deleted", "append", "appended")
                .get(tableCommand.substring("table.".length()));
    }

    /** A patch is told as what it came to: whole fields, and those that are gone. */
    private JsonNode data(Command command, String lane) {
        JsonNode body = command.body();
        if (command.command().endsWith(".delete")) return Json.object();
        if (!command.command().endsWith(".patch")) {
            ObjectNode row = body.path("row").deepCopy();
            if (!row.has("id")) row.put("id", lane.substring(lane.indexOf('/') + 1));
            ObjectNode data = Json.object();
            data.set("row", row);
            return data;
        }
        ObjectNode fields = Json.object();
        ObjectNode data = Json.object();
        data.set("fields", fields);
        var removed = data.putArray("removed");
        for (Map.Entry<String, JsonNode> field : body.path("fields").properties()) {
            if (field.getValue().isNull()) removed.add(field.getKey());
            else fields.set(field.getKey(), field.getValue());
        }
        return data;
    }

    private static String laneOf(Command command) {
        if (command.command().startsWith("table.")) {
            String target = command.target();
            return target.indexOf('/') >= 0
                    ? target
                    : target + "/" + command.body().path("row").path("id").asText(command.id());
        }
        String noun = command.command().substring(0, command.command().indexOf('.'));
        String id = command.target();
        if (id == null) id = command.body().path("id").asText(command.id());
        return id.startsWith(noun + "/") ? id : noun + "/" + id;
    }

    private Cursor cursorAt(long position) {
        if (position == 0) return Cursor.start(epoch);
        return new Cursor(
                epoch, position, Ids.derived(log.get((int) position - 1).id()).substring(0, 8));
    }

    // The doors.

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!key.isEmpty()
                    && !("Bearer " + key).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                refuse(exchange, ProblemCode.UNAUTHORIZED, null);
            } else if (path.equals("/v1/commands")) {
                commands(exchange);
            } else if (path.equals("/v1/events")) {
                events(exchange);
            } else if (path.startsWith("/v1/tables")) {
                tables(exchange, exchange.getRequestURI().getRawPath());
            } else if (path.startsWith("/v1/questions/")) {
                question(exchange, path.substring("/v1/questions/".length()));
            } else {
                refuse(exchange, ProblemCode.NOT_FOUND, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commands(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HubSays says = trouble.apply(commandRequests.incrementAndGet());
        if (says != null) {
            refuse(exchange, says.code(), says.retryAfter());
            return;
        }
        if (!commandsKey.isEmpty()
                && !("Bearer " + commandsKey)
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            refuse(exchange, ProblemCode.FORBIDDEN, null);
            return;
        }
        String seen = exchange.getRequestHeaders().getFirst("Signalbox-Seen");
        Problem lost = seen == null ? null : misplaced(seen);
        if (lost != null && lost.is(ProblemCode.LOG_DIVERGED)) {
            refuse(exchange, lost);
            return;
        }
        List<Command> commands = Json.read(body, CommandBatch.class).commands();
        if (commands.size() > commandsMax) {
            refuse(exchange, ProblemCode.TOO_LARGE, null);
            return;
        }
        if (commands.stream().anyMatch(command -> command.id().equals(poison))) {
            refuse(exchange, poisonCode, null);
            return;
        }
        synchronized (this) {
            batchSizes.add(commands.size());
            senders.add(String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent")));
            maxInFlight = Math.max(maxInFlight, inFlight.incrementAndGet());
        }
        CommandResults answer;
        try {
            if (!latency.isZero()) Thread.sleep(latency.toMillis());
            answer = answer(commands);
        } finally {
            inFlight.decrementAndGet();
        }
        send(exchange, 200, Json.write(answer));
    }

    /** The cursor is of the history that holds what was accepted, also when the hub is restored a moment later. */
    private synchronized CommandResults answer(List<Command> commands) {
        List<CommandResult> results = judge(commands);
        return new CommandResults(results, log.size(), cursorAt(log.size()).toString());
    }

    private void tables(HttpExchange exchange, String path) throws IOException, InterruptedException {
        String[] parts = path.split("/", -1);
        if (parts.length == 3) {
            byte[] list;
            synchronized (this) {
                list = Json.write(Map.of("items", tables.list()));
            }
            send(exchange, 200, list);
        } else if (parts.length == 5 && parts[4].equals("snapshot")) {
            snapshot(exchange, parts[3]);
        } else {
            rowsServed.incrementAndGet();
            String key = URLDecoder.decode(parts[5], StandardCharsets.UTF_8);
            JsonNode row = rows(parts[3]).get(key);
            if (row == null) refuse(exchange, ProblemCode.NOT_FOUND, null);
            else send(exchange, 200, Json.write(row));
        }
    }

    private void snapshot(HttpExchange exchange, String table) throws IOException, InterruptedException {
        snapshotTimes.add(System.nanoTime());
        byte[] lines;
        synchronized (this) {
            lines = tables.snapshot(table, log.size(), cursorAt(log.size()).toString());
        }
        SnapshotManner how = snapshotManner;
        if (how == SnapshotManner.SPOILED) {
            int at = new String(lines, StandardCharsets.UTF_8).indexOf("\"row\":{") + 9;
            lines[at] = (byte) (lines[at] == 'x' ? 'y' : 'x');
        }
        if (how == SnapshotManner.SHORT) lines = ReferenceTables.withoutLastRow(lines);
        exchange.getResponseHeaders().set("Content-Type", "application/jsonl");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        boolean half = how == SnapshotManner.BROKEN_OFF || how == SnapshotManner.STALLED;
        out.write(lines, 0, half ? lines.length / 2 : lines.length);
        out.flush();
        synchronized (this) {
            while (how == SnapshotManner.STALLED && snapshotManner == how) wait(5);
        }
        if (how == SnapshotManner.STALLED) out.write(lines, lines.length / 2, lines.length - lines.length / 2);
    }

    private synchronized long headNow() {
        return log.size();
    }

    private void question(HttpExchange exchange, String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + wait(query(exchange).get("wait")).toNanos();
        Question question;
        synchronized (this) {
            question = questions.get(id);
            while (question != null && question.state() == Question.State.PENDING && System.nanoTime() < deadline) {
                wait(5);
                question = questions.get(id);
            }
        }
        if (question == null) refuse(exchange, ProblemCode.NOT_FOUND, null);
        else send(exchange, 200, Json.write(question));
    }

    private static Duration wait(String text) {
        return text == null ? Duration.ZERO : Times.parseDuration(text);
    }

    private void events(HttpExchange exchange) throws IOException, InterruptedException {
        Map<String, String> query = query(exchange);
        boolean stream =
                String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).contains("event-stream");
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        String after = last != null ? last : query.getOrDefault("after", stream ? "end" : "start");
        List<String> types =
                query.containsKey("types") ? List.of(query.get("types").split(",", -1)) : List.of();
        String history;
        Problem problem;
        synchronized (this) {
            history = epoch;
            problem = misplaced(after);
        }
        if (types.stream().anyMatch(type -> type.indexOf(' ') >= 0)) {
            refuse(exchange, ProblemCode.INVALID, null);
        } else if (problem != null) {
            refuse(exchange, problem);
        } else if (stream) {
            stream(exchange, start(after), types, history);
        } else {
            page(exchange, start(after), types, Integer.parseInt(query.getOrDefault("limit", "50")));
        }
    }

    private synchronized Problem misplaced(String after) {
        if (after.equals("start") || after.equals("end")) return null;
        Cursor cursor = Cursor.parse(after);
        boolean ours = cursor.epoch().equals(epoch)
                && cursor.position() <= log.size()
                && cursor.equals(cursorAt(cursor.position()));
        if (!ours) {
            return Problem.of(ProblemCode.LOG_DIVERGED, "the hub was restored")
                    .withHead(cursorAt(log.size()).toString());
        }
        if (cursor.position() < floor) {
            return Problem.of(ProblemCode.CURSOR_EXPIRED, "the cursor is too old")
                    .withFloor(floor);
        }
        return null;
    }

    private synchronized long start(String after) {
        if (after.equals("start")) return floor;
        return after.equals("end") ? log.size() : Cursor.parse(after).position();
    }

    private void page(HttpExchange exchange, long from, List<String> types, int limit) throws IOException {
        pagesServed.incrementAndGet();
        EventPage page;
        synchronized (this) {
            int to = (int) Math.min(log.size(), from + limit);
            List<Event> events = log.subList((int) from, to).stream()
                    .filter(event -> EventTypes.matches(types, event.type()))
                    .toList();
            page = new EventPage(events, cursorAt(to).toString(), log.size());
        }
        send(exchange, 200, Json.write(page));
    }

    private void stream(HttpExchange exchange, long from, List<String> types, String history)
            throws IOException, InterruptedException {
        int opened = streamsOpened.incrementAndGet();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        if (manner == StreamManner.SILENT) {
            out.flush();
            synchronized (this) {
                while (manner == StreamManner.SILENT) wait(5);
            }
            return;
        }
        write(out, "retry: 1000\n\n:head " + headNow() + "\n\n");
        long at = from;
        long rangeFrom = from;
        int frames = 0;
        while (true) {
            Event event;
            String frame;
            synchronized (this) {
                if (manner == StreamManner.RESET || !history.equals(epoch)) {
                    Problem problem = Problem.of(ProblemCode.LOG_DIVERGED, "the hub was restored")
                            .withHead(cursorAt(log.size()).toString());
                    write(out, "event: reset\ndata: " + Json.writeText(problem) + "\n\n");
                    return;
                }
                if (at >= log.size()) {
                    if (rangeFrom < at) {
                        write(out, progress(rangeFrom, at));
                        rangeFrom = at;
                    }
                    wait(20);
                    write(out, ":head " + log.size() + "\n\n");
                    continue;
                }
                event = log.get((int) at);
                at++;
                if (!EventTypes.matches(types, event.type())) continue;
                frame = ":from " + rangeFrom + "\nid: " + cursorAt(at) + "\nevent: " + event.type() + "\ndata: "
                        + Json.writeText(event) + "\n\n";
                rangeFrom = at;
            }
            frames++;
            if (manner == StreamManner.LEAKY && frames % 3 == 0 && opened % 2 == 1) continue;
            write(out, frame);
            if (manner == StreamManner.STUTTER) write(out, frame);
            if (manner == StreamManner.CUT_QUICKLY) return;
        }
    }

    private String progress(long from, long to) {
        ObjectNode data = Json.object().put("from", from).put("to", to).put("head", log.size());
        return ":from " + from + "\nid: " + cursorAt(to) + "\nevent: progress\ndata: " + data + "\n\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw == null) return query;
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void refuse(HttpExchange exchange, ProblemCode code, String retryAfter) throws IOException {
        if (retryAfter != null) exchange.getResponseHeaders().set("Retry-After", retryAfter);
        refuse(exchange, Problem.of(code, "as the test wished"));
    }

    private static void refuse(HttpExchange exchange, Problem problem) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
        byte[] body = Json.write(problem);
        exchange.sendResponseHeaders(problem.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
