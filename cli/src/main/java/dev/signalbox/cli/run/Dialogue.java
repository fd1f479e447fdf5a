package dev.signalbox.cli.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks the person at the terminal, on standard error, so that the result stays alone. One thread. */
public final class Dialogue {
    private final Shell shell;

    /** @param shell of which {@link Shell#interactive()} was asked before */
    public Dialogue(Shell shell) {
        this.shell = shell;
    }

    /** What was typed, without blanks around it; null when nothing more will be. */
    public @Nullable String ask(String question) {
        shell.err().print(question);
        shell.err().flush();
        try {
            return line(shell.in());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the answer was yes; everything else is no. */
    public boolean isConfirmed(String question) {
        String typed = ask(question + " [y/N] ");
        return typed != null && (typed.equalsIgnoreCase("y") || typed.equalsIgnoreCase("yes"));
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) return null;
        for (; next >= 0 && next != '\n'; next = in.read()) line.write(next);
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
