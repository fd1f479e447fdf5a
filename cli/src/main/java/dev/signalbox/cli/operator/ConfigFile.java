package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.MatrixFileRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The {@code signalbox.yaml} that a command is about. */
final class ConfigFile {
    private ConfigFile() {}

    /** The file as it was named; the one of this folder when it was not. */
    static String nameOf(@Nullable Path file) {
        return file == null ? MatrixFile.NAME : file.toString();
    }

    /** Its text. Fails with {@link Failure} when there is none, or it is no text. */
    static String textOf(CommandRun run, String name) {
        Path path = run.shell().folder().resolve(name);
        if (name.equals(MatrixFile.NAME) && !Files.exists(path)) {
            throw Failure.usage(
                    "There is no file " + path + ".",
                    "Name one: signalbox config check FILE    What could stand in it: signalbox config default");
        }
        return GivenFile.text(path);
    }

    /** The same, when it has no fault. Fails with {@link Failure} that names every one with its line. */
    static String soundTextOf(CommandRun run, String name) {
        String text = textOf(run, name);
        try {
            MatrixFile.parse(text, name);
            return text;
        } catch (MatrixFileRefused refused) {
            throw faulty(refused, name);
        }
    }

    static Failure faulty(MatrixFileRefused refused, String name) {
        String faults = String.valueOf(refused.getMessage());
        int count = refused.faults().size();
        if (count == 1) return new Failure(ExitCode.REFUSED, faults, "Nothing of the file counts before it is mended.");
        return new Failure(ExitCode.REFUSED, name + " has " + count + " faults; nothing of it counts.", faults);
    }
}
