package dev.signalbox.cli.archive;

import dev.signalbox.cli.operator.IdentityOption;
import dev.signalbox.cli.operator.StoppedStore;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Write what a hub knows into a folder; again, and only what is new is added.",
        footer = {
            "%nExamples:",
            "  signalbox archive export /mnt/stick/hub",
            "  signalbox archive export /mnt/stick/hub --recipient age1...    encrypted",
            "  signalbox archive export traces-only --log traces",
            "  signalbox archive export kept --data /var/lib/signalbox     of a stopped one",
            "%nThe hub goes on meanwhile. Needs an admin key. A segment is read back before",
            "it counts; an export that was ended goes on where it was. Without --recipient",
            "whoever has the files can read them. age-keygen makes a key:",
            "https://age-encryption.org"
        })
final class ArchiveExportCommand implements Subcommand {
    private static final List<String> LOGS = List.of("main", "traces");

    @Parameters(paramLabel = "DIR", description = "The folder of the archive; made when it is missing.")
    private Path folder = Path.of("");

    @Option(
            names = "--recipient",
            paramLabel = "KEY",
            description = "Who can read it: the public key that age-keygen prints, age1... May be given again.")
    private List<String> recipients = List.of();

    @Option(names = "--log", paramLabel = "LOG", description = "main or traces alone. Default: both.")
    private @Nullable String log;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of a hub that is stopped.")
    private @Nullable Path data;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "The PostgreSQL database of hubs, whether or not they run: postgres://user:password@host/db")
    private @Nullable String database;

    @Mixin
    private final IdentityOption identity = new IdentityOption();

    @Override
    public void run(CommandRun run) throws IOException {
        Recipients readers = readers();
        List<String> logs = log == null ? LOGS : List.of(log);
        if (!LOGS.containsAll(logs)) throw Failure.usage("There is no log " + log + ".", "There are main and traces.");
        Path into = run.shell().folder().resolve(folder);
        try (FolderStore store = new FolderStore(into);
                SegmentSource source = source(run);
                ArchiveWriting writing = new ArchiveWriting(store, into, readers, identity.read(run.shell()), run)) {
            for (String each : logs) writing.add(each, source);
            writing.report();
        } catch (ArchiveFault e) {
            throw GivenArchive.failure(e);
        } catch (StoreBroken | StoreUnavailable e) {
            throw new Failure(ExitCode.REFUSED, e.getMessage() + ".", "No segment was made of it.");
        } catch (FileSystemException e) {
            throw Failure.usage(
                    into + " cannot be written: " + e.getMessage() + ".", "Give another folder, or the rights to it.");
        }
    }

    private SegmentSource source(CommandRun run) {
        return data == null && database == null
                ? new HubSegments(run)
                : StoppedSegments.open(StoppedStore.of(data, database, run), run);
    }

    private Recipients readers() {
        try {
            return Recipients.of(recipients);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--recipient: " + e.getMessage() + ".", "");
        }
    }
}
