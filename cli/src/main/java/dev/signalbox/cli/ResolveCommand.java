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
        name = "resolve",
        description = "Close a notification: nothing is left to do.",
        footer = {"%nExample:", "  signalbox resolve 3 --comment \"fixed the disk\"    number 3 of your last inbox"})
final class ResolveCommand implements Callable<Integer> {
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
        Notification closed = Invocation.await(invocation.hub().resolve(id, close));
        Ink ink = invocation.output().ink();
        invocation.output().one(closed, ink.green("Resolved ") + Ink.plain(closed.title()), closed.id());
        return ExitCode.DONE;
    }
}
