package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.resource.Notification;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code signalbox acknowledge} and {@code signalbox resolve}: the two ways to close a notification. */
public abstract class CloseCommand implements Subcommand {
    @Parameters(paramLabel = "ID", description = "The notification's id, or its number in your last inbox.")
    private String which = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "For whoever reads it later.")
    private @Nullable String comment;

    private final String done;
    private final Call call;

    private interface Call {
        CompletableFuture<Notification> close(HubApi hub, String id, CloseNotification wish);
    }

    private CloseCommand(String done, Call call) {
        this.done = done;
        this.call = call;
    }

    @Override
    public void run(CommandRun run) {
        CloseNotification wish = new CloseNotification(comment);
        String id = LastInbox.of(run).id(which, LastInbox.NOTIFICATION);
        Notification closed = run.await(call.close(run.hub(), id, wish));
        Ink ink = run.output().ink();
        run.output().one(closed, ink.green(done) + " " + Ink.plain(closed.title()), closed.id());
    }

    /** Somebody has seen it and looks after it. */
    @Command(
            name = "acknowledge",
            description = "Say that you have seen a notification and look after it.",
            footer = {"%nExample:", "  signalbox acknowledge 3    number 3 of your last inbox"})
    public static final class Acknowledge extends CloseCommand {
        Acknowledge() {
            super("Acknowledged", HubApi::acknowledge);
        }
    }

    /** Nothing is left to do. */
    @Command(
            name = "resolve",
            description = "Close a notification: nothing is left to do.",
            footer = {"%nExample:", "  signalbox resolve 3 --comment \"fixed the disk\"    number 3 of your last inbox"
            })
    public static final class Resolve extends CloseCommand {
        Resolve() {
            super("Resolved", HubApi::resolve);
        }
    }
}
