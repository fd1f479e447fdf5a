package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Ink;

/** What a terminal does besides showing text; words of others are cleaned before they go there. */
final class Terminal {
    static final String BELL = "\u0007";

    private Terminal() {}

    /** Whether it knows operating system commands; the console of Linux would print them. */
    static boolean takesTitles(Shell shell) {
        String kind = shell.variable("TERM");
        return !"linux".equals(kind) && !"dumb".equals(kind);
    }

    /** Names its window (OSC 2). */
    static String title(String text) {
        return "\u001b]2;" + Ink.plain(text) + BELL;
    }

    /** Shows a note on the desktop (OSC 9), where it can. */
    static String note(String text) {
        return "\u001b]9;" + Ink.plain(text) + BELL;
    }
}
