package dev.signalbox.cli.run;

import dev.signalbox.cli.text.Cells;

/** How far long work has come, on one line of standard error, when that is a terminal. One thread. */
public final class Progress {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Shell shell;
    private boolean drawn;

    public Progress(Shell shell) {
        this.shell = shell;
    }

    public void at(String text) {
        if (!shell.progress()) return;
        shell.err().print(CLEAR_LINE + Cells.cut(text, shell.columns() - 1));
        shell.err().flush();
        drawn = true;
    }

    /** Takes the line away. */
    public void end() {
        if (!drawn) return;
        shell.err().print(CLEAR_LINE);
        shell.err().flush();
        drawn = false;
    }
}
