package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.resource.Notification;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox notify}. */
@Command(
        name = "notify",
        description = "Tell people something.",
        footer = {
            "%nExamples:",
            "  signalbox notify \"Build finished\"",
            "  signalbox notify \"Disk 91 %% full\" --priority 5 --tag ops --dedup disk-full",
            "  signalbox notify \"Report ready\" --link https://ci.example.org/7 --expires 2d",
            "%nWith --dedup, posting again while the first is open counts on it and adds no",
            "second."
        })
final class NotifyCommand implements Subcommand {
    @Parameters(paramLabel = "TITLE", description = "What happened, in one line.")
    private String title = "";

    @Option(names = "--body", paramLabel = "TEXT", description = "More about it.")
    private @Nullable String body;

    @Option(names = "--priority", paramLabel = "1..5", description = "1 least urgent, 5 most. Default: 3.")
    private @Nullable Integer priority;

    @Option(names = "--tag", paramLabel = "TAG", description = "A word to filter by. May be given again.")
    private List<String> tags = List.of();

    @Option(names = "--link", paramLabel = "URL", description = "Where to read on.")
    private @Nullable String link;

    @Option(
            names = "--dedup",
            paramLabel = "KEY",
            description = "Count on the open notification with this key, if there is one.")
    private @Nullable String dedupKey;

    @Option(names = "--expires", paramLabel = "DURATION", description = "Close it by itself after 30m, 4h, 7d …")
    private @Nullable String expiresIn;

    @Option(
            names = "--id",
            paramLabel = "UUID",
            description = "Its id, made before: repeating with it posts only once.")
    private @Nullable String id;

    @Override
    public void run(CommandRun run) {
        String postId = id == null ? Ids.next() : id;
        PostNotification post =
                new PostNotification(postId, title, body, priority, tags, link, dedupKey, expiresIn, null, null);
        Notification posted = run.await(run.hub().postNotification(post));
        Ink ink = run.output().ink();
        String times = posted.count() > 1 ? " (" + posted.count() + " times now)" : "";
        String text = ink.green("Posted ") + Ink.plain(posted.title()) + times + "  " + ink.dim(posted.id());
        run.output().one(posted, text, posted.id());
    }
}
