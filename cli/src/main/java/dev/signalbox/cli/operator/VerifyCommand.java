package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.client.http.OperatorApi;
import dev.signalbox.wire.resource.Verification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox verify}. */
@Command(
        name = "verify",
        description = "Look whether the store is what was written: compute the chain of each log anew, fold every"
                + " table anew, and compare row by row. On a running hub it needs an admin key.",
        footer = {
            "%nExamples:",
            "  signalbox verify                                 of the hub that runs",
            "  signalbox verify --last                          how the last one ended",
            "  signalbox verify --data /var/lib/signalbox       of a hub that is stopped",
            "  signalbox verify --database postgres://user:pw@host/db",
            "%nBeside a hub it takes half of the time and leaves the rest; Ctrl-C leaves it",
            "running there. Nothing of the store is changed. How it ended stands in the data",
            "folder (verified), in status, in /health/ready and in the metrics.",
            "%nExit code 0: everything is as it was written. 1: something is not, and each",
            "is named; or the store could not be looked at."
        })
public final class VerifyCommand implements Subcommand {
    private static final Set<String> OF_THE_LOG = Set.of("events", "receipts", "log_identity", "file");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder of a hub that is stopped; beside --database, where its notes are.")
    private @Nullable Path data;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The PostgreSQL database of a hub, stopped or not: postgres://user:password@host/db")
    private @Nullable String database;

    @Option(names = "--last", description = "Show how the last one ended, or how far it is, and begin none.")
    private boolean last;

    @Override
    public void run(CommandRun run) {
        boolean stopped = data != null || database != null;
        if (stopped && last) throw Failure.usage("--last asks a hub that runs.", "Leave out --data and --database.");
        Verification end = stopped ? ofStopped(run) : ofRunning(run);
        show(end, run);
        if (end.state().equals(Verification.DAMAGED) || end.state().equals(Verification.FAILED)) {
            run.endsWith(ExitCode.REFUSED);
        }
    }

    private Verification ofRunning(CommandRun run) {
        OperatorApi hub = run.hub().operator();
        if (last) return run.await(hub.verification());
        Verification begun = run.await(hub.verify());
        return await(begun, () -> run.await(hub.verification()), run);
    }

    private Verification ofStopped(CommandRun run) {
        try (StoppedStore store = StoppedStore.of(data, database, run)) {
            return store.verify(begun -> await(begun.get(), begun, run));
        }
    }

    /** Shows how far it is until it has ended. */
    private static Verification await(Verification begun, Supplier<Verification> again, CommandRun run) {
        Progress progress = new Progress(run.shell());
        try {
            return HubWork.untilOver(
                    begun, now -> !now.isRunning(), again, now -> progress.at("Verifying " + now.doing() + soFar(now)));
        } finally {
            progress.end();
        }
    }

    private static String soFar(Verification now) {
        long events = now.logs().stream().mapToLong(Verification.Log::events).sum();
        long heads = now.logs().stream().mapToLong(Verification.Log::head).sum();
        long found = now.damages();
        return ": " + events + " of " + heads + " events" + (found == 0 ? "" : ", " + found + " found");
    }

    private static void show(Verification end, CommandRun run) {
        Output output = run.output();
        output.one(end, text(end, output, run), end.state());
        if (!output.isText() || !end.state().equals(Verification.DAMAGED)) return;
        boolean log = end.damage().stream().anyMatch(each -> OF_THE_LOG.contains(each.table()));
        output.note(
                log
                        ? "The log itself is damaged. Stop the hub, keep a copy of what is there, and put a whole copy in its"
                                + " place: docs/recovery.md."
                        : "The log is whole, so the tables can be made of it anew: signalbox projections rebuild NAME"
                                + " (signalbox projections list).");
    }

    private static String text(Verification end, Output output, CommandRun run) {
        Ink ink = output.ink();
        List<String> lines = new ArrayList<>();
        lines.add(headline(end, ink, run));
        for (Verification.Log log : end.logs()) lines.add(of(log));
        if (end.trouble() != null) lines.addAll(Prose.wrap("  " + Ink.plain(end.trouble()), output.width()));
        for (Verification.Damage each : end.damage()) {
            lines.addAll(Prose.wrap("  " + Ink.plain(each.sentence()), output.width()));
        }
        long more = end.damages() - end.damage().size();
        if (more > 0) lines.add("  and " + more + " more");
        return String.join(System.lineSeparator(), lines);
    }

    private static String headline(Verification end, Ink ink, CommandRun run) {
        String when = end.endedAt() == null ? "" : "  " + ink.dim(Ages.since(end.endedAt(), run.now()) + " ago");
        return switch (end.state()) {
            case Verification.CLEAN -> ink.green("clean") + "  everything is as it was written" + when;
            case Verification.DAMAGED -> ink.red("damaged") + "  " + things(end.damages()) + " not as written" + when;
            case Verification.RUNNING -> ink.bold("running") + "  " + Ink.plain(end.doing() + soFar(end));
            default -> ink.red("failed") + "  it could not be looked at to the end" + when;
        };
    }

    private static String things(long count) {
        return count == 1 ? "1 thing is" : count + " things are";
    }

    private static String of(Verification.Log log) {
        long rows = log.tables().stream().mapToLong(Verification.Table::rows).sum();
        String receipts = log.receipts() == 0 ? "" : ", " + log.receipts() + " receipts";
        String unproven = log.unproven() == 0 ? "" : " (" + log.unproven() + " of them older than their digests)";
        return "  " + log.log() + ": " + log.events() + " events" + receipts + unproven + ", " + rows + " rows in "
                + log.tables().size() + " tables";
    }
}
