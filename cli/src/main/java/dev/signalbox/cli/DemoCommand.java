package dev.signalbox.cli;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.resource.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Watch a day: a daemon asks, you or Jane answer, the network breaks, nothing is lost.",
        footer = {
            "%nExamples:",
            "  signalbox demo                              on a hub of its own",
            "  signalbox demo --auto                       nobody is asked; Jane answers",
            "  signalbox demo --url http://127.0.0.1:7433  on a running hub, as its admin",
            "%nThe daemon and the bot are the programs in docs/examples/day-one."
        })
final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AUTO = Duration.ofMillis(500);

    @Option(names = "--auto", description = "Do not ask me: Jane answers at once. So it is without a terminal.")
    boolean auto;

    @Option(
            names = "--answer-within",
            paramLabel = "DURATION",
            description = "How long you have before Jane answers. Default: 30s.")
    @Nullable
    String answerWithin;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        Duration patience = patience(invocation.shell());
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            if (invocation.isUrlGiven()) onRunningHub(invocation, folder.path(), patience);
            else onOwnHub(invocation, folder.path(), patience);
        }
        return ExitCode.DONE;
    }

    private void onOwnHub(Invocation invocation, Path folder, Duration patience) {
        long began = System.nanoTime();
        Story story = new Story(invocation.output());
        story.tell("A day with Signalbox, on a hub of its own. Nothing is left behind.");
        try (OwnHub hub = OwnHub.start(folder.resolve("hub"))) {
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            story.act(
                    "A hub is up at " + hub.url() + " after " + millis + " ms: one process, SQLite, no other service.");
            Shell shell = invocation.shell().with(hub.environment());
            Settings settings = Settings.of(new GlobalOptions(), shell);
            HubApi api = new HubApi(hub.url(), settings::key, "signalbox-demo");
            play(new Demo(story, shell, api, settings, folder, patience), api);
        }
    }

    private void onRunningHub(Invocation invocation, Path folder, Duration patience) {
        Story story = new Story(invocation.output());
        Settings settings = invocation.settings();
        Invocation.await(invocation.hub().whoami());
        story.act("The hub at " + settings.url() + " is there. What the demo writes stays in its log.");
        Shell shell = invocation.shell().with(settings.environment());
        play(new Demo(story, shell, invocation.hub(), settings, folder, patience), invocation.hub());
    }

    /** The daemon and the bot get keys of their roles for as long as the story goes. */
    private static void play(Demo demo, HubApi admin) {
        Key daemon = Invocation.await(admin.createKey(new CreateKey("demo-daemon", "daemon", "1h")));
        Key bot = Invocation.await(admin.createKey(new CreateKey("demo-bot", "bot", "1h")));
        try {
            demo.play(String.valueOf(daemon.secret()), String.valueOf(bot.secret()));
        } finally {
            Invocation.await(admin.revokeKey(daemon.id()));
            Invocation.await(admin.revokeKey(bot.id()));
        }
    }

    private Duration patience(Shell shell) {
        if (auto || !shell.interactive()) return AUTO;
        if (answerWithin == null) return PATIENCE;
        try {
            return Times.parseDuration(answerWithin);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("/answer-within", String.valueOf(e.getMessage()));
        }
    }
}
