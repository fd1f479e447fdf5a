package dev.signalbox.hub.delivery;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.delivery.webhook.AddressGuard;
import dev.signalbox.hub.delivery.webhook.WebhookChannel;
import dev.signalbox.hub.delivery.webhook.WebhookKeys;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.CloudEvents;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Network;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.receipt.Signer;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deliveries: events leave the hub for endpoints, at least once and in order. */
public final class DeliveryFeature implements Feature {
    /** Between two looks for what is due. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** So long others wait for a node that died. */
    private static final Duration TURN = Duration.ofSeconds(3);

    private final Space space;
    private final LogSpace main;
    private final Function<String, Optional<String>> roleOf;
    private final WebhookChannel webhooks;
    private final WebhookKeys publicKeys;
    private final DeliveryBook book;
    private final Context context;
    private final PeriodicJob job;
    private @Nullable Future<MasterSecret> master;
    private volatile @Nullable Deliverer deliverer;

    /**
     * @param signer by whose key what is sent is signed, too
     * @param roleOf the role of the key with an id; empty when it does not open now
     * @param allowed addresses beside the public internet that may be sent to, at this moment
     * @param version of the hub
     */
    public DeliveryFeature(
            Space space,
            Signer signer,
            Function<String, Optional<String>> roleOf,
            Supplier<List<Network>> allowed,
            String version) {
        this.space = space;
        this.main = space.main();
        this.roleOf = roleOf;
        this.webhooks = new WebhookChannel(
                new AddressGuard(allowed),
                host -> VertxInternals.addressOf(space.vertx(), host),
                signer::signature,
                version,
                space.clock(),
                space.vertx());
        this.publicKeys = new WebhookKeys(signer::keys, space.clock());
        this.book = new DeliveryBook(main.database());
        this.context = VertxInternals.freshContext(space.vertx());
        this.job = new PeriodicJob("deliveries", LOOK, this::round, space.clock(), space.vertx());
    }

    /** Brings to another store what the secrets of endpoints are derived from, and how far each has come. */
    public static Future<Void> carry(Database from, Database to) {
        return MasterSecret.carry(from, to).compose(carried -> DeliveryBook.carry(from, to));
    }

    @Override
    public void commands(CommandHandler commands) {
        EndpointCommands.register(commands, new Given(), main.log());
    }

    private final class Given implements EndpointCommands.Given {
        @Override
        public Future<MasterSecret> master() {
            return DeliveryFeature.this.master();
        }

        @Override
        public Future<Long> count() {
            return rows().count();
        }

        @Override
        public Optional<String> roleOf(String keyId) {
            return roleOf.apply(keyId);
        }

        @Override
        public void check(URI url) {
            webhooks.check(url);
        }
    }

    private synchronized Future<MasterSecret> master() {
        Future<MasterSecret> known = master;
        if (known != null && !known.failed()) return known;
        Future<MasterSecret> found = MasterSecret.of(main.database());
        master = found;
        return found;
    }

    private FoldedRows<EndpointState> rows() {
        return EndpointTable.ENDPOINTS.rows(main.database());
    }

    @Override
    public List<FoldedTable<?>> tables() {
        return List.of(EndpointTable.ENDPOINTS);
    }

    @Override
    public List<Routes> routes() {
        return List.of(
                new DeliveryRoutes(
                        rows(),
                        main.projections().fresh(EndpointTable.ENDPOINTS.name()),
                        book,
                        main.log(),
                        space.matrix()),
                publicKeys);
    }

    @Override
    public Future<?> load() {
        return master().map(secret -> {
            Deliverer made = deliverer(secret);
            main.tail().first(made);
            deliverer = made;
            return null;
        });
    }

    private Deliverer deliverer(MasterSecret secret) {
        Desk desk = new Desk(
                main.tail(),
                book,
                new DeliveryNotes(space.commands()),
                webhooks,
                CloudEvents.of(main.log().name()),
                secret,
                new Rights(),
                space.clock(),
                new SplittableRandom(),
                context);
        return new Deliverer(rows(), main.projections().fresh(EndpointTable.ENDPOINTS.name()), turn(), desk, job::wake);
    }

    private final class Rights implements Desk.Rights {
        @Override
        public Optional<String> roleOf(String keyId) {
            return roleOf.apply(keyId);
        }

        @Override
        public boolean mayRead(String role, RecordedEvent event) {
            return space.matrix().matrix().mayReadFamily(role, EventFilter.familyOf(event.type()));
        }

        @Override
        public boolean isCurrent(Endpoint endpoint) {
            Deliverer made = deliverer;
            return made != null && made.isCurrent(endpoint);
        }
    }

    /** A file has one node. */
    private Optional<NodeTurn> turn() {
        return main.database().dialect() == Dialect.SQLITE
                ? Optional.empty()
                : Optional.of(new NodeTurn("deliveries", main.database(), space.clock(), space.vertx(), TURN));
    }

    private Future<Integer> round() {
        Deliverer made = deliverer;
        return made == null ? Future.succeededFuture(0) : made.round();
    }

    @Override
    public List<Job> jobs() {
        return List.of(new Job() {
            @Override
            public Future<?> start() {
                return job.start();
            }

            @Override
            public Future<?> close() {
                return job.close().compose(closed -> end()).eventually(webhooks::close);
            }
        });
    }

    private Future<?> end() {
        Deliverer made = deliverer;
        return made == null ? Future.succeededFuture() : made.close();
    }

    @Override
    public Future<Optional<Instant>> due() {
        return book.due().map(Optional::ofNullable);
    }

    @Override
    public boolean isBusy() {
        Deliverer made = deliverer;
        return made != null && made.isBusy();
    }
}
