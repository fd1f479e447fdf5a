package dev.signalbox.hub;

import dev.signalbox.hub.backup.BackupFeature;
import dev.signalbox.hub.doctor.Doctor;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.move.MoveFeature;
import dev.signalbox.hub.notification.NotificationFeature;
import dev.signalbox.hub.operator.OperatorFeature;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.question.QuestionFeature;
import dev.signalbox.hub.roadmap.RoadmapFeature;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.StreamFeature;
import dev.signalbox.hub.table.TableFeature;
import dev.signalbox.hub.trace.TraceFeature;
import dev.signalbox.hub.verify.VerifyFeature;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What a hub can do on one space, one line a feature, and who is let in to it. */
final class HubFeatures {
    /**
     * What all spaces of a hub share.
     *
     * @param started whether the hub has finished its start
     */
    record Given(
            HubConfig config,
            HttpOptions http,
            InitKeys initKeys,
            Metrics metrics,
            StartupGate gate,
            BooleanSupplier started) {}

    private final Space space;
    private final Given given;
    private final Authentication authentication;
    private final RateGate rates;
    private final Readiness readiness;
    private final BackupFeature backups;
    private final StreamFeature streams;
    private final OwnershipFeature rights;
    private final List<Feature> all;

    /** @param metrics where the features of this space show their figures */
    HubFeatures(Space in, LivingSpace life, Given given, Metrics metrics) {
        this.space = in;
        this.given = given;
        Path data = given.config().data();
        String version = Version.text();
        ClockWatch watch = life.clockWatch(in);
        KeyFeature keys = new KeyFeature(in, data.resolve("admin.key"), given.initKeys());
        TableFeature tables = new TableFeature(in, watch);
        authentication = new Authentication(keys.authenticator(), in.clock());
        rates = new RateGate(in.matrix(), in.clock());
        readiness = new Readiness(in, life.place().name(), given.started());
        streams = new StreamFeature(in, authentication, rates, given.http().client(), given.gate(), metrics);
        TraceFeature traces = new TraceFeature(in, watch, readiness, version);
        rights = new OwnershipFeature(
                in, given.config().settings(), tables.contents(), traces.contents(), keys::namesWithRole);
        Doctor doctor = HubDoctor.of(life.place(), data, in, watch, readiness, keys, metrics);
        backups = new BackupFeature(in, data, new SqliteScratch(in.clock(), in.vertx()), metrics, version);
        all = List.of(
                // Before the keys: those of an operator may have roles of the file.
                rights,
                keys,
                new NotificationFeature(in, watch),
                new QuestionFeature(in, watch, metrics),
                new RoadmapFeature(in),
                tables,
                traces,
                streams,
                new MoveFeature(life.mover()),
                backups,
                new OperatorFeature(in, watch, authentication, readiness, metrics, version, doctor),
                new VerifyFeature(in, data, metrics));
    }

    /** In the order in which each step of the start asks them. */
    List<Feature> all() {
        return all;
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
                space.vertx(),
                given.http(),
                table,
                streams.bridge(),
                space.matrix(),
                authentication,
                rates,
                given.gate(),
                given.metrics());
    }

    /** Applies the file of the start anew; {@link OwnershipFeature#reload} says what it refuses. */
    Future<Void> reload() {
        return rights.reload();
    }
}
