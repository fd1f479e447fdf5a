package dev.signalbox.hub.ownership;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.matrix.TraceContents;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The ownership matrix as something that changes: it is put in force, shown, and replaced. */
public final class OwnershipFeature implements Feature {
    private final Space space;
    private final Survey survey;
    private final MatrixFeed feed;
    private final GivenFile file;

    /**
     * @param file that the hub was started with; null when none was given
     * @param contents what a change may leave behind
     * @param traces what another retention of traces would end
     * @param keysOfRole names of the keys with a role that open at this moment
     */
    public OwnershipFeature(
            Space space,
            @Nullable Path file,
            TableContents contents,
            TraceContents traces,
            Function<String, List<String>> keysOfRole) {
        this.space = space;
        this.survey = new Survey(
                contents, traces, keysOfRole, space.main().log(), space.name().equals(Space.DEFAULT));
        this.feed = new MatrixFeed(space.matrix());
        this.file = new GivenFile(file, feed, space.commands(), space.vertx());
    }

    /**
     * Applies the file as it is now, on all nodes. Fails, and changes nothing, when there is none, when it has faults,
     * or when it would leave data behind.
     */
    public Future<Void> reload() {
        return file.reload();
    }

    @Override
    public void commands(CommandHandler commands) {
        MatrixCommands.register(commands, survey, space.main().tail()::reached);
        commands.hangsOn(new MatrixStanding(feed, space.main().log()));
    }

    @Override
    public List<Routes> routes() {
        return List.of(new OwnershipRoutes(space.matrix(), feed, space.commands(), survey));
    }

    @Override
    public Future<?> load() {
        space.main().tail().first(feed);
        return feed.load(space.main().log());
    }

    @Override
    public List<Follower> followers() {
        return List.of(new Follower("ownership matrix", MatrixFeed.EVENTS, feed));
    }

    @Override
    public List<Job> jobs() {
        return List.of(file::propose);
    }

    @Override
    public @Nullable String trouble() {
        return feed.trouble();
    }
}
