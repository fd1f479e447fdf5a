package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Spaces beside the default one: made, cloned, sealed, brought back, and erased when their time is over. */
public final class SpaceFeature implements Feature {
    /** What the names of the streams that tell of spaces begin with, before the slash. */
    public static final String CATEGORY = SpaceCommands.SPACES.category();

    /** Between two looks for sealed spaces whose time is over. */
    private static final Duration LOOK = Duration.ofMinutes(1);
    /** So long others wait to make a space that a node was making when it died. */
    private static final Duration MAKES = Duration.ofSeconds(15);

    private final Space space;
    private final LogSpace main;
    private final Host host;
    private final SpaceBook book = new SpaceBook();
    private final SpaceNotes notes;
    private final PeriodicJob erasing;

    /** @param space the default one, whose log tells of the others */
    public SpaceFeature(Space space, Host host) {
        this.space = space;
        this.main = space.main();
        this.host = host;
        this.notes = new SpaceNotes(space.commands());
        this.erasing =
                new PeriodicJob("erasing sealed spaces", LOOK, this::eraseWhatIsOver, space.clock(), space.vertx());
    }

    @Override
    public void commands(CommandHandler commands) {
        SpaceCommands.register(
                commands,
                host,
                book,
                notes,
                () -> main.log().head().compose(head -> main.tail().reached(head.position())),
                this::nodeTurn);
    }

    /** A file has one node. */
    private Optional<NodeTurn> nodeTurn(String name) {
        return main.database().dialect() == Dialect.SQLITE
                ? Optional.empty()
                : Optional.of(new NodeTurn(name, main.database(), space.clock(), space.vertx(), MAKES));
    }

    @Override
    public List<Projection> projections() {
        return List.of(SpaceTable.SPACES.projection());
    }

    @Override
    public List<Routes> routes() {
        return List.of(
                new SpaceRoutes(main.database(), main.projections().fresh(SpaceTable.SPACES.name()), space.commands()));
    }

    @Override
    public Future<?> load() {
        main.tail().first(book);
        return book.load(main.database()).map(loaded -> {
            host.knows(book, notes);
            return null;
        });
    }

    @Override
    public List<Follower> followers() {
        return List.of(new Follower("spaces in memory", SpaceBook.EVENTS, book));
    }

    @Override
    public List<Job> jobs() {
        return List.of(erasing);
    }

    private Future<Integer> eraseWhatIsOver() {
        Future<Integer> last = Future.succeededFuture(0);
        for (String name : book.goneBefore(space.clock().instant())) {
            last = last.compose(count -> notes.erase(name).map(count + 1));
        }
        return last;
    }
}
