package dev.signalbox.cli.offline;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Pause;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.run.Version;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.client.replica.AsOf;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.SharedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox sync}. */
@Command(
        name = "sync",
        description = "Copy shared tables to this machine, or freshen the copies, to read them when the hub is away.",
        footer = {
            "%nExamples:",
            "  signalbox sync                       all tables that your key may read",
            "  signalbox sync roadmap questions     these",
            "  signalbox inbox                      with the hub away: from the copies",
            "%nCopies live in the state folder, ~/.local/state/signalbox, readable by you",
            "alone. Once they are there, commands that read from the hub have them",
            "freshened in the background, at most once a minute; SIGNALBOX_SYNC=off",
            "stops that, and removing the files ends it."
        })
public final class SyncCommand implements Subcommand {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Default: those that are copied already, else all that your key may read.",
            completionCandidates = Completion.Tables.class)
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "Give up after this long. Default: 60s.")
    private Duration timeout = Duration.ofSeconds(60);

    /** A fresh copy, as {@code --output json} shows it. */
    record Copied(
            String table,
            long position,
            long rows,
            @Nullable Instant at) {
        static Copied of(Replica replica) {
            AsOf asOf = replica.asOf();
            return new Copied(replica.table(), asOf.position(), replica.count(), asOf.at());
        }
    }

    @Override
    public void run(CommandRun run) {
        run.await(run.hub().whoami());
        OfflineCopies copies = OfflineCopies.of(run);
        try {
            Files.createDirectories(copies.store().toAbsolutePath().getParent());
            List<String> wanted = wanted(run, copies.store());
            List<Copied> done = copy(run, copies.store(), wanted, timeout);
            copies.touch();
            run.output().list(done, items -> run.output().isQuiet() ? "" : text(items, run));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "The copies cannot be kept in " + copies.store() + ": " + e.getMessage(),
                    "Make the folder writable, or set XDG_STATE_HOME.");
        }
    }

    private List<String> wanted(CommandRun run, Path store) {
        if (!tables.isEmpty()) return tables;
        if (Files.exists(store)) {
            try (SqliteStore open = SqliteStore.open(store)) {
                List<String> copied = ReplicaReader.copied(open);
                if (!copied.isEmpty()) return copied;
            }
        }
        List<String> readable = new ArrayList<>();
        for (SharedTable table : run.await(run.hub().tables())) {
            if (Replica.canCopy(table)) readable.add(table.name());
        }
        return readable;
    }

    private static List<Copied> copy(CommandRun run, Path store, List<String> wanted, Duration patience) {
        List<Copied> done = new ArrayList<>();
        try (Signalbox box = open(run, store)) {
            List<Replica> replicas = new ArrayList<>();
            for (String table : wanted) replicas.add(replica(box, table));
            long deadline = System.nanoTime() + patience.toNanos();
            for (Replica replica : replicas) {
                Optional<SnapshotMismatch> told = Optional.empty();
                while (!isFresh(replica)) {
                    if (System.nanoTime() - deadline > 0) throw tooSlow(replica);
                    if (told.isEmpty()) {
                        told = mismatch(replica);
                        told.ifPresent(wrong -> run.output().warn(wrong.getMessage() + "; trying again"));
                    }
                    Pause.of(LOOK_EVERY);
                }
                done.add(Copied.of(replica));
            }
        }
        return done;
    }

    private static Replica replica(Signalbox box, String table) {
        try {
            return box.replica(table);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage() + ".", "What there is: signalbox table list");
        }
    }

    /** What the hub refuses for good is said at once. */
    private static boolean isFresh(Replica replica) {
        replica.trouble()
                .filter(HubRefused.class::isInstance)
                .map(HubRefused.class::cast)
                .filter(refused -> refused.is(ProblemCode.NOT_FOUND)
                        || refused.is(ProblemCode.FORBIDDEN)
                        || refused.is(ProblemCode.UNAUTHORIZED)
                        || refused.is(ProblemCode.TABLE_ISOLATED))
                .ifPresent(refused -> {
                    throw refused;
                });
        return replica.asOf().state() == AsOf.State.LIVE;
    }

    private static Optional<SnapshotMismatch> mismatch(Replica replica) {
        return replica.trouble().filter(SnapshotMismatch.class::isInstance).map(SnapshotMismatch.class::cast);
    }

    private static Failure tooSlow(Replica replica) {
        Optional<SnapshotMismatch> mismatch = mismatch(replica);
        if (mismatch.isPresent()) {
            return new Failure(
                    ExitCode.TIMED_OUT,
                    "The copy of " + replica.table() + " stays as it was: "
                            + mismatch.get().getMessage() + ".",
                    mismatch.get().nextStep());
        }
        AsOf asOf = replica.asOf();
        String why = asOf.trouble() == null ? "It is " + asOf.state() + "." : asOf.trouble();
        return new Failure(
                ExitCode.TIMED_OUT, "The copy of " + replica.table() + " is not fresh yet. " + why, "Try again.");
    }

    private static Signalbox open(CommandRun run, Path store) {
        Settings settings = run.settings();
        String key = settings.key();
        Path ca = settings.ca();
        String space = settings.space();
        return Signalbox.open(options -> {
            options.url(settings.url())
                    .key(() -> key)
                    .name("signalbox-cli/" + Version.text())
                    .store(store)
                    .drain(Duration.ZERO);
            if (ca != null) options.trust(ca);
            if (space != null) options.space(space);
        });
    }

    private static String text(List<Copied> copied, CommandRun run) {
        Instant now = run.now();
        return new Columns<Copied>()
                .with("TABLE", Copied::table)
                .with("ROWS", Copied::rows)
                .with("POSITION", Copied::position)
                .with("AGE", each -> each.at() == null ? null : Ages.since(each.at(), now))
                .of(copied, run.output().ink(), run.output().width());
    }
}
