package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Samples;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Words that are sought in a long history, on both engines: rare ones, common ones, many, a phrase, as it was. */
final class RecallRow {
    private static final double MILLIS_MAX = 50;
    private static final int QUESTIONS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Setting setting;
    private final List<Figure> figures = new ArrayList<>();

    private RecallRow(Setting setting) {
        this.setting = setting;
    }

    static Outcome measure(Setting setting) {
        RecallRow row = new RecallRow(setting);
        Path folder = setting.folder("recall");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"))) {
            row.on("SQLite", hub);
        }
        try (BenchPostgres postgres = BenchPostgres.open(folder);
                HubProcess hub = HubProcess.start(
                        setting.programs(),
                        folder.resolve("node"),
                        folder.resolve("node"),
                        postgres.freshDatabase("recall"))) {
            row.on("PostgreSQL", hub);
            return Outcome.of(row.figures, "PostgreSQL " + postgres.description() + ".");
        }
    }

    private void on(String engine, HubProcess hub) {
        HubView view = new HubView(hub.subject());
        FreshIds ids = new FreshIds(setting.plan().seed());
        view.post("/v1/notifications", "{\"title\":\"needle of the beginning\"}", ids);
        view.fill(setting.sizes().history(), setting.plan().seed(), ids);
        view.awaitTables();
        long middle = view.head() / 2;
        Map<String, String> questions = new LinkedHashMap<>();
        questions.put("a word that stands in one event, the first", "q=needle");
        questions.put("a word that nobody said", "q=nobodysaidthat");
        questions.put("a word of most events", "q=build");
        questions.put("four words", "q=build+deploy+invoice+merged");
        questions.put("a phrase", "q=%22nightly+backup+invoice%22");
        questions.put("a beginning, as of the middle", "q=rev*&asOf=" + middle);
        String events = String.format(Locale.ROOT, "%,d", setting.sizes().history());
        questions.forEach((name, query) -> {
            setting.progress().accept(engine + ": " + name);
            List<Double> found = new ArrayList<>();
            List<Double> listed = new ArrayList<>();
            for (int run = 0; run <= setting.plan().runs(); run++) {
                double limit = millis(hub, "/v1/notifications?state=all&limit=20");
                double median = millis(hub, "/v1/recall?" + query);
                if (run == 0) continue;
                listed.add(limit);
                found.add(median);
            }
            figures.add(new Figure(
                    engine + ", recall over " + events + " events: " + name + ", median",
                    "ms",
                    found,
                    new Figure.Limit("the newest 20 notifications of the same hub", listed),
                    Target.atMost(MILLIS_MAX)));
        });
    }

    private static double millis(HubProcess hub, String path) {
        byte[] request = RequestTemplate.get(hub.subject(), path);
        Samples samples = new Samples();
        for (int i = 0; i < QUESTIONS; i++) {
            long began = System.nanoTime();
            Poster.once(hub.subject(), request, PATIENCE);
            samples.add(System.nanoTime() - began);
        }
        return samples.millis(0.5);
    }
}
