package dev.signalbox.hub.space;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.schedule.HubClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One isolated set of logs, tables, keys and rights: nothing of one space is seen from another, and a key belongs to
 * one. Features are built upon a space and know no other. Any thread.
 */
public final class Space {
    /** The name of the only space that a hub opens by itself. */
    public static final String DEFAULT = "default";

    private final String name;
    private final LogSpace main;
    private final LogSpace traces;
    private final MatrixInForce matrix = new MatrixInForce(OwnershipMatrix.shipped());
    private final CommandHandler commands;
    private final List<FoldedRows<?>> rows = new CopyOnWriteArrayList<>();
    private final HubClock clock;
    private final Vertx vertx;

    private Space(String name, LogSpace main, LogSpace traces, HubClock clock, Vertx vertx) {
        this.name = name;
        this.main = main;
        this.traces = traces;
        this.commands = new CommandHandler(main.log(), matrix, clock);
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * Opens the logs of a space. When one cannot be opened, what was opened is closed and the future fails with the
     * reason.
     */
    public static Future<Space> open(String name, Store.Source stores, HubClock clock, Metrics metrics, Vertx vertx) {
        return logOf("main", stores, metrics, vertx).compose(main -> logOf("traces", stores, metrics, vertx)
                .map(traces -> new Space(name, main, traces, clock, vertx))
                .recover(failure -> main.close().transform(closed -> Future.failedFuture(failure))));
    }

    private static Future<LogSpace> logOf(String log, Store.Source stores, Metrics metrics, Vertx vertx) {
        return stores.open(log).compose(store -> LogSpace.of(store, metrics, vertx));
    }

    public String name() {
        return name;
    }

    /** The log of notifications, questions, keys, the roadmap and declared tables. */
    public LogSpace main() {
        return main;
    }

    /**
     * The beginning of the hash of the first event, by which this history is known, whatever came behind it. Fails with
     * {@link IllegalStateException} as long as there is none.
     */
    public Future<String> root() {
        return main.log().at(1).map(first -> first.map(event -> Head.hashPrefix(event.hash()))
                .orElseThrow(() -> new IllegalStateException("the hub has no event yet; repeat it in a moment")));
    }

    /** The log of what LLM clients send. */
    public LogSpace traces() {
        return traces;
    }

    /** Both logs. */
    public List<LogSpace> logs() {
        return List.of(main, traces);
    }

    public MatrixInForce matrix() {
        return matrix;
    }

    public CommandHandler commands() {
        return commands;
    }

    public HubClock clock() {
        return clock;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** The rows that features show, in the order in which they were added. */
    public List<FoldedRows<?>> rows() {
        return List.copyOf(rows);
    }

    /** Adds rows that are shown. */
    public void show(FoldedRows<?> some) {
        rows.add(some);
    }

    /** Ends followers and tables, then logs and databases. Appends that wait are ended. */
    public Future<Void> close() {
        return Future.join(main.close(), traces.close()).mapEmpty();
    }
}
