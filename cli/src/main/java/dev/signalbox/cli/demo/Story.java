package dev.signalbox.cli.demo;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Program;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;

/** Tells the demo on standard output: numbered acts, and who says what in them. Any thread. */
final class Story {
    private static final int WHO_WIDTH = 8;

    private final Program program;
    private final Output output;
    private int act;

    Story(CommandRun run) {
        this.program = run.program();
        this.output = run.output();
    }

    /** The next act begins. */
    synchronized void act(String text) {
        act++;
        output.line("");
        output.line(output.ink().bold(act + "  " + text));
    }

    synchronized void tell(String text) {
        output.line("   " + Ink.plain(text));
    }

    /** Somebody in the story says something. */
    synchronized void says(String who, String text) {
        String padded = who + " ".repeat(Math.max(0, WHO_WIDTH - who.length()));
        output.line("   " + output.ink().cyan(padded) + " " + Ink.plain(text));
    }

    /** Runs a command as the user would, and shows it with what it gives. */
    synchronized int runs(Shell shell, String... arguments) {
        output.line("   " + output.ink().dim("$ signalbox " + String.join(" ", arguments)));
        return program.run(shell, arguments);
    }
}
