package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.bench.process.LimitProcess;
import dev.signalbox.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From the start of the process to the first good answer, on an empty folder, and the memory of a hub that has nothing
 * to do.
 */
final class Starts {
    private static final double SECONDS_MAX = 1.5;
    private static final double RESIDENT_MEBIBYTES_MAX = 180;

    private Starts() {}

    static Outcome measure(Setting setting) {
        Path folder = setting.folder("starts");
        List<Double> hubSeconds = new ArrayList<>();
        List<Double> hubResident = new ArrayList<>();
        List<Double> bareSeconds = new ArrayList<>();
        List<Double> bareResident = new ArrayList<>();
        List<Double> javaSeconds = new ArrayList<>();
        // The first round fills the caches of the disk and makes the launcher's archive of classes.
        for (int run = 0; run <= setting.plan().runs(); run++) {
            double java = javaVersionSeconds(setting);
            try (LimitProcess limit = LimitProcess.start(setting.programs(), folder)) {
                if (run > 0) bareSeconds.add(seconds(limit));
                if (run > 0) bareResident.add(setting.settled(limit));
            }
            try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub" + run))) {
                if (run > 0) hubSeconds.add(seconds(hub));
                if (run > 0) hubResident.add(setting.settled(hub));
            }
            if (run > 0) javaSeconds.add(java);
        }
        String bare = "an empty Vert.x server";
        return Outcome.of(List.of(
                new Figure(
                        "start to ready, empty folder",
                        "s",
                        hubSeconds,
                        new Figure.Limit(bare, bareSeconds),
                        Target.atMost(SECONDS_MAX)),
                Figure.alone("`java -version`", "s", javaSeconds, Target.NONE),
                new Figure(
                        "idle memory, empty folder",
                        "MiB",
                        hubResident,
                        new Figure.Limit(bare, bareResident),
                        Target.atMost(RESIDENT_MEBIBYTES_MAX))));
    }

    static double seconds(ServerProcess server) {
        return server.startTime().toNanos() / 1e9;
    }

    private static double javaVersionSeconds(Setting setting) {
        long began = System.nanoTime();
        try {
            Process java = new ProcessBuilder(setting.programs().java().get(0), "-version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!java.waitFor(1, TimeUnit.MINUTES)) throw new BenchFailure("java -version does not end");
        } catch (IOException e) {
            throw new BenchFailure("java -version", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
