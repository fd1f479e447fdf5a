package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The editor of whoever sits at the terminal: {@code VISUAL}, else {@code EDITOR}. */
final class Editor {
    private Editor() {}

    /**
     * Lets the person edit a text in a file of its own, which stays when the work on it fails.
     *
     * @return the file; the caller deletes it
     */
    static Path edit(Shell shell, String text) {
        String editor = shell.variable("VISUAL") == null ? shell.variable("EDITOR") : shell.variable("VISUAL");
        if (editor == null) {
            throw Failure.usage("Say what to change.", "Give options (--help shows them), or set EDITOR to be asked.");
        }
        try {
            Path file = Files.createTempFile("signalbox-roadmap-", ".md");
            Files.writeString(file, text);
            // As git does: the variable is a command line, the file its last word.
            Process process = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString())
                    .directory(shell.folder().toFile())
                    .inheritIO()
                    .start();
            if (process.waitFor() == 0) return file;
            Files.delete(file);
            throw new Failure(ExitCode.USAGE, "The editor failed; nothing was sent.", "Check EDITOR: " + editor);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "The editor cannot be run: " + e.getMessage(), "Check EDITOR: " + editor);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.USAGE, "Interrupted; nothing was sent.", "");
        }
    }
}
