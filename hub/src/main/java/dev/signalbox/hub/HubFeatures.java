package dev.signalbox.hub;

import dev.signalbox.hub.backup.BackupFeature;
import dev.signalbox.hub.doctor.Doctor;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.http.SharedLimits;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.mcp.McpFeature;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.move.MoveFeature;
import dev.signalbox.hub.operator.OperatorFeature;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.page.PageFeature;
import dev.signalbox.hub.recall.RecallFeature;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.HubClock;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces.Rights;
import dev.signalbox.hub.stream.StreamFeature;
import dev.signalbox.hub.table.TableFeature;
import dev.signalbox.hub.tenancy.SpaceFeature;
import dev.signalbox.hub.trace.TraceFeature;
import dev.signalbox.hub.verify.VerifyFeature;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a hub can do on one space, one line a feature, and who is let in to it. */
final class HubFeatures {
    /**
     * What all spaces of a hub share.
     *
     * @param limits of the one door
     * @param spaces that are served beside the default one
     */
    record Given(HttpOptions http, SharedLimits limits, HubClock clock, Vertx vertx, LivingSpaces spaces) {}

    private final Space space;
    private final ServedSpace served;
    private final Given given;
    private final Authentication authentication;
    private final RateGate rates;
    private final Readiness readiness;
    private final BackupFeature backups;
    private final StreamFeature streams;
    private final OwnershipFeature rights;
    private final Authenticator own;
    private final Supplier<OwnershipMatrix> plans;
    private final List<Feature> all;

    /** @param metrics where the features of this space show their figures */
    HubFeatures(Space in, LivingSpace life, ServedSpace served, Given given, Metrics metrics) {
        this.space = in;
        this.served = served;
        this.given = given;
        ServedSpace.Origin origin = served.origin();
        LivingSpaces spaces = given.spaces();
        Path data = origin.data();
        String version = Version.text();
        ClockWatch watch = life.clockWatch(in);
        KeyFeature keys = origin.isDefault()
                ? KeyFeature.withFile(in, given.limits().cookie(), data.resolve("admin.key"), origin.initKeys())
                : new KeyFeature(in, given.limits().cookie(), spaces.door(in.name()));
        TableFeature tables = new TableFeature(in, watch);
        own = keys.authenticator();
        authentication = new Authentication(spaces.authenticator(in.name(), own, this::lasts), in.clock());
        rates = new RateGate(in.matrix(), in.clock());
        readiness = new Readiness(in, life.place().name(), served::isStarted);
        streams = new StreamFeature(
                in,
                spaces,
                authentication,
                rates,
                given.http().client(),
                served.gate(),
                given.limits().tickets(),
                metrics);
        TraceFeature traces = new TraceFeature(in, watch, readiness, version);
        rights = new OwnershipFeature(in, origin.settings(), tables.contents(), traces.contents(), keys::namesWithRole);
        plans = origin.isDefault() ? in.matrix()::matrix : spaces::plans;
        Doctor doctor = HubDoctor.of(life.place(), data, in, watch, readiness, keys, metrics);
        backups = new BackupFeature(
                in,
                plans,
                data,
                spaces.data(),
                new SqliteScratch(in.clock(), in.vertx()),
                metrics,
                authentication::isOfOperators,
                version);
        // Before the keys: those of an operator may have roles of the file.
        all = new ArrayList<>(List.of(rights, keys));
        all.addAll(TalkFeatures.of(in, data, watch, metrics, keys::roleOf, () -> plans.get()
                .doors()
                .allowed()));
        all.addAll(List.of(
                tables,
                traces,
                streams,
                new MoveFeature(life.mover()),
                backups,
                new OperatorFeature(in, watch, authentication, readiness, metrics, version, doctor),
                new VerifyFeature(in, plans, data, metrics),
                new McpFeature(in, version),
                new PageFeature()));
        if (origin.isDefault()) all.add(new SpaceFeature(in, spaces));
        all.add(new RecallFeature(in, all));
    }

    /** In the order in which each step of the start asks them. */
    List<Feature> all() {
        return List.copyOf(all);
    }

    /** Whether the space lives on as it does now: whoever was let in stays as long. */
    private boolean lasts() {
        return streams.isOpen();
    }

    /** The keys of this space alone. */
    Authenticator keys() {
        return own;
    }

    BackupFeature backups() {
        return backups;
    }

    /** Health says what the space and those of the features that are kept are in trouble with. */
    void hear(LivingSpace life, Features kept) {
        readiness.hears(() -> life.trouble(kept.trouble()), () -> life.degraded(kept.degraded()));
    }

    /** What answers at the doors of the space. */
    HttpRouter router(RouteTable table) {
        return new HttpRouter(
                space.name(),
                space.vertx(),
                given.http(),
                given.limits(),
                table,
                served.origin().isDefault() ? streams.bridge() : router -> {},
                space.matrix(),
                authentication,
                rates,
                served.gate(),
                () -> plans.get().doors().origins(),
                served.origin().metrics());
    }

    /** What counts in the space, for whoever listens on the event bus. */
    Rights rights(Runnable leave) {
        return new Rights(authentication, space.matrix(), this::lasts, leave);
    }

    /** Applies the file of the start anew; {@link OwnershipFeature#reload} says what it refuses. */
    Future<Void> reload() {
        return rights.reload();
    }
}
