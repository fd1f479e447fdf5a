package dev.signalbox.bench;

import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.bench.process.HubProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The same payload, as durable, from as many clients, into other programs: those that are installed. */
final class Peers {
    private Peers() {}

    static Outcome measure(Setting setting) {
        Path folder = setting.folder("peers");
        Plan plan = setting.plan();
        String body = Workload.notification(new SplittableRandom(plan.seed()));
        List<Figure> figures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        notes.add("message-db and ntfy were not measured: neither is a package of this system.");
        try (HubProcess hub = HubProcess.start(setting.programs(), folder.resolve("hub"))) {
            RequestTemplate post =
                    RequestTemplate.post(hub.subject(), "/v1/notifications", body, new FreshIds(plan.seed()));
            for (Peer.Kind kind : Peer.Kind.values()) {
                Optional<Path> program = kind.program();
                if (program.isEmpty()) {
                    notes.add(kind.title() + " was not measured: " + kind.command() + " is not installed.");
                    continue;
                }
                String why = Peer.unsuitable(kind, program.get());
                if (why != null) {
                    notes.add(kind.title() + " was not measured: " + why + ".");
                    continue;
                }
                setting.progress().accept(kind.title());
                figures.add(measure(plan, hub, post, kind, program.get(), folder));
            }
        }
        return new Outcome(figures, notes);
    }

    private static Figure measure(
            Plan plan, HubProcess hub, RequestTemplate post, Peer.Kind kind, Path program, Path folder) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        String payload = Workload.notification(new SplittableRandom(plan.seed()));
        try (Peer peer = Peer.start(kind, program, folder, payload)) {
            for (int run = 0; run <= plan.runs(); run++) {
                Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
                double theirRate = peer.load(Measurements.POST_CONNECTIONS, round.warmUp(), round.measured());
                double ourRate = ClosedLoop.run(
                                List.of(hub.subject()),
                                Measurements.POST_CONNECTIONS,
                                post::next,
                                round.warmUp(),
                                round.measured())
                        .perSecond();
                if (run == 0) continue;
                theirs.add(theirRate);
                ours.add(ourRate);
            }
        }
        return new Figure(
                "single durable POSTs beside " + kind.title(),
                "/s",
                ours,
                new Figure.Limit(kind.what(), theirs),
                Target.NONE);
    }
}
