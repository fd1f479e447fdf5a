package dev.signalbox.cli.archive;

import dev.signalbox.cli.operator.IdentityOption;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.client.store.NativeLibrary;
import dev.signalbox.hub.Restore;
import dev.signalbox.hub.Restore.Report;
import dev.signalbox.hub.Restore.Step;
import dev.signalbox.hub.Restore.Wish;
import dev.signalbox.hub.RestoreRefused;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.Found;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.archive.bucket.ArchiveStores;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.wire.PlainWords;
import dev.signalbox.wire.Times;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox restore}. */
@Command(
        name = "restore",
        description = "Make a hub's data of a backup or an exported archive, in an empty place.",
        footer = {
            "%nExamples:",
            "  signalbox restore /mnt/backups --to /var/lib/signalbox",
            "  signalbox restore backups --at 2026-11-20T08:00:00Z --to before-the-accident",
            "  signalbox restore backups --identity key.txt --to postgres://user:pw@host/db",
            "%nThe whole archive is read first, so a damaged or locked one makes nothing. What",
            "was deleted since stays deleted. A restore that was ended goes on when it is",
            "repeated. Then start a hub on the place; without an admin.key in its folder it",
            "writes a fresh one. Clients notice, and send again what the backup lacks."
        })
public final class RestoreCommand implements Subcommand {
    private static final Set<String> LOGS = Set.of("main", "traces");
    private static final int TOLD_EACH = 10_000;

    @Parameters(
            paramLabel = "FROM",
            description = "What a backup or an export wrote to: a folder, or s3://bucket/prefix.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "DIR|URL",
            description = "An empty folder, or the URL of a PostgreSQL database without a hub's tables. Default: where"
                    + " signalbox hub would keep its data.")
    private @Nullable String to;

    @Option(
            names = "--at",
            paramLabel = "POSITION|TIME",
            description = "Only up to there: a position of the log main, a date, a time, or 2h ago. Default: all.")
    private @Nullable String at;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    @Option(
            names = "--log",
            paramLabel = "LOG",
            split = ",",
            description = "Only the past of this log: main or traces. The other begins empty. Default: both.")
    private List<String> logs = List.of("main", "traces");

    /** It speaks to no hub. */
    @Override
    public List<String> without() {
        return GlobalOptions.OF_THE_HUB;
    }

    @Override
    public void run(CommandRun run) throws IOException {
        Shell shell = run.shell();
        for (String log : logs) {
            if (!LOGS.contains(log))
                throw Failure.usage("There is no log " + log + ".", "Give --log main or --log traces.");
        }
        Until until = until(run);
        Identities identities = identity.read(shell);
        Progress progress = new Progress(shell);
        try (ArchiveStore store = store(shell)) {
            Wish wish = new Wish(Found.in(store), identities, until, logs, System.getProperty("user.name", "somebody"));
            Report report = restored(shell, wish, told(progress));
            progress.end();
            say(run, report);
        } catch (ArchiveFault | RestoreRefused refused) {
            progress.end();
            throw failure(String.valueOf(refused.getMessage()));
        } catch (IOException e) {
            progress.end();
            throw failure((e instanceof FileSystemException ? "cannot use the file: " : "") + e.getMessage());
        }
    }

    private ArchiveStore store(Shell shell) {
        try {
            return ArchiveStores.of(from, shell.folder());
        } catch (IllegalArgumentException wrong) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(wrong.getMessage())), "See: signalbox restore --help");
        }
    }

    /** What is wrong, and behind the semicolon what to do. */
    private static Failure failure(String message) {
        int end = message.lastIndexOf("; ");
        if (end < 0) return new Failure(ExitCode.REFUSED, PlainWords.sentence(message), "");
        return new Failure(
                ExitCode.REFUSED,
                PlainWords.sentence(message.substring(0, end)),
                PlainWords.sentence(message.substring(end + 2)));
    }

    private Until until(CommandRun run) {
        if (at == null) return Until.END;
        String moment = Moments.positionOrTime(at, run.now());
        return moment.matches("\\d+") ? Until.position(Long.parseLong(moment)) : Until.time(Times.parse(moment));
    }

    private Report restored(Shell shell, Wish wish, Restore.Told told) throws IOException {
        DatabaseUrl url = database(shell);
        if (url != null) return Restore.intoDatabase(url, wish, told, Clock.systemUTC());
        Path folder = to == null ? Settings.data(shell) : shell.folder().resolve(to);
        NativeLibrary.prepare(folder);
        return Restore.intoFolder(folder, wish, told, Clock.systemUTC());
    }

    private @Nullable DatabaseUrl database(Shell shell) {
        try {
            String url = to == null ? DatabaseUrl.ofEnvironment(shell::variable, shell.folder()) : to;
            return url == null || !url.contains("://") ? null : DatabaseUrl.parse(url);
        } catch (IllegalArgumentException wrong) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(wrong.getMessage())), "See: signalbox restore --help");
        }
    }

    private static Restore.Told told(Progress progress) {
        return new Restore.Told() {
            @Override
            public void step(Step next) {
                if (next == Step.NAMING) progress.at("giving it its name");
            }

            @Override
            public void read(String log, long position) {
                if (position % TOLD_EACH == 0) progress.at("reading " + log + "  " + Amounts.count(position));
            }

            @Override
            public void brought(String log, long position, long of) {
                progress.at("restoring " + log + "  " + Amounts.count(position) + " of " + Amounts.count(of));
            }
        };
    }

    private void say(CommandRun run, Report report) {
        Ink ink = run.output().ink();
        StringBuilder kept = new StringBuilder();
        report.kept().forEach((log, position) -> kept.append(kept.length() == 0 ? "" : ", ")
                .append(log)
                .append(" up to ")
                .append(Amounts.count(position)));
        run.output().one(report, ink.green("Restored") + "  " + kept + "  " + ink.dim(report.where()), report.where());
        boolean folder =
                !report.where().contains(":") || Path.of(report.where()).isAbsolute();
        run.output()
                .note(
                        folder
                                ? "Start it: signalbox hub --data " + report.where()
                                        + "    Put your admin.key there first, or find a fresh one there afterwards."
                                : "Start it: DATABASE_URL=… signalbox hub    Its first start writes a fresh admin.key into its data"
                                        + " folder, unless yours is there.");
    }
}
