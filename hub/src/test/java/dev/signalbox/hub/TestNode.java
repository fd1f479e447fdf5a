package dev.signalbox.hub;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.key.KeyCommands;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.key.KeyRing;
import dev.signalbox.hub.key.KeyTable;
import dev.signalbox.hub.key.RefusedKeys;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.log.PostgresEventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.notification.NotificationCommands;
import dev.signalbox.hub.notification.NotificationTable;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.question.QuestionCommands;
import dev.signalbox.hub.question.QuestionTable;
import dev.signalbox.hub.roadmap.RoadmapCommands;
import dev.signalbox.hub.roadmap.RoadmapTable;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.Store;
import dev.signalbox.hub.table.RowTable;
import dev.signalbox.hub.table.TableCommands;
import dev.signalbox.hub.trace.command.TraceCommands;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A hub without doors: a store, the log in it, all commands and all tables. What the features are tested with. */
public final class TestNode implements AutoCloseable {
    public static final Principal DAEMON = new Principal("daemon01", "daemon", OwnershipMatrix.DAEMON);
    public static final Principal JANE = new Principal("jane0001", "jane", OwnershipMatrix.USER);
    public static final Principal ROOT = new Principal("root0001", "root", OwnershipMatrix.ADMIN);

    private final MatrixInForce matrix = new MatrixInForce(OwnershipMatrix.shipped());
    private final Vertx vertx;
    private final Supplier<Future<Void>> release;
    private final Database database;
    private final EventLog log;
    private final LogTail tail;
    private final Projections projections;
    private final CommandHandler commands;

    private TestNode(
            Vertx vertx,
            Database database,
            EventLog log,
            Supplier<Future<Void>> release,
            Clock clock,
            UnaryOperator<Projection> wrapping) {
        this.vertx = vertx;
        this.database = database;
        this.log = log;
        this.release = release;
        this.tail = new LogTail(log, Await.result(log.head()), vertx);
        this.projections = new Projections(tail);
        this.commands = commandsOf(clock);
        for (Projection each : List.of(
                KeyTable.KEYS.projection(),
                QuestionTable.QUESTIONS.projection(),
                NotificationTable.NOTIFICATIONS.projection(),
                RoadmapTable.ROADMAP.projection(),
                RowTable.ROWS.projection(),
                new TracesProjection())) {
            projections.add(new ProjectionFollower(wrapping.apply(each), database, tail, vertx));
        }
        Await.result(projections.start());
    }

    /** A node on the SQLite files of a folder; they are made when they are missing. */
    public static TestNode sqlite(Path folder, Clock clock) {
        return sqlite(folder, clock, UnaryOperator.identity());
    }

    /** The same with tables that misbehave. */
    public static TestNode sqlite(Path folder, Clock clock, UnaryOperator<Projection> wrapping) {
        Vertx vertx = Vertx.vertx();
        Engine engine = Await.result(SqliteEngine.start(folder, clock, Throwable::printStackTrace, vertx));
        Store store = Await.result(engine.open("main", AppendMeter.NONE, null));
        return new TestNode(vertx, store.database(), store.log(), engine::close, clock, wrapping);
    }

    /** A node on one schema of the shared PostgreSQL; it is made when it is missing. */
    public static TestNode postgres(String schema, Clock clock) {
        return postgres(schema, clock, UnaryOperator.identity());
    }

    /** The same with tables that misbehave. */
    public static TestNode postgres(String schema, Clock clock, UnaryOperator<Projection> wrapping) {
        Vertx vertx = Vertx.vertx();
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.sharedDatabase());
        PostgresDatabase database = Await.result(PostgresDatabase.open(vertx, url, schema));
        EventLog log = Await.result(PostgresEventLog.open("main", database, vertx, clock, AppendMeter.NONE));
        return new TestNode(vertx, database, log, Future::succeededFuture, clock, wrapping);
    }

    public Vertx vertx() {
        return vertx;
    }

    public Database database() {
        return database;
    }

    /** What the commands of this node are judged by; a test may replace it. */
    public MatrixInForce matrix() {
        return matrix;
    }

    public EventLog log() {
        return log;
    }

    public LogTail tail() {
        return tail;
    }

    public Projections projections() {
        return projections;
    }

    public CommandHandler commands() {
        return commands;
    }

    /** Who judges the clock: the store has no other, and nothing that is kept is in danger. */
    public ClockWatch watch(Clock clock) {
        return new ClockWatch(
                database, List.of(log), clock, () -> Future.succeededFuture(Optional.empty()), () -> false);
    }

    /** Another dispatcher on the same log: as if on another node, it knows nothing of what this one has in memory. */
    public CommandHandler commandsOf(Clock clock) {
        CommandHandler fresh = new CommandHandler(log, matrix, clock);
        KeyCommands.register(fresh, matrix, new KeyRing(new RefusedKeys(fresh), database()), Newcomers.NOBODY);
        QuestionCommands.register(fresh);
        NotificationCommands.register(fresh);
        RoadmapCommands.register(fresh, log, database, projections);
        TableCommands.register(fresh, matrix, database, log);
        // In a hub their events have a log of their own; what they do is the same.
        TraceCommands.register(fresh, log);
        return fresh;
    }

    public MemoryFollower follow(EventFilter filter, FollowSink sink) {
        return new MemoryFollower("a test", tail, filter, sink, vertx)
                .start(tail.head().position());
    }

    /** Sends a command with a fresh id; single quotes stand for double ones in the body. */
    public Future<Outcome> send(Principal by, String command, String target, String json) {
        return send(by, Ids.next(), command, target, json);
    }

    public Future<Outcome> send(Principal by, String id, String command, String target, String json) {
        return commands.handle(commandOf(id, command, target, json), new Caller(by, "http", null));
    }

    public static Command commandOf(String id, String command, String target, String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new Command(
                id,
                command,
                target.isEmpty() ? null : target,
                null,
                null,
                Json.readLenient(body, com.fasterxml.jackson.databind.JsonNode.class));
    }

    /** Why a command was refused. */
    public static Problem problem(Future<Outcome> refused) {
        return ((Refused) Await.failure(refused)).problem();
    }

    /** Waits until the table holds everything that was acknowledged. */
    public void caughtUp(String projection) {
        Await.result(projections.caughtUp(projection, 0));
    }

    /** Types of all events in the log, in order. */
    public List<String> types() {
        return Await.result(log.read(0, 5_000, EventFilter.ALL)).events().stream()
                .map(RecordedEvent::type)
                .toList();
    }

    @Override
    public void close() {
        projections.close();
        Await.result(log.close());
        Await.result(database.close());
        Await.result(release.get());
        Await.result(vertx.close());
    }
}
