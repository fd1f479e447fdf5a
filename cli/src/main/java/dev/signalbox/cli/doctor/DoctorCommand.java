package dev.signalbox.cli.doctor;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.hub.StoppedDatabase;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.verify.VerifyNote;
import dev.signalbox.wire.resource.Diagnosis.Checked;
import dev.signalbox.wire.resource.Diagnosis.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox doctor}. */
@Command(
        name = "doctor",
        description = "Look at what breaks in practice, and say what to do about each thing that is wrong.",
        footer = {
            "%nExamples:",
            "  signalbox doctor                            a running hub; needs an admin key",
            "  signalbox doctor --data /var/lib/signalbox  a folder, its hub is stopped",
            "  signalbox doctor --database postgres://user@host/db",
            "  signalbox doctor --store daemon.db          what a program did not send, too",
            "  signalbox doctor -o json | jq -r '.checks[].findings[].what'",
            "%nLooks at Java, files, disk, flush and open files of the hub's machine, at its",
            "store and settings, clocks, tables and keys; from here at its certificate and",
            "at what programs have not sent. A hub that does not answer is looked at from",
            "outside: its data folder, and its PostgreSQL when DATABASE_URL names one.",
            "%nExit code 0: nothing is wrong. 1: something is (warn or fail), or the key was",
            "refused. 2: wrong usage. What could not be looked at is shown as unseen, and",
            "counts as neither."
        })
public final class DoctorCommand implements Subcommand {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Look at this data folder of a stopped hub, and ask no hub.")
    private @Nullable Path data;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "Look at this PostgreSQL, and ask no hub; a password may come from DATABASE_PASSWORD_FILE.")
    private @Nullable String database;

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "A program's SQLite file: whether the hub took what it wrote. May be given again.")
    private List<Path> stores = List.of();

    @Override
    public void run(CommandRun run) {
        Report report = data == null && database == null ? ofHub(run) : ofStopped(run);
        for (Probe each : ParkedCommands.of(run.shell(), stores)) report.add(each.checked());
        if (report.state().compareTo(State.WARN) >= 0) run.endsWith(ExitCode.REFUSED);
        report.show(run.output());
    }

    private Report ofHub(CommandRun run) {
        AskedHub asked = AskedHub.ask(run);
        Report report = asked.report();
        if (asked.answered()) return report;
        Path folder = Settings.data(run.shell());
        String url = databaseUrl(run, null);
        if (Files.isDirectory(folder)) addFolder(report, folder, url == null);
        if (url != null) addDatabase(report, url);
        addLogs(report, folder, url, run);
        return report;
    }

    private Report ofStopped(CommandRun run) {
        Report report = new Report();
        String url = databaseUrl(run, database);
        if (data != null) {
            Path folder = run.shell().folder().resolve(data);
            if (!Files.isDirectory(folder))
                throw Failure.usage("There is no folder " + folder + ".", "Give the data folder of a hub: --data DIR");
            report.subject("data folder", folder.toString());
            addFolder(report, folder, url == null);
        }
        if (url != null) {
            report.subject("database", DatabaseUrl.parse(url).toString());
            addDatabase(report, url);
        }
        addLogs(
                report,
                data == null ? Settings.data(run.shell()) : run.shell().folder().resolve(data),
                url,
                run);
        return report;
    }

    /** What a start would find in them; of a place where no hub has been there is nothing to say. */
    private static void addLogs(Report report, Path folder, @Nullable String url, CommandRun run) {
        if (report.state() == State.FAIL && url != null) return;
        if (url == null && !StoppedFolder.keepsStores(folder)) return;
        report.add(new StoppedLogs(folder, url, run.shell().clock()).checked());
        new VerifyNote(folder).read().ifPresent(last -> report.add(new VerifyAge(last, run.now()).checked()));
    }

    private static void addFolder(Report report, Path folder, boolean keepsStore) {
        StoppedFolder.probes(folder, keepsStore).forEach(each -> report.add(each.checked()));
    }

    private static void addDatabase(Report report, String url) {
        try (StoppedDatabase looked = StoppedDatabase.at(DatabaseUrl.parse(url))) {
            List<Checked> found = new ArrayList<>();
            for (Probe each : looked.probes()) {
                found.add(each.checked());
                // Of a server that nobody reaches there is no more to say.
                if (found.get(0).state() == State.FAIL) break;
            }
            found.forEach(report::add);
        }
    }

    /** The given one, or that of the environment; with the password that the environment names. */
    private static @Nullable String databaseUrl(CommandRun run, @Nullable String given) {
        Shell shell = given == null ? run.shell() : run.shell().with(Map.of("DATABASE_URL", given));
        try {
            String url = DatabaseUrl.ofEnvironment(shell::variable, shell.folder());
            if (url != null) DatabaseUrl.parse(url);
            return url;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()) + ".", "See: signalbox doctor --help");
        }
    }
}
