package dev.signalbox.hub.operator;

import dev.signalbox.hub.doctor.Doctor;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What whoever runs the hub asks it: health, figures, tables and how far they are, and whose key this is. */
public record OperatorFeature(
        Space space,
        ClockWatch watch,
        Authentication authentication,
        Readiness readiness,
        Metrics metrics,
        String version,
        Doctor doctor)
        implements Feature {

    @Override
    public List<Routes> routes() {
        return List.of(
                new HealthRoutes(readiness, metrics),
                new AccountRoutes(space.name(), space.matrix(), authentication),
                new ProjectionRoutes(space.logs()),
                new RetentionRoutes(watch),
                new SchemaRoutes(space.logs()),
                new ArchiveRoutes(space, version),
                new DoctorRoutes(doctor));
    }

    @Override
    public List<Job> jobs() {
        return List.of(doctor.figures());
    }

    @Override
    public @Nullable String degraded() {
        return watch.trouble();
    }
}
