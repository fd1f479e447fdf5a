package dev.signalbox.hub;

import dev.signalbox.hub.doctor.Checkup;
import dev.signalbox.hub.doctor.ClockProbe;
import dev.signalbox.hub.doctor.Doctor;
import dev.signalbox.hub.doctor.Figures;
import dev.signalbox.hub.doctor.FolderProbes;
import dev.signalbox.hub.doctor.FollowersProbe;
import dev.signalbox.hub.doctor.HealthProbe;
import dev.signalbox.hub.doctor.JavaVersion;
import dev.signalbox.hub.doctor.KeysProbe;
import dev.signalbox.hub.doctor.Measurement;
import dev.signalbox.hub.doctor.OpenFiles;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a doctor looks at in a running hub: its process, its folder, its stores, and what lives on them. */
final class HubDoctor {
    private HubDoctor() {}

    static Doctor of(
            Engine engine,
            Path data,
            Space in,
            ClockWatch watch,
            Readiness readiness,
            KeyFeature keys,
            Metrics metrics) {
        KeysProbe ofKeys = new KeysProbe(keys::opening, in.clock());
        List<EventLog> logs = in.logs().stream().map(LogSpace::log).toList();
        List<Probe> probes = new ArrayList<>(List.of(JavaVersion.here(), new OpenFiles()));
        probes.addAll(FolderProbes.of(data, engine.name().equals("sqlite")));
        probes.addAll(engine.probes(in));
        probes.addAll(List.of(
                new ClockProbe(watch, logs, in.clock()),
                new HealthProbe(readiness),
                new FollowersProbe(readiness),
                ofKeys));
        String store = engine.words();
        return new Doctor(
                new Checkup(Version.text(), store, probes, in.clock(), in.vertx()),
                new Measurement(Version.text(), store, in.logs(), in.clock()),
                new Figures(metrics, data, in, readiness, ofKeys));
    }
}
