package dev.signalbox.cli.space;

import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.wire.PlainWords;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The PostgreSQL that keeps a space. Its password is never shown. */
final class DatabaseOption {
    private static final String VARIABLE = "SIGNALBOX_SPACE_DATABASE";

    @Option(
            names = "--database",
            paramLabel = "URL",
            description =
                    "A PostgreSQL that keeps it, postgres://user@host/db. Default: where the hub keeps its own data."
                            + " Others see the command line: a URL with a password goes into a file or " + VARIABLE
                            + ".")
    private @Nullable String url;

    @Option(names = "--database-file", paramLabel = "FILE", description = "A file that holds that URL.")
    private @Nullable Path file;

    /** The URL; null for none. Fails with {@link Failure} for one that is none. */
    @Nullable
    String url(Shell shell) {
        if (url != null && file != null) {
            throw Failure.usage("Both --database and --database-file were given.", "Leave one of them away.");
        }
        String given = url;
        if (file != null) given = GivenFile.text(shell.folder().resolve(file)).strip();
        if (given == null) given = shell.variable(VARIABLE);
        if (given == null) return null;
        try {
            DatabaseUrl unused = DatabaseUrl.parse(given);
            return given;
        } catch (IllegalArgumentException wrong) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(wrong.getMessage())), "See: signalbox space create --help");
        }
    }
}
