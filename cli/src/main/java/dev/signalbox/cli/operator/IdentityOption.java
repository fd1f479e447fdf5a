package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.archive.Identities;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The secret keys with which a command opens an archive. */
public final class IdentityOption {
    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "The age identity that opens it: the file that age-keygen wrote.")
    private @Nullable Path file;

    /** Those of the file; none when none was given. Fails with {@link Failure} that names the line. */
    public Identities read(Shell shell) {
        String text = text(shell);
        if (text == null) return Identities.NONE;
        try {
            return Identities.of(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(file + ": " + e.getMessage() + ".", "");
        }
    }

    /** The text of the file, for a hub that opens it; null when none was given. */
    @Nullable
    String text(Shell shell) {
        return file == null ? null : GivenFile.text(shell.folder().resolve(file));
    }
}
