package dev.signalbox.cli.slack;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.WhoAmI;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command {@code signalbox slack}. */
@picocli.CommandLine.Command(
        name = "slack",
        description = "Run the bot of Slack: questions are cards there, and people answer them there.",
        footer = {
            "%nExamples:",
            "  export SLACK_APP_TOKEN=xapp-… SLACK_BOT_TOKEN=xoxb-…",
            "  export SIGNALBOX_KEY=$(signalbox keys create slack --role bot --quiet)",
            "  signalbox slack --channel C012ABC34 --people U012ABC34=Jane",
            "%nThe tokens come from these variables, or from files that are named by",
            "SLACK_APP_TOKEN_FILE and SLACK_BOT_TOKEN_FILE; never from the command line.",
            "How to make the app, in ten lines: docs/slack.md."
        })
public final class SlackCommand implements Subcommand {
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final int PRIORITY_DEFAULT = 4;
    private static final int PRIORITY_NONE = 6;
    private static final Set<String> MAY_SPEAK_FOR_PEOPLE = Set.of("bot", "admin");

    @Option(
            names = "--channel",
            paramLabel = "ID",
            required = true,
            description = "Where the cards are posted, C012ABC34. Invite the app there.")
    private String channel = "";

    @Option(
            names = "--people",
            paramLabel = "ID=NAME",
            description = "A member of the workspace who may answer, and their name. Repeatable.")
    private List<String> people = new ArrayList<>();

    @Option(names = "--people-file", paramLabel = "FILE", description = "The same, one to a line.")
    private @Nullable Path peopleFile;

    @Option(
            names = "--notifications",
            paramLabel = "N",
            defaultValue = "" + PRIORITY_DEFAULT,
            description = "Post notifications of this priority and more, 1 to 5; 6 for none. Default: 4.")
    private int minPriority = PRIORITY_DEFAULT;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "The bot's own file. Default: one of the hub and channel.")
    private @Nullable Path store;

    @Override
    public List<String> without() {
        return List.of("--output", "--quiet");
    }

    @Override
    public void run(CommandRun run) throws Exception {
        BotOptions options = options(run.shell());
        checkRole(run);
        Path file = file(run);
        Settings settings = run.settings();
        try (Signalbox box = Signalbox.open(of -> of.environment(settings.environment())
                        .store(file)
                        .drain(DRAIN)
                        .name("signalbox-slack"));
                SlackBot bot = started(box, options, run)) {
            run.output().line("The Slack bot is up: " + bot.name() + ", channel " + channel + ". Ctrl-C ends it.");
            Waits.join(bot.ended());
        }
    }

    private static SlackBot started(Signalbox box, BotOptions options, CommandRun run) {
        try {
            String place = HexFormat.of().formatHex(hash(run.settings().place()), 0, 8);
            return SlackBot.start(box, options, place, run.shell().clock(), run.output()::warn);
        } catch (SlackAway away) {
            throw new Failure(ExitCode.UNREACHABLE, away.getMessage() + ".", "Start the bot again when Slack is back.");
        }
    }

    private BotOptions options(Shell shell) {
        if (!channel.matches("[CGD][A-Z0-9]{2,30}")) {
            throw Failure.usage(
                    "--channel must be the id of a channel, such as C012ABC34.",
                    "Slack shows it at the end of the channel's details.");
        }
        if (minPriority < 1 || minPriority > PRIORITY_NONE) {
            throw Failure.usage("--notifications must be 1 to 6.", "6 posts none.");
        }
        Path file = peopleFile == null ? null : shell.folder().resolve(peopleFile);
        return new BotOptions(
                api(shell), SlackTokens.of(shell), channel, minPriority, People.of(people, file), SocketPace.STANDARD);
    }

    /** Slack's own, unless the environment says another, as its libraries let their users. */
    private static URI api(Shell shell) {
        String said = shell.variable("SLACK_API_URL");
        if (said == null) return SlackApi.URL_DEFAULT;
        try {
            URI url = URI.create(said.endsWith("/") ? said : said + "/");
            if (SlackApi.isPrivate(url, "https")) return url;
        } catch (IllegalArgumentException e) {
            throw Failure.usage("SLACK_API_URL is no URL.", "Leave it out for Slack itself.");
        }
        throw Failure.usage("SLACK_API_URL must begin with https://.", "Leave it out for Slack itself.");
    }

    /** Only a bot speaks for people; said before anybody presses a button in vain. */
    private static void checkRole(CommandRun run) {
        WhoAmI self;
        try {
            self = run.await(run.hub().whoami());
        } catch (HubUnreachable away) {
            run.output().warn("the hub is away; the bot starts, and shows what is asked when it is back");
            return;
        }
        if (!MAY_SPEAK_FOR_PEOPLE.contains(self.role())) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "The key is of the role " + self.role() + ", which may not speak for people.",
                    "Make the bot a key of its own: signalbox keys create slack --role bot");
        }
    }

    private Path file(CommandRun run) throws IOException {
        Shell shell = run.shell();
        if (store != null) return shell.folder().resolve(store);
        Settings settings = run.settings();
        Files.createDirectories(shell.stateFolder());
        String name = HexFormat.of().formatHex(hash(settings.place() + "\n" + channel), 0, 8);
        return shell.stateFolder().resolve("slack-" + name + ".db");
    }

    private static byte[] hash(String text) {
        return Ids.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
