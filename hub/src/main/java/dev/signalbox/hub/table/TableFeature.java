package dev.signalbox.hub.table;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tables: rows of declared ones are written and kept for their time, and every table is read as rows. */
public final class TableFeature implements Feature {
    private final Space space;
    private final LogSpace main;
    private final Retention retention;

    public TableFeature(Space space, ClockWatch watch) {
        this.space = space;
        this.main = space.main();
        this.retention = new Retention(
                new EndingRows(space.matrix(), main.database()),
                main.projections(),
                space.commands(),
                space.clock(),
                watch,
                space.vertx());
    }

    /** What a change of the matrix may leave behind. */
    public TableContents contents() {
        return new StoredContents(main.database(), main.projections(), space.clock());
    }

    @Override
    public void commands(CommandHandler commands) {
        TableCommands.register(commands, space.matrix(), main.database(), main.log());
    }

    @Override
    public List<Projection> projections() {
        return List.of(RowTable.ROWS.projection());
    }

    @Override
    public List<Sayings> sayings() {
        return List.of(RowSayings.ALL);
    }

    @Override
    public List<Routes> routes() {
        TableSources sources = new TableSources(space.matrix(), main.database(), space.rows());
        return List.of(
                new TableRoutes(sources, main.projections(), main.log(), main.tail(), space.vertx()),
                new RowWriteRoutes(space.commands()));
    }

    @Override
    public List<Job> jobs() {
        return List.of(retention);
    }

    @Override
    public @Nullable String degraded() {
        return retention.trouble();
    }

    @Override
    public Future<Optional<Instant>> due() {
        return Future.succeededFuture(retention.due());
    }
}
