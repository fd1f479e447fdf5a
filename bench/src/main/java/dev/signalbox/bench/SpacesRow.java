package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What spaces cost that nobody uses: the memory of a hub with many of which some are in use, against a hub with one, by
 * the same load; and how long whoever comes first waits until a space is open.
 */
final class SpacesRow {
    private static final double RESIDENT_TIMES_MAX = 1.4;
    private static final double OPENING_MILLIS_MAX = 60;
    /** Posts to all spaces that are in use, together. */
    private static final int POSTS = 2_000;

    private final Setting setting;
    private final FreshIds ids;

    private SpacesRow(Setting setting) {
        this.setting = setting;
        this.ids = new FreshIds(setting.plan().seed());
    }

    static Outcome measure(Setting setting) {
        int there = setting.sizes().spaces();
        int used = setting.sizes().spacesUsed();
        SpacesRow row = new SpacesRow(setting);
        Path folder = setting.folder("spaces");
        List<String> one = row.provisioned(folder.resolve("one"), 1);
        List<String> many = row.provisioned(folder.resolve("many"), there);
        List<Double> alone = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        List<Double> opening = new ArrayList<>();
        for (int run = 0; run < setting.plan().runs(); run++) {
            setting.progress().accept("spaces in use");
            try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("one"))) {
                row.use(hub, one);
                alone.add(setting.settled(hub));
            }
            try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("many"))) {
                row.use(hub, many.subList(0, used));
                resident.add(setting.settled(hub));
                // Those in use were opened by a young JVM; what is measured are others behind them.
                opening.add(opening(hub, many.subList(used, 2 * used)));
            }
        }
        String size = String.format(Locale.ROOT, "%,d spaces, %d in use", there, used);
        return Outcome.of(List.of(
                new Figure(
                        "memory of a hub with " + size,
                        "MiB",
                        resident,
                        new Figure.Limit("a hub with one space, by the same posts", alone),
                        Target.ratioAtMost(RESIDENT_TIMES_MAX)),
                Figure.alone(
                        "first answer of a space that is closed, among " + size,
                        "ms",
                        opening,
                        Target.atMost(OPENING_MILLIS_MAX))));
    }

    /** Makes spaces in an empty folder; the secrets of their keys. The hub is stopped then, so all are closed. */
    private List<String> provisioned(Path data, int count) {
        setting.progress().accept(String.format(Locale.ROOT, "making %,d spaces", count));
        List<String> keys = new ArrayList<>(count);
        try (HubProcess hub = HubProcess.start(setting.programs(), data)) {
            HubView view = new HubView(hub.subject());
            for (int i = 0; i < count; i++) {
                JsonNode made = view.post("/v1/spaces", "{\"name\":\"space-" + i + "\"}", ids);
                keys.add(made.path("key").path("secret").asText());
            }
        }
        if (keys.contains("")) throw new BenchFailure("a space was made without a key");
        return keys;
    }

    private void use(HubProcess hub, List<String> keys) {
        for (int i = 0; i < POSTS; i++) {
            view(hub, keys.get(i % keys.size())).post("/v1/notifications", "{\"title\":\"in use\"}", ids);
        }
    }

    /** Median milliseconds of the first answer of each. */
    private static double opening(HubProcess hub, List<String> keys) {
        List<Double> millis = new ArrayList<>();
        for (String key : keys) {
            HubView view = view(hub, key);
            long began = System.nanoTime();
            view.get("/v1/notifications?limit=1");
            millis.add((System.nanoTime() - began) / 1e6);
        }
        return Figure.median(millis);
    }

    private static HubView view(HubProcess hub, String key) {
        return new HubView(Subject.local(hub.port(), key));
    }
}
