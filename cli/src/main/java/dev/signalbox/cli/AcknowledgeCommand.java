package dev.signalbox.cli;

import static dev.signalbox.cli.CommandRun.await;

import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.resource.Notification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "acknowledge",
        description = "Say that you have seen a notification and look after it.",
        footer = {"%nExample:", "  signalbox acknowledge 3    number 3 of your last inbox"})
final class AcknowledgeCommand implements Subcommand {
    @Parameters(paramLabel = "ID", description = "The notification's id, or its number in your last inbox.")
    String which = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "For whoever reads it later.")
    @Nullable
    String comment;

    @Override
    public int run(CommandRun run) {
        CloseNotification close = new CloseNotification(comment);
        String id = LastInbox.of(run).id(which, LastInbox.NOTIFICATION);
        Notification closed = await(run.hub().acknowledge(id, close));
        Ink ink = run.output().ink();
        run.output().one(closed, ink.green("Acknowledged ") + Ink.plain(closed.title()), closed.id());
        return ExitCode.DONE;
    }
}
