package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.CommandBatches;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.admission.Tickets;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The doors of the log itself: commands in batches, events as pages and live streams, and the event bus. */
public final class StreamFeature implements Feature {
    private final Space space;
    private final CommandBatches batches;
    private final FollowedLog main;
    private final FollowedLog traces;
    private final EventStreams streams;
    private final Tickets tickets;
    private final EventBusDoor bus;
    private final EventBusBridge bridge;

    /**
     * @param others to which the bridge leads, too
     * @param gate keeps the bridge shut until the hub has started
     * @param tickets of this node
     */
    public StreamFeature(
            Space space,
            BusSpaces others,
            Authentication authentication,
            RateGate rates,
            ClientAddress address,
            StartupGate gate,
            Tickets tickets,
            Metrics metrics) {
        this.space = space;
        this.tickets = tickets;
        this.batches = new CommandBatches(space.commands());
        this.main = followed(space.main());
        this.traces = followed(space.traces());
        this.streams = new EventStreams(space.vertx(), authentication, space.matrix(), StreamLimits.DEFAULT, metrics);
        this.bus = new EventBusDoor(space.name(), space.vertx(), batches, authentication, rates, main);
        this.bridge = new EventBusBridge(space.vertx(), authentication, space.matrix(), others, address, gate);
    }

    /** Mounts the event bus for other processes on the HTTP server; for all spaces it is that of the default one. */
    public Consumer<Router> bridge() {
        return bridge;
    }

    /** Whether its doors are open: what was let in there before they are shut is not of a later life of the space. */
    public boolean isOpen() {
        return bus.isOpen();
    }

    @Override
    public List<Routes> routes() {
        return List.of(
                new BatchRoutes(batches, main),
                new TicketRoutes(tickets),
                new EventRoutes(Map.of("main", main, "traces", traces), space.matrix(), streams));
    }

    @Override
    public List<Job> jobs() {
        return space.name().equals(Space.DEFAULT) ? List.of(bus, bridge, streams) : List.of(bus, streams);
    }

    @Override
    public boolean isBusy() {
        return streams.count() > 0;
    }

    @Override
    public @Nullable String degraded() {
        String ofMain = main.ahead().degraded();
        return ofMain == null ? traces.ahead().degraded() : ofMain;
    }

    @Override
    public void rewound(Space now) {
        for (LogSpace log : now.logs()) {
            streams.reset(log.log().name(), StartPoint.rewound(log.tail().head().cursor()));
        }
    }

    private FollowedLog followed(LogSpace log) {
        return new FollowedLog(log.log(), log.tail(), space.clock());
    }
}
