package dev.signalbox.cli.demo;

import dayone.Bot;
import dayone.Daemon;
import dev.signalbox.cli.inbox.Choice;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.text.ResourceLines;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The day of the daemon, the bot and the person, played on a real hub with the example programs. Each act checks what
 * it tells.
 */
final class Demo {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int STEPS = 20;

    private final Story story;
    private final CommandRun run;
    private final Path folder;
    private final Duration patience;
    private final CountDownLatch shown = new CountDownLatch(1);
    private volatile boolean channelIsRead = true;

    /**
     * @param run with an admin's key
     * @param patience how long the person at this terminal has to answer
     */
    Demo(Story story, CommandRun run, Path folder, Duration patience) {
        this.story = story;
        this.run = run;
        this.folder = folder;
        this.patience = patience;
    }

    void play(String daemonKey, String botKey) {
        String start = run.await(run.hub().events(Map.of("after", "end"))).next();
        RoadmapItem item = plan();
        try (BreakableWire network = new BreakableWire(run.settings().url());
                Signalbox daemonsEnd = open("demo-daemon", network.url(), daemonKey);
                Signalbox botsEnd = open("demo-bot", run.settings().url(), botKey)) {
            Daemon daemon = new Daemon(daemonsEnd, line -> story.says("daemon", line));
            Bot bot = new Bot(botsEnd, this::inChannel);

            story.act("The daemon works alone, in a store of its own, and needs a person.");
            Question question = daemon.askForDatabase("demo " + Ids.next());
            story.tell("It waits. The question is on disk here and there: a crash of either side loses nothing.");

            story.act("Everybody sees it at once: the bot in its channel, people in their inbox.");
            bot.show();
            orFail(shown, "the bot did not show the question");
            story.runs(run.shell(), "inbox");

            story.act("The first valid answer wins, through whichever door.");
            CompletableFuture<Answer> answered = CompletableFuture.supplyAsync(() -> daemon.workOnceAnswered(question));
            answer(question, bot, answered);
            Answer answer =
                    answered.orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
            until(daemonsEnd.outbox()::isDrained, "the daemon's post did not reach the hub");
            story.tell("Everybody sees who answered, and where: " + ResourceLines.answer(answer));

            moveOnTheRoadmap(item, daemon, daemonsEnd);
            thinkWithAModel(daemonKey, answer.value());
            breakTheNetwork(network, daemon, daemonsEnd, start);
            showTheLog(start);
        }
    }

    private void answer(Question question, Bot bot, CompletableFuture<Answer> answered) {
        boolean asked = run.shell().interactive() && patience.toSeconds() > 0;
        if (asked) {
            story.tell("You may answer: type sqlite or postgres, or 1 or 2. In " + patience.toSeconds()
                    + " s Jane does, in Slack.");
        }
        long end = System.nanoTime() + patience.toNanos();
        while (!answered.isDone() && System.nanoTime() < end) {
            String typed = asked ? typed() : "";
            if (!typed.isEmpty()) {
                Choice choice = Choice.of(question, typed);
                if (choice.value() != null) {
                    story.runs(run.shell(), "answer", question.id(), choice.value());
                    return;
                }
                run.output().warn("   " + choice.fault() + " Once more: sqlite, postgres, or 1 or 2:");
            }
            Pause.of(LOOK_AGAIN);
        }
        if (answered.isDone()) return;
        story.says("slack", "Jane: sqlite is enough");
        bot.answer(question.id(), "sqlite", "slack:U123 Jane");
    }

    /** What the daemon works on; under a key of its own where people have an item of that name. */
    private RoadmapItem plan() {
        String id = Ids.next();
        try {
            return add(id, "PRIORITY 3");
        } catch (HubRefused taken) {
            return add(id, "DEMO " + id.substring(id.length() - 8));
        }
    }

    private RoadmapItem add(String id, String key) {
        return run.await(run.hub()
                .addRoadmapItem(new AddRoadmapItem(
                        id,
                        key,
                        "A database for the daemon",
                        RoadmapItem.Status.IN_PROGRESS,
                        null,
                        null,
                        "1 day",
                        null,
                        null,
                        null,
                        null)));
    }

