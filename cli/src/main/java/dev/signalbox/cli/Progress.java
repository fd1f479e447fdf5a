package dev.signalbox.cli;

/** How far long work has come, on one line of standard error, when that is a terminal. One thread. */
final class Progress {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Shell shell;
    private boolean drawn;

    Progress(Shell shell) {
        this.shell = shell;
    }

    void at(String text) {
        if (!shell.progress()) return;
        shell.err().print(CLEAR_LINE + Cells.cut(text, shell.columns() - 1));
        shell.err().flush();
        drawn = true;
    }

    /** Takes the line away. */
    void end() {
        if (!drawn) return;
        shell.err().print(CLEAR_LINE);
        shell.err().flush();
        drawn = false;
    }
}
