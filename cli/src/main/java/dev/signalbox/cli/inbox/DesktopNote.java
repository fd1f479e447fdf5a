package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A note on the desktop of whoever watches: by {@code notify-send} where that is, else by the terminal. One thread. */
final class DesktopNote {
    private static final int WIDTH_MAX = 120;

    private final Shell shell;

    DesktopNote(Shell shell) {
        this.shell = shell;
    }

    /** One note for all of them. Never fails: what is on the screen counts. */
    void show(List<Item> items) {
        Item first = items.get(0);
        String what = first.isQuestion() ? first.from() + " asks" : first.from() + " says";
        String more = items.size() == 1 ? "" : " (and " + (items.size() - 1) + " more)";
        String title = Cells.cut("Signalbox: " + what + more, WIDTH_MAX);
        String words = Cells.cut(first.title(), WIDTH_MAX);
        Path command = notifySend();
        if (command == null || !isSent(command, title, words)) {
            if (!Terminal.takesTitles(shell)) return;
            shell.out().print(Terminal.note(title + ": " + words));
            shell.out().flush();
        }
    }

    private boolean isSent(Path command, String title, String words) {
        // Desktops read the second text as markup.
        String marked =
                Ink.plain(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        try {
            ProcessBuilder process =
                    new ProcessBuilder(command.toString(), "--app-name=Signalbox", "--", title, marked);
            process.environment().clear();
            process.environment().putAll(shell.environment());
            process.redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Null where there is none. */
    private @Nullable Path notifySend() {
        String path = shell.variable("PATH");
        if (path == null) return null;
        for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
            if (folder.isEmpty()) continue;
            Path command = in(folder);
            if (command != null && Files.isExecutable(command)) return command;
        }
        return null;
    }

    /** Null in what is no path. */
    private static @Nullable Path in(String folder) {
        try {
            return Path.of(folder, "notify-send");
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
