package dev.signalbox.cli.archive;

import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.archive.Identities;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The secret keys with which a command opens an archive. */
final class IdentityOption {
    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "The age identity that opens it: the file that age-keygen wrote.")
    private @Nullable Path file;

    /** Those of the file; none when none was given. Fails with {@link Failure} that names the line. */
    Identities read(Shell shell) {
        if (file == null) return Identities.NONE;
        try {
            return Identities.of(GivenFile.text(shell.folder().resolve(file)));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(file + ": " + e.getMessage() + ".", "");
        }
    }
}
