package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.SchemaDesk;
import dev.signalbox.hub.database.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stores a command is about, when it is not those of a running hub. */
final class StoreOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of a hub that is stopped.")
    private @Nullable Path data;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "A PostgreSQL database, postgres://user:password@host/db. Others see the command line:"
                    + " better in DATABASE_URL.")
    private @Nullable String database;

    /** Whether the hub that runs is meant: nothing was said, and there is one, or no store to look at by hand. */
    boolean isOfTheRunningHub(CommandRun run) {
        if (data != null || database != null) return false;
        if (run.isUrlGiven() || run.settings().urlFile() != null) return true;
        return DatabaseUrl.ofEnvironment(run.shell()::variable, run.shell().folder()) == null
                && !Files.exists(Settings.data(run.shell()).resolve("main.db"));
    }

    /** Those that a hub would open which was started with these options in this place. */
    SchemaDesk open(Shell shell) {
        if (data != null && database != null) {
            throw Failure.usage("Both --data and --database were given.", "A hub keeps its logs in one of them.");
        }
        try {
            String url = database;
            if (url == null && data == null) url = DatabaseUrl.ofEnvironment(shell::variable, shell.folder());
            if (url != null) return SchemaDesk.ofDatabase(url);
            return SchemaDesk.ofFolder(
                    data == null ? Settings.data(shell) : shell.folder().resolve(data));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    "Cannot open the stores: " + e.getMessage() + ".",
                    "Name the folder with --data, or a PostgreSQL database with --database or DATABASE_URL.");
        }
    }
}
