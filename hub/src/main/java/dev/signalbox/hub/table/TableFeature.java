package dev.signalbox.hub.table;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** Tables: rows of declared ones are written and kept for their time, and every table is read as rows. */
public final class TableFeature implements Feature {
    private final Space space;
    private final LogSpace main;
    private final Rows rows;

    public TableFeature(Space space) {
        this.space = space;
        this.main = space.main();
        this.rows = new Rows(main.database());
    }

    /** What a change of the matrix may leave behind. */
    public TableContents contents() {
        return new StoredContents(rows, main.projections());
    }

    @Override
    public void commands(CommandHandler commands) {
        TableCommands.register(commands, space.matrix(), rows, main.log());
    }

    @Override
    public List<Projection> projections() {
        return List.of(new RowsProjection());
    }

    @Override
    public List<Routes> routes() {
        TableSources sources = new TableSources(space.matrix(), rows, main.log(), space.tables(), space.rows());
        return List.of(
                new TableRoutes(sources, main.projections(), main.log(), main.tail(), space.vertx()),
                new RowWriteRoutes(space.commands()));
    }

    @Override
    public List<Job> jobs() {
        return List.of(new Retention(
                new EndingRows(space.matrix(), rows),
                main.projections(),
                space.commands(),
                space.clock(),
                space.vertx()));
    }
}
