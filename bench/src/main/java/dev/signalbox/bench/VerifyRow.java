package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.hub.StoppedHub;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.LogCheck;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.verify.VerifiedLog;
import dev.signalbox.hub.verify.Verify;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A stopped store: its chain computed anew, and all of it verified. */
final class VerifyRow {
    private static final double EVENTS_A_SECOND_MIN = 300_000;

    private final Path data;
    private final int runs;
    private final List<Double> read = new ArrayList<>();
    private final List<Double> chain = new ArrayList<>();
    private final List<Double> whole = new ArrayList<>();

    private VerifyRow(Path data, int runs) {
        this.data = data;
        this.runs = runs;
    }

    static Outcome measure(Setting setting) {
        VerifyRow row = new VerifyRow(
                setting.folder("verify").resolve("hub"), setting.plan().runs());
        FreshIds ids = new FreshIds(setting.plan().seed());
        try (HubProcess hub = HubProcess.start(setting.programs(), row.data)) {
            HubView view = new HubView(hub.subject());
            view.fill(setting.sizes().rebuilt(), setting.plan().seed(), ids);
            view.awaitTables();
        }
        row.run();
        String size = String.format(Locale.ROOT, "%,d", setting.sizes().rebuilt());
        return Outcome.of(List.of(
                new Figure(
                        "verify: the chain of " + size + " events",
                        "events/s",
                        row.chain,
                        new Figure.Limit("reading the same rows with the plain driver", row.read),
                        Target.atLeast(EVENTS_A_SECOND_MIN)),
                Figure.alone("verify: chain, versions, ids and all tables", "events/s", row.whole, Target.NONE)));
    }

    private void run() {
        Vertx vertx = Vertx.vertx();
        // As in other rows the first round is no figure: what is measured is the code, not how it is compiled.
        for (int run = 0; run <= runs; run++) {
            double plain = PlainSqlite.readAll(data.resolve("main.db"));
            StoppedHub hub = await(StoppedHub.open(data, null, Clock.systemUTC(), vertx));
            VerifiedLog main = hub.logs().get(0);
            long head = await(main.log().head()).position();
            long began = System.nanoTime();
            await(LogCheck.walk(main.log(), 0, HashChain.genesis(), head, new Faultless(), vertx));
            double held = head / seconds(began);
            began = System.nanoTime();
            await(Verify.alone(hub.logs(), data, Clock.systemUTC(), vertx).run());
            double verified = head / seconds(began);
            await(hub.close());
            if (run == 0) continue;
            read.add(plain);
            chain.add(held);
            whole.add(verified);
        }
        await(vertx.close());
    }

    private record Faultless() implements LogCheck.Walker {
        @Override
        public void fault(LogCheck.Fault fault) {
            throw new IllegalStateException("a store that the bench wrote is damaged: " + fault);
        }

        @Override
        public Future<?> passed(List<RecordedEvent> events) {
            return Future.succeededFuture();
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
