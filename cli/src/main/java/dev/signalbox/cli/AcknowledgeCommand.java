package dev.signalbox.cli;

import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.resource.Notification;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "acknowledge",
        description = "Say that you have seen a notification and look after it.",
        footer = {"%nExample:", "  signalbox acknowledge 3    number 3 of your last inbox"})
final class AcknowledgeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The notification's id, or its number in your last inbox.")
    String which = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "For whoever reads it later.")
    @Nullable
    String comment;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        CloseNotification close = new CloseNotification(comment);
        String id = LastInbox.of(invocation).id(which, LastInbox.NOTIFICATION);
        Notification closed = Invocation.await(invocation.hub().acknowledge(id, close));
        Ink ink = invocation.output().ink();
        invocation.output().one(closed, ink.green("Acknowledged ") + Ink.plain(closed.title()), closed.id());
        return ExitCode.DONE;
    }
}
