package dev.signalbox.hub;

import dev.signalbox.hub.command.CommandBatches;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.http.HttpDoor;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.http.Metrics;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.key.AdminKey;
import dev.signalbox.hub.key.KeyCommands;
import dev.signalbox.hub.key.KeyRing;
import dev.signalbox.hub.key.KeyRoutes;
import dev.signalbox.hub.key.Keys;
import dev.signalbox.hub.key.KeysProjection;
import dev.signalbox.hub.key.RefusedKeys;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.notification.NotificationCommands;
import dev.signalbox.hub.notification.NotificationDeadlines;
import dev.signalbox.hub.notification.NotificationRoutes;
import dev.signalbox.hub.notification.NotificationTable;
import dev.signalbox.hub.notification.Notifications;
import dev.signalbox.hub.notification.NotificationsProjection;
import dev.signalbox.hub.operator.AccountRoutes;
import dev.signalbox.hub.operator.BatchRoutes;
import dev.signalbox.hub.operator.HealthRoutes;
import dev.signalbox.hub.operator.PageRoutes;
import dev.signalbox.hub.operator.ProjectionRoutes;
import dev.signalbox.hub.operator.Readiness;
import dev.signalbox.hub.ownership.GivenFile;
import dev.signalbox.hub.ownership.MatrixCommands;
import dev.signalbox.hub.ownership.MatrixFeed;
import dev.signalbox.hub.ownership.Orphans;
import dev.signalbox.hub.ownership.OwnershipRoutes;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.question.QuestionCommands;
import dev.signalbox.hub.question.QuestionDeadlines;
import dev.signalbox.hub.question.QuestionRoutes;
import dev.signalbox.hub.question.QuestionTable;
import dev.signalbox.hub.question.QuestionWaiters;
import dev.signalbox.hub.question.Questions;
import dev.signalbox.hub.question.QuestionsProjection;
import dev.signalbox.hub.roadmap.Roadmap;
import dev.signalbox.hub.roadmap.RoadmapCommands;
import dev.signalbox.hub.roadmap.RoadmapHistory;
import dev.signalbox.hub.roadmap.RoadmapProjection;
import dev.signalbox.hub.roadmap.RoadmapRoutes;
import dev.signalbox.hub.roadmap.RoadmapTable;
import dev.signalbox.hub.schedule.Deadlines;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.hub.stream.EventBusBridge;
import dev.signalbox.hub.stream.EventBusDoor;
import dev.signalbox.hub.stream.EventRoutes;
import dev.signalbox.hub.stream.EventStreams;
import dev.signalbox.hub.stream.FollowedLog;
import dev.signalbox.hub.stream.StreamLimits;
import dev.signalbox.hub.table.EndingRows;
import dev.signalbox.hub.table.RowWriteRoutes;
import dev.signalbox.hub.table.Rows;
import dev.signalbox.hub.table.RowsProjection;
import dev.signalbox.hub.table.StoredContents;
import dev.signalbox.hub.table.TableCommands;
import dev.signalbox.hub.table.TableRoutes;
import dev.signalbox.hub.table.TableSources;
import dev.signalbox.hub.trace.TraceCommands;
import dev.signalbox.hub.trace.TraceFeature;
import dev.signalbox.hub.trace.intake.LangfuseIntake;
import dev.signalbox.hub.trace.intake.LangfuseProtocol;
import dev.signalbox.hub.trace.intake.OtlpIntake;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.job.Repricing;
import dev.signalbox.hub.trace.langfuse.LangfuseReads;
import dev.signalbox.hub.trace.table.TracesProjection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: builds every part in order, closes them in reverse. Reading {@link #open} from top to bottom shows the whole
 * house: stores, logs, tables, features, doors.
 */
public final class Hub {
    /** Tables that fold a long history take as long as they need; health shows how far they are. */
    private static final Duration CATCH_UP_MAX = Duration.ofDays(365);

    private final HubConfig config;
    private final Clock clock;
    private final Consumer<Throwable> onFatal;
    private final Engine.Choice choice;
    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final MatrixInForce matrix = new MatrixInForce(OwnershipMatrix.shipped());
    private final StartupGate opening = new StartupGate();
    private final List<MemoryFollower> followers = new CopyOnWriteArrayList<>();
    private final Deque<Supplier<Future<?>>> closers = new ArrayDeque<>();
    private @Nullable Engine engine;
    private @Nullable Space space;
    private @Nullable GivenFile given;
    private @Nullable MatrixFeed matrixFeed;
    private List<Route> declared = List.of();
    private int port;

    private Hub(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Engine.Choice choice) {
        // A fault of the file is told before anything is opened.
        if (config.settings() != null)
            MatrixFile.parse(
                    MatrixFile.textOf(config.settings()), config.settings().toString());
        this.config = config;
        this.choice = choice;
        this.clock = clock;
        this.onFatal = onFatal;
    }

    /**
     * Starts a hub. It listens as soon as its store is open, and answers health from then on. Completes when its tables have caught
     * up and it can serve. Fails with a reason that a person can act on; whatever was opened is closed then.
     *
     * @param onFatal hears of an error after which the process must end: a failed fsync, a corrupt file. Called at most a few times,
     *     on a thread of the store
     */
    public static Future<Hub> start(HubConfig config, Clock clock, Consumer<Throwable> onFatal) {
        return start(config, clock, onFatal, Hub::engineOf);
    }

    /** The same on an engine of the caller's choice; tests give one with a fault. */
    static Future<Hub> start(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Engine.Choice choice) {
        Hub hub;
        try {
            hub = new Hub(config, clock, onFatal, choice);
        } catch (IllegalArgumentException badSettings) {
            return Future.failedFuture(badSettings);
        }
        // A bare promise: a future of Vert.x would complete on an event loop that closing has ended.
        Promise<Hub> started = Promise.promise();
        hub.open().onComplete(opened -> {
            if (opened.succeeded()) started.complete(hub);
            else hub.close().onComplete(closed -> started.fail(opened.cause()));
        });
        return started.future();
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** The Vert.x of this hub: its event bus is a door, see {@code signalbox.commands} and {@code signalbox.events}. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Applies the file that the hub was started with, as it is now, on all nodes. Fails, and changes nothing, when there is none, when
     * it has faults, or when it would leave data behind.
     */
    public Future<Void> reload() {
        GivenFile file = given;
        return file == null ? Future.failedFuture("the hub is still starting; repeat in a moment") : file.reload();
    }

    /** Every HTTP route with its permission: what {@code /openapi.yaml} is held against. */
    public List<Route> routes() {
        return declared;
    }

    /** The ownership matrix of this hub; tests replace it. */
    MatrixInForce matrix() {
        return matrix;
    }

    /** What the store is and where, for people. */
    public String store() {
        return engine == null ? "closed" : engine.name() + " (" + engine.where() + ")";
    }

    /** Closes doors, followers, logs and stores, in the reverse order of their opening. Appends that wait are ended. */
    public Future<Void> close() {
        Future<?> last = Future.succeededFuture();
        while (!closers.isEmpty()) {
            Supplier<Future<?>> closer = closers.pop();
            last = last.eventually(closer::get);
        }
        Promise<Void> closed = Promise.promise();
        last.onComplete(each -> vertx.close().onComplete(closed));
        return closed.future();
    }

    private Future<Void> open() {
        vertx.exceptionHandler(
                failure -> org.slf4j.LoggerFactory.getLogger(Hub.class).error("unexpected", failure));
        onClose(() -> {
            metrics.close();
            return Future.succeededFuture();
        });
        return choice.open(config, clock, onFatal, vertx)
                .compose(opened -> {
                    engine = opened;
                    onClose(opened::close);
                    return openSpace(opened, Space.DEFAULT);
                })
                .compose(opened -> {
                    space = opened;
                    return furnish(opened);
                });
    }

    /** The engine that the settings name. */
    static Future<Engine> engineOf(HubConfig config, Clock clock, Consumer<Throwable> onFatal, Vertx vertx) {
        String url = config.databaseUrl();
        return url == null
                ? SqliteEngine.start(config.data(), clock, onFatal, vertx)
                : PostgresEngine.start(config.data(), DatabaseUrl.parse(url), clock, vertx);
    }

    private Future<Space> openSpace(Engine from, String name) {
        return openLog(from, "main")
                .compose(main -> openLog(from, "traces").map(traces -> new Space(name, main, traces)));
    }

    private Future<LogSpace> openLog(Engine from, String name) {
        return from.open(name, new AppendMetrics(metrics, name)).compose(store -> {
            onClose(() -> store.log().close().eventually(store.database()::close));
            return store.log().head().map(head -> {
                LogTail tail = new LogTail(store.log(), head, vertx);
                metrics.gauge(
                        "signalbox.log.head",
                        "Position of the newest event",
                        () -> tail.head().position(),
                        "log",
                        name);
                // What another node committed between the look at the head and the tail's own listening.
                store.log().head().onSuccess(newest -> tail.advanced(newest.position()));
                return new LogSpace(store.database(), store.log(), tail, new Projections(tail));
            });
        });
    }

    /**
     * Every feature of a space: its commands, its tables, what follows its events, its routes. The doors are there first, since health
     * must answer while the tables catch up; they open to everybody when all is in place.
     */
    private Future<Void> furnish(Space in) {
        LogSpace main = in.main();
        LogSpace traces = in.traces();
        Projections projections = main.projections();
        CommandHandler commands = new CommandHandler(main.log(), matrix, clock);

        KeyRing ring = new KeyRing(new RefusedKeys(commands));
        Rows rows = new Rows(main.database());
        TableContents contents = new StoredContents(rows, projections);
        Orphans orphans = new Orphans(contents, role -> ring.namesWithRole(role, clock.instant()));
        MatrixFeed feed = new MatrixFeed(matrix);
        GivenFile file = new GivenFile(config.settings(), feed, commands, vertx);

        MatrixCommands.register(commands, orphans);
        KeyCommands.register(commands, matrix);
        NotificationCommands.register(commands);
        QuestionCommands.register(commands);
        RoadmapCommands.register(commands, main.log(), main.database(), projections);
        TableCommands.register(commands, matrix, rows, main.log());
        TraceCommands.register(commands, traces.log());

        project(main, new KeysProjection());
        project(main, new NotificationsProjection());
        project(main, new QuestionsProjection());
        project(main, new RoadmapProjection());
        project(main, new RowsProjection());
        project(traces, new TracesProjection());

        Keys keys = new Keys(main.database());
        main.log().onGrowth(ring);
        main.log().onGrowth(feed);
        Deadlines notificationDeadlines =
                new Deadlines(new NotificationDeadlines(main.database()), projections, commands, clock, vertx);
        QuestionWaiters waiters = new QuestionWaiters(main.log(), vertx);
        Deadlines questionDeadlines =
                new Deadlines(new QuestionDeadlines(main.database()), projections, commands, clock, vertx);

        Notifications notifications = new Notifications(main.database());
        Questions questions = new Questions(main.database());
        Roadmap roadmap = new Roadmap(main.database());
        List<BuiltInTable<?>> builtIn =
                List.of(new NotificationTable(notifications), new QuestionTable(questions), new RoadmapTable(roadmap));
        TableSources tables = new TableSources(matrix, rows, main.log(), builtIn);
        Retention retention = new Retention(new EndingRows(matrix, rows), projections, commands, clock, vertx);

        TraceFeature tracing = new TraceFeature(
                traces.database(), traces.tail(), traces.projections(), commands, matrix, clock, vertx);

        Authentication authentication = new Authentication(ring, clock);
        RateGate rates = new RateGate(matrix, clock);
        CommandBatches batches = new CommandBatches(commands);
        FollowedLog shown = new FollowedLog(main.log(), main.tail());
        FollowedLog shownTraces = new FollowedLog(traces.log(), traces.tail());
        EventStreams streams = new EventStreams(vertx, authentication, matrix, StreamLimits.DEFAULT, metrics);
        EventBusDoor bus = new EventBusDoor(vertx, batches, authentication, rates, shown);
        EventBusBridge bridge =
                new EventBusBridge(vertx, authentication, matrix, new ClientAddress(config.behindProxy()), opening);
        List<Routes> routes = new ArrayList<>(List.of(
                new PageRoutes(),
                new HealthRoutes(this::readiness, metrics),
                new AccountRoutes(in.name(), matrix, authentication),
                new OwnershipRoutes(matrix, feed, commands, orphans),
                new BatchRoutes(batches, main.tail()),
                new EventRoutes(Map.of("main", shown, "traces", shownTraces), matrix, streams),
                new ProjectionRoutes(Map.of("main", projections, "traces", traces.projections())),
                new KeyRoutes(keys, projections),
                new NotificationRoutes(notifications, projections),
                new QuestionRoutes(questions, waiters, projections),
                new RoadmapRoutes(roadmap, new RoadmapHistory(main.log(), main.database()), projections),
                new TableRoutes(tables, projections, main.log(), main.tail(), vertx),
                new RowWriteRoutes(commands),
                new LangfuseIntake(traces.log(), matrix, this::readiness, clock, in.name(), Version.text()),
                new OtlpIntake(traces.log(), clock),
                new LangfuseReads(
                        traces.database(),
                        traces.projections(),
                        commands,
                        tracing.forgetting(),
                        LangfuseProtocol.API,
                        in.name())));
        routes.addAll(tracing.routes());

        long head = main.tail().head().position();
        long tracesHead = traces.tail().head().position();
        onClose(() -> {
            projections.close();
            traces.projections().close();
            return Future.succeededFuture();
        });
        HttpDoor door = doorOf(commands, authentication, rates, routes, bridge);
        return door.start()
                .compose(bound -> {
                    port = bound;
                    return Future.all(projections.start(), traces.projections().start());
                })
                .compose(started -> Future.all(caughtUp(projections, head), caughtUp(traces.projections(), tracesHead)))
                .compose(ready -> ring.load(keys))
                .compose(loaded -> feed.load(main.log()))
                .compose(loaded -> {
                    follow("ownership matrix", main, MatrixFeed.EVENTS, feed, head);
                    follow("keys in memory", main, KeyRing.EVENTS, ring, head);
                    follow("question waiters", main, QuestionWaiters.EVENTS, waiters, head);
                    follow("deleted traces", traces, ErasureSweep.EVENTS, tracing.forgetting(), tracesHead);
                    follow("costs", traces, Repricing.EVENTS, tracing.repricing(), tracesHead);
                    keepDeadlines("notification deadlines", main, notificationDeadlines, head);
                    keepDeadlines("question deadlines", main, questionDeadlines, head);
                    tracing.forgetting().start(tracesHead);
                    retention.start();
                    tracing.repricing().start();
                    tracing.retention().start();
                    onClose(() -> {
                        tracing.retention().close();
                        return Future.succeededFuture();
                    });
                    onClose(() -> {
                        retention.close();
                        return Future.succeededFuture();
                    });
                    return new AdminKey(config.data().resolve("admin.key"), ring, commands, clock, vertx).ensure();
                })
                .compose(ensured -> file.propose())
                .map(proposed -> {
                    given = file;
                    matrixFeed = feed;
                    bus.start();
                    onClose(bus::close);
                    onClose(bridge::close);
                    onClose(streams::close);
                    // First of all, so that whoever is sent away does not come again while the hub still listens.
                    onClose(door::close);
                    opening.complete();
                    return null;
                });
    }

    private void project(LogSpace in, Projection projection) {
        ProjectionFollower follower = new ProjectionFollower(projection, in.database(), in.tail(), vertx);
        in.projections().add(follower);
        metrics.gauge(
                "signalbox.follower.lag",
                "Positions between a follower and the head of its log",
                follower::lag,
                "follower",
                follower.name());
    }

    private static Future<?> caughtUp(Projections projections, long head) {
        return Future.all(projections.all().stream()
                .map(follower -> follower.reached(head, CATCH_UP_MAX))
                .toList());
    }

    private void follow(String name, LogSpace in, EventFilter filter, FollowSink sink, long from) {
        MemoryFollower follower = new MemoryFollower(name, in.tail(), filter, sink, vertx).start(from);
        followers.add(follower);
        onClose(() -> {
            follower.close();
            return Future.succeededFuture();
        });
    }

    private void keepDeadlines(String name, LogSpace in, Deadlines deadlines, long from) {
        follow(name, in, deadlines.events(), deadlines, from);
        deadlines.start();
        onClose(() -> {
            deadlines.close();
            return Future.succeededFuture();
        });
    }

    private HttpDoor doorOf(
            CommandHandler commands,
            Authentication authentication,
            RateGate rates,
            List<Routes> routes,
            EventBusBridge bridge) {
        HttpOptions.Tls tls = config.tlsCertificate() == null || config.tlsKey() == null
                ? null
                : new HttpOptions.Tls(config.tlsCertificate(), config.tlsKey());
        HttpOptions options = HttpOptions.on(config.host(), config.port(), config.behindProxy(), tls);
        RouteTable doors = new RouteTable(commands, matrix);
        for (Routes each : routes) each.declare(doors);
        declared = doors.routes();
        HttpRouter router =
                new HttpRouter(vertx, options, doors, bridge, matrix, authentication, rates, opening, metrics);
        return new HttpDoor(vertx, options, router);
    }

    private Future<Readiness.Report> readiness() {
        Engine opened = engine;
        Space all = space;
        if (opened == null || all == null) throw new IllegalStateException("the hub is not open");
        List<Readiness.Follower> seen = new ArrayList<>();
        String trouble = opening.isDone() ? null : "the tables are catching up with the log";
        for (LogSpace each : List.of(all.main(), all.traces())) {
            String log = each.log().name();
            for (ProjectionFollower follower : each.projections().all()) {
                seen.add(new Readiness.Follower(
                        follower.name(), log, follower.position(), follower.lag(), follower.trouble()));
                if (follower.trouble() != null) trouble = follower.name() + ": " + follower.trouble();
            }
        }
        MatrixFeed feed = matrixFeed;
        if (feed != null && feed.trouble() != null) trouble = feed.trouble();
        for (MemoryFollower follower : followers) {
            seen.add(
                    new Readiness.Follower(follower.name(), follower.log(), follower.position(), follower.lag(), null));
        }
        String found = trouble;
        return Future.all(all.main().log().head(), all.traces().log().head())
                .transform(heads -> Future.succeededFuture(new Readiness.Report(
                        heads.succeeded() && found == null,
                        opened.name(),
                        heads.failed() ? String.valueOf(heads.cause().getMessage()) : found,
                        seen)));
    }

    private void onClose(Supplier<Future<?>> closer) {
        closers.push(closer);
    }
}
