package dev.signalbox.cli.demo;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.OwnHub;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.run.TemporaryFolder;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.resource.Key;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox demo}. */
@Command(
        name = "demo",
        description = "Watch a day: a daemon asks, you or Jane answer, the network breaks, nothing is lost.",
        footer = {
            "%nExamples:",
            "  signalbox demo                              on a hub of its own",
            "  signalbox demo --auto                       nobody is asked; Jane answers",
            "  signalbox demo --url http://127.0.0.1:7433  on a running hub, as its admin",
            "%nOn a running hub it closes in the end what it posted and asked. The daemon and",
            "the bot are the programs in docs/examples/day-one."
        })
public final class DemoCommand implements Subcommand {
    static final String DAEMON = "demo-daemon";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AUTO = Duration.ofMillis(500);

    @Option(names = "--auto", description = "Do not ask me: Jane answers at once. So it is without a terminal.")
    private boolean auto;

    @Option(
            names = "--answer-within",
            paramLabel = "DURATION",
            description = "How long you have before Jane answers. Default: 30s.")
    private @Nullable Duration answerWithin;

    @Override
    public void run(CommandRun run) {
        Duration patience = patience(run.shell());
        try (TemporaryFolder folder = TemporaryFolder.make()) {
            if (run.isUrlGiven()) onRunningHub(run, folder.path(), patience);
            else onOwnHub(run, folder.path(), patience);
        }
    }

    private static void onOwnHub(CommandRun run, Path folder, Duration patience) {
        long began = System.nanoTime();
        Story story = new Story(run);
        story.tell("A day with Signalbox, on a hub of its own. Nothing is left behind.");
        try (OwnHub hub = OwnHub.start(folder.resolve("hub"))) {
            long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
            story.act(
                    "A hub is up at " + hub.url() + " after " + millis + " ms: one process, SQLite, no other service.");
            play(story, run.with(hub.environment()), folder, patience);
        }
        nowYou(story, run);
    }

    private static void onRunningHub(CommandRun run, Path folder, Duration patience) {
        Story story = new Story(run);
        run.await(run.hub().whoami());
        story.act("The hub at " + run.settings().url() + " is there. What the demo writes stays in its log.");
        CommandRun there = run.with(run.settings().environment());
        DemoLeftovers leftovers = DemoLeftovers.after(there);
        try {
            play(story, there, folder, patience);
        } finally {
            story.tell(leftovers.close());
        }
        nowYou(story, run);
    }

    /** What to type next: where a hub runs already, no other is to be started. */
    private static void nowYou(Story story, CommandRun run) {
        boolean there = isHubThere(run);
        story.act("Now you, each in a terminal:");
        if (!there) story.command("./signalbox hub");
        story.command("./signalbox ask 'Deploy?' --approval --wait");
        if (there) story.command("./signalbox inbox --watch");
    }

    private static boolean isHubThere(CommandRun run) {
        try {
            run.await(run.hub().whoami());
            return true;
        } catch (HubRefused wantsAnotherKey) {
            return true;
        } catch (HubUnreachable away) {
            return false;
        }
    }

    /** The daemon and the bot get keys of their roles for as long as the story goes. */
    private static void play(Story story, CommandRun run, Path folder, Duration patience) {
        HubApi admin = run.hub();
        Key daemon = run.await(admin.operator().createKey(new CreateKey(DAEMON, "daemon", "1h")));
        Key bot = run.await(admin.operator().createKey(new CreateKey("demo-bot", "bot", "1h")));
        try {
            new Demo(story, run, folder, patience).play(String.valueOf(daemon.secret()), String.valueOf(bot.secret()));
        } finally {
            run.await(admin.operator().revokeKey(daemon.id()));
            run.await(admin.operator().revokeKey(bot.id()));
        }
    }

    private Duration patience(Shell shell) {
        if (auto || !shell.interactive()) return AUTO;
        return answerWithin == null ? PATIENCE : answerWithin;
    }
}
