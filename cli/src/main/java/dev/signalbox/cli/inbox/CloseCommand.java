package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Dialogue;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.resource.Notification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands {@code signalbox acknowledge} and {@code signalbox resolve}: the two ways to close notifications. */
abstract class CloseCommand implements Subcommand {
    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            split = ",",
            description = "Notifications: numbers of your last inbox, ranges of them, ids, beginnings of ids.",
            completionCandidates = Completion.Numbers.class)
    private List<String> which = List.of();

    @Mixin
    private final InboxFilter filter = new InboxFilter();

    @Option(names = "--all", description = "All that are open. On a terminal you are asked first.")
    private boolean all;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--comment", paramLabel = "TEXT", description = "For whoever reads it later.")
    private @Nullable String comment;

    private final String verb;
    private final String done;
    private final Call call;

    /** Closes one at the hub. */
    interface Call {
        CompletableFuture<Notification> close(HubApi hub, String id, CloseNotification wish);
    }

    private CloseCommand(String verb, String done, Call call) {
        this.verb = verb;
        this.done = done;
        this.call = call;
    }

    @Override
    public void run(CommandRun run) {
        CloseNotification wish = new CloseNotification(comment);
        Map<String, String> targets = targets(run);
        if (targets.isEmpty()) {
            run.output().note("There is nothing to " + verb.toLowerCase(Locale.ROOT) + ".");
        } else if (all && !filter.narrows() && !isConfirmed(run, targets.size())) {
            run.output().warn("Nothing was closed.");
            run.endsWith(ExitCode.USAGE);
        } else {
            new Closing(run, done, id -> call.close(run.hub(), id, wish)).close(targets, which.size() == 1);
        }
    }

    /** Ids with the words to call them by. */
    private Map<String, String> targets(CommandRun run) {
        boolean filtered = all || filter.narrows();
        if (filtered == !which.isEmpty()) {
            throw Failure.usage(
                    which.isEmpty() ? "Say which notifications." : "Give ids, or filters, not both.",
                    "Numbers of your last inbox (4 7-9), ids, --tag, --from, --priority, or --all.");
        }
        if (!filtered) return new Targets(run).notifications(which);
        Map<String, String> titles = new LinkedHashMap<>();
        new WaitingList(run, filter, false, true, false)
                .allOfTheHub()
                .forEach(item -> titles.put(item.id(), item.title()));
        return titles;
    }

    private boolean isConfirmed(CommandRun run, int count) {
        if (yes) return true;
        String what = count == 1 ? "the one open notice" : "all " + count + " open notices";
        if (!run.shell().interactive()) {
            throw Failure.usage("This closes " + what + ", and there is nobody to ask.", "Add --yes.");
        }
        return new Dialogue(run.shell()).isConfirmed(verb + " " + what + "?");
    }

    /** Somebody has seen it and looks after it. */
    @Command(
            name = "acknowledge",
            description = "Say that you have seen notifications and look after them.",
            footer = {
                "%nExamples:",
                "  signalbox acknowledge 3                numbers of your last inbox: one,",
                "  signalbox acknowledge 4-6 9            and several",
                "  signalbox acknowledge --tag build      all open ones with this tag",
                "%nOf several all are tried. Exit code 1: the hub refused some; 5: somebody else",
                "was first with all that it refused. Standard error says which and why."
            })
    static final class Acknowledge extends CloseCommand {
        Acknowledge() {
            super("Acknowledge", "Acknowledged", HubApi::acknowledge);
        }
    }

    /** Nothing is left to do. */
    @Command(
            name = "resolve",
            description = "Close notifications: nothing is left to do.",
            footer = {
                "%nExamples:",
                "  signalbox resolve 3 --comment \"fixed the disk\"    a number of your last inbox",
                "  signalbox resolve 4-6 9                           several",
                "  signalbox resolve --tag build --from night-ci     all open ones of these",
                "  signalbox resolve --all --yes",
                "%nOf several all are tried. Exit code 1: the hub refused some; 5: somebody else",
                "was first with all that it refused. Standard error says which and why."
            })
    static final class Resolve extends CloseCommand {
        Resolve() {
            super("Resolve", "Resolved", HubApi::resolve);
        }
    }
}