    private void moveOnTheRoadmap(RoadmapItem item, Daemon daemon, Signalbox daemonsEnd) {
        story.act("On the roadmap a person plans and a daemon reports. Who did what stays there.");
        daemon.setStatus(item.key(), RoadmapItem.Status.DONE);
        until(daemonsEnd.outbox()::isDrained, "the daemon's status did not reach the hub");
        story.runs(run.shell(), "roadmap", "history", item.key());
        RoadmapItem done = run.await(run.hub().roadmapItem(item.id()));
        if (done.status() != RoadmapItem.Status.DONE) {
            throw new Failure(ExitCode.REFUSED, "The item should be done.", "Please report this.");
        }
        RemoveRoadmapItem over = new RemoveRoadmapItem("the demo is over");
        run.await(run.hub().removeRoadmapItem(done.id(), done.version(), over));
    }

    private void thinkWithAModel(String daemonKey, String database) {
        story.act("The daemon works with a model. The tracing SDK that it has tells the hub.");
        DemoTrace trace = new DemoTrace(run.settings().url(), daemonKey, run.now());
        trace.begin(database);
        until(() -> isTrace(trace.id(), true), "the trace did not appear");
        story.says("daemon", "I have asked the model; it is writing.");
        story.tell("The hub shows it while it runs, and what it cost as soon as it is over:");
        trace.end();
        until(() -> isTrace(trace.id(), false), "the trace did not end");
        story.runs(run.shell(), "traces", "show", trace.id());
    }

    private boolean isTrace(String id, boolean running) {
        Map<String, String> query = Map.of("text", id, "limit", "1");
        return run.await(run.traces().traces(query)).items().stream()
                .anyMatch(trace -> trace.id().equals(id) && trace.running() > 0 == running);
    }

    private void breakTheNetwork(BreakableWire network, Daemon daemon, Signalbox daemonsEnd, String start) {
        story.act("The network between daemon and hub breaks. The daemon goes on.");
        network.cut();
        channelIsRead = false;
        for (int step = 1; step <= STEPS; step++) daemon.report("step " + step + " of " + STEPS);
        long queued = daemonsEnd.outbox().pending();
        story.says("daemon", "I did " + STEPS + " steps and reported each; " + queued + " reports wait in my outbox.");
        story.says("hub", "I have heard of " + steps(start).size() + " steps.");
        network.mend();
        until(daemonsEnd.outbox()::isDrained, "the outbox did not drain");
        List<String> arrived = steps(start);
        long distinct = arrived.stream().distinct().count();
        story.says("hub", "The network is back. Steps I have heard of: " + arrived.size() + ".");
        story.tell("Lost: " + (STEPS - distinct) + ". Doubled: " + (arrived.size() - distinct) + ". In order: "
                + arrived.equals(arrived.stream().distinct().toList()) + ".");
        if (arrived.size() != STEPS || distinct != STEPS) {
            throw new Failure(ExitCode.REFUSED, "The hub should have heard of each step once.", "Please report this.");
        }
    }

    private void showTheLog(String start) {
        story.act("All of it is in the log, for whoever comes later:");
        story.command("signalbox tail --after start");
        events(start, "question.*").forEach(story::event);
    }

    private List<String> steps(String start) {
        return events(start, EventTypes.NOTIFICATION_POSTED).stream()
                .map(event -> event.data().path("title").asText())
                .filter(title -> title.startsWith("step "))
                .toList();
    }

    private List<Event> events(String start, String types) {
        return run.await(run.hub().events(Map.of("after", start, "types", types, "limit", "500")))
                .events();
    }

    private void inChannel(String line) {
        if (channelIsRead) story.says("slack", line);
        shown.countDown();
    }

    private Signalbox open(String name, URI url, String key) {
        return Signalbox.open(options -> options.url(url).key(key).name(name).store(folder.resolve(name + ".db")));
    }

    /** A line that the person has typed; empty when there is none yet. */
    private String typed() {
        try {
            StringBuilder line = new StringBuilder();
            while (run.shell().in().available() > 0) {
                int character = run.shell().in().read();
                if (character < 0 || character == '\n') return line.toString().strip();
                line.append(new String(new byte[] {(byte) character}, StandardCharsets.UTF_8));
            }
            return line.toString().strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void orFail(CountDownLatch latch, String otherwise) {
        until(() -> latch.getCount() == 0, otherwise);
    }

    private static void until(BooleanSupplier condition, String otherwise) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new Failure(ExitCode.TIMED_OUT, "Waited too long: " + otherwise + ".", "");
            Pause.of(LOOK_AGAIN);
        }
    }
}
