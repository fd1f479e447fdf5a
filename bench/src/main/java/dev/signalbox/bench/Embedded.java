package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.bench.process.LimitProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A hub on SQLite: the same three measurements as {@code signalbox bench}. */
final class Embedded {
    private Embedded() {}

    static Outcome posts(Setting setting) {
        Path folder = setting.folder("posts");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"));
                LimitProcess limit = LimitProcess.start(setting.programs(), folder)) {
            return Outcome.of(Measurements.singlePosts(setting.plan(), hub.subject(), limit.subject()));
        }
    }

    static Outcome batches(Setting setting) {
        Path folder = setting.folder("batches");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"))) {
            List<Figure> figures = new ArrayList<>(Measurements.batches(setting.plan(), hub.subject(), folder));
            return Outcome.of(figures);
        }
    }

    static Outcome live(Setting setting) {
        Path folder = setting.folder("live");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"))) {
            return Outcome.of(Measurements.live(setting.plan(), hub.subject()));
        }
    }
}
