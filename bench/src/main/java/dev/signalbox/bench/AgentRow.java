package dev.signalbox.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.bench.figure.Figure;
import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.figure.Target;
import dev.signalbox.bench.load.ClosedLoop;
import dev.signalbox.bench.load.FreshIds;
import dev.signalbox.bench.load.Poster;
import dev.signalbox.bench.load.Reactor;
import dev.signalbox.bench.load.RequestTemplate;
import dev.signalbox.bench.load.SseSwarm;
import dev.signalbox.bench.load.Subject;
import dev.signalbox.bench.load.Workload;
import dev.signalbox.bench.process.HubProcess;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The door for agents: what a call costs beside the route that it stands for, and what those cost who wait. */
final class AgentRow {
    private static final String MCP = "/mcp";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double NOTIFY_MIN = 0.5;
    private static final double WAITING_MEBIBYTES_MAX = 60;

    private AgentRow() {}

    static Outcome measure(Setting setting) {
        try (HubProcess hub =
                HubProcess.start(setting.programs(), setting.folder("agents").resolve("hub"))) {
            return Outcome.of(List.of(notify(setting.plan(), hub.subject()), waiting(setting, hub)));
        }
    }

    private static Figure notify(Plan plan, Subject hub) {
        FreshIds ids = new FreshIds(plan.seed());
        String body = Workload.notification(new SplittableRandom(plan.seed()));
        RequestTemplate post = RequestTemplate.post(hub, "/v1/notifications", body, ids);
        RequestTemplate call = RequestTemplate.post(hub, MCP, called("notify", body), ids);
        List<Double> posts = new ArrayList<>();
        List<Double> calls = new ArrayList<>();
        for (int run = 0; run <= plan.runs(); run++) {
            Plan round = run == 0 ? plan.measuring(plan.first()) : plan;
            double limit = perSecond(round, hub, post);
            double reached = perSecond(round, hub, call);
            if (run == 0) continue;
            posts.add(limit);
            calls.add(reached);
        }
        return new Figure(
                "calls of notify, " + Measurements.POST_CONNECTIONS + " connections",
                "/s",
                calls,
                new Figure.Limit("posts of notifications on the same hub", posts),
                Target.ratioAtLeast(NOTIFY_MIN));
    }

    private static Figure waiting(Setting setting, HubProcess hub) {
        int agents = setting.sizes().streamsFew();
        FreshIds ids = new FreshIds(setting.plan().seed());
        RequestTemplate ask = RequestTemplate.post(
                hub.subject(), "/v1/questions", "{\"prompt\":\"Which?\",\"id\":\"" + RequestTemplate.ID + "\"}", ids);
        String asked = Poster.once(hub.subject(), ask.next(), PATIENCE);
        String question = Json.readLenient(asked.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .path("id")
                .asText();
        byte[] wait = RequestTemplate.streaming(
                hub.subject(), MCP, called("await_answer", "{\"handle\":\"" + question + "\",\"wait\":50}"));
        try (Reactor reactor = new Reactor()) {
            double before = setting.settled(hub);
            new SseSwarm(reactor).open(hub.subject(), agents, wait, PATIENCE);
            double during = setting.settled(hub);
            return Figure.alone(
                    String.format(Locale.ROOT, "%,d agents that wait for one answer: more resident memory", agents),
                    "MiB",
                    List.of(during - before),
                    Target.atMost(WAITING_MEBIBYTES_MAX));
        }
    }

    private static double perSecond(Plan plan, Subject hub, RequestTemplate requests) {
        return ClosedLoop.run(
                        List.of(hub), Measurements.POST_CONNECTIONS, requests::next, plan.warmUp(), plan.measured())
                .perSecond();
    }

    private static String called(String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }
}
