package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.wire.resource.MoveStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox move}. */
@Command(
        name = "move",
        description = "Move a running hub's data to another store while clients work. Needs an admin key.",
        subcommands = {MoveCommand.Back.class, MoveCommand.Show.class},
        footer = {
            "%nExamples:",
            "  signalbox move --to postgres://signalbox:secret@db.lan/signalbox",
            "  signalbox move --to /srv/signalbox            from PostgreSQL to a folder",
            "  signalbox move back                         to where it came from",
            "  signalbox move show                         how far it is",
            "%nThe hub copies its log, folds the tables there, compares both, refuses",
            "writes for a second or two while the rest follows, and goes on there, on the",
            "same port. Every client keeps its place. Ended at any moment, a move is begun",
            "again. The new store is empty, or holds an earlier try of this move, or is",
            "the one that the data came from; its address is as the hub sees it."
        })
public final class MoveCommand implements Subcommand {
    private static final List<String> WAY_BACK = List.of(
            "The way back: until step 7 the old store is the one that counts, and there is",
            "nothing to undo. Afterwards signalbox move back brings all of it to the old",
            "store, which stays where it is.");

    private static final Map<String, String> STEPS = Map.of(
            "check", "1/8 looking at the new store",
            "backup", "2/8 making a backup first",
            "copy", "3/8 copying the log",
            "fold", "4/8 folding the tables there",
            "compare", "5/8 comparing",
            "fence", "6/8 writes are refused, the rest is copied",
            "leave", "7/8 closing the old store",
            "arrive", "7/8 opening the new store",
            "switch", "8/8 going on in the new store");

    @Option(names = "--to", paramLabel = "DATABASE_URL|DIR", description = "A database of PostgreSQL, or a folder.")
    private @Nullable String to;

    @Override
    public void run(CommandRun run) {
        if (to == null) {
            throw Failure.usage("Where to?", "Give --to DATABASE_URL or --to DIR, or: signalbox move back, move show.");
        }
        String where = resolved(to, run);
        watch(run, () -> run.await(run.hub().operator().move(where)));
    }

    @Command(
            name = "back",
            description = "Move the data back to where it came from, with all that was written since.",
            footer = {
                "%nExamples:",
                "  signalbox move back                         when it came from a folder",
                "  signalbox move back --to \"$DATABASE_URL\"    when it came from PostgreSQL"
            })
    static final class Back implements Subcommand {
        @Option(
                names = "--to",
                paramLabel = "DATABASE_URL",
                description = "The PostgreSQL that it came from: the hub keeps no password.")
        private @Nullable String to;

        @Override
        public void run(CommandRun run) {
            String from = to;
            watch(
                    run,
                    () -> run.await(
                            from == null
                                    ? run.hub().operator().moveBack()
                                    : run.hub().operator().move(resolved(from, run))));
        }
    }

    @Command(
            name = "show",
            description = "How far the move is, or how the last one ended.",
            footer = {"%nExamples:", "  signalbox move show", "  signalbox move show -o json | jq -r .step"})
    static final class Show implements Subcommand {
        @Override
        public void run(CommandRun run) {
            MoveStatus status = run.await(run.hub().operator().moveStatus());
            run.output().one(status, Ink.plain(line(status)), status.step());
        }
    }

    /** A folder as the hub sees it, which may have been started elsewhere. */
    private static String resolved(String to, CommandRun run) {
        return DatabaseUrl.isOne(to)
                ? to
                : run.shell().folder().resolve(to).toAbsolutePath().normalize().toString();
    }

    private static void watch(CommandRun run, Supplier<MoveStatus> begin) {
        Output output = run.output();
        WAY_BACK.forEach(output::note);
        MoveStatus begun = begin.get();
        output.note("From " + begun.from() + " to " + begun.to() + "; back again: " + begun.undo());
        Set<String> said = new HashSet<>();
        MoveStatus status = HubWork.untilOver(
                begun,
                now -> now.endedAt() != null,
                () -> run.await(run.hub().operator().moveStatus()),
                now -> {
                    tellNotes(now, said, output);
                    if (said.add(line(now))) output.note(line(now));
                });
        tellNotes(status, said, output);
        if (status.failure() != null) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "The move was given up at the step " + status.step() + ": " + status.failure() + ".",
                    "Then repeat the command.");
        }
        output.one(
                status,
                Ink.plain("Moved to " + status.to() + "; writes were refused for " + status.fencedMillis() + " ms"),
                status.to());
        next(status).forEach(output::note);
    }

    private static void tellNotes(MoveStatus status, Set<String> said, Output output) {
        status.notes().stream().filter(said::add).forEach(note -> output.note("    " + note));
    }

    private static List<String> next(MoveStatus status) {
        boolean folder = status.to().startsWith("/");
        return List.of(
                folder
                        ? "Start the hub from now on with --data " + status.to() + " and without DATABASE_URL."
                        : "Start the hub from now on with DATABASE_URL of it, and the same --data.",
                "A start on the old store says so too. To go back: " + status.undo());
    }

    private static String line(MoveStatus status) {
        StringBuilder line = new StringBuilder(STEPS.getOrDefault(status.step(), status.step()));
        if (status.endedAt() == null) {
            status.logs().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(log -> line.append("  ")
                    .append(log.getKey())
                    .append(' ')
                    .append(log.getValue().copied())
                    .append('/')
                    .append(log.getValue().head()));
        } else if (status.failure() != null) {
            line.append(": given up, ").append(status.failure());
        } else {
            line.append(", to ").append(status.to());
        }
        return line.toString();
    }
}
