package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Folds the notifications anew from the first event, while the old table stands. */
final class RebuildRow {
    private RebuildRow() {}

    static Outcome measure(Setting setting) {
        Path data = setting.folder("rebuild").resolve("hub");
        List<Double> rebuilt = new ArrayList<>();
        List<Double> read = new ArrayList<>();
        FreshIds ids = new FreshIds(setting.plan().seed());
        try (HubProcess hub = HubProcess.start(setting.programs(), data)) {
            HubView view = new HubView(hub.subject());
            view.fill(setting.sizes().rebuilt(), setting.plan().seed(), ids);
            view.awaitTables();
            long head = view.head();
            for (int run = 0; run < setting.plan().runs(); run++) {
                read.add(PlainSqlite.readAll(data.resolve("main.db")));
                long began = System.nanoTime();
                view.post("/v1/projections/notifications/rebuild", "{}", ids);
                view.awaitTables();
                rebuilt.add(head * 1e9 / (System.nanoTime() - began));
            }
        }
        return Outcome.of(List.of(new Figure(
                String.format(
                        Locale.ROOT,
                        "rebuild of a projection over %,d events",
                        setting.sizes().rebuilt()),
                "events/s",
                rebuilt,
                new Figure.Limit("reading the same rows with the plain driver", read),
                Target.NONE)));
    }
}
