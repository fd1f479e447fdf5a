package dev.signalbox.cli.demo;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Program;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.EventLines;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.Event;
import java.time.ZoneId;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells the demo on standard output: numbered acts, and who says what in them. Any thread. */
final class Story {
    private static final int WHO_WIDTH = 8;
    private static final String MARGIN = "   ";

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
        String margin = act + "  ";
        String next = " ".repeat(margin.length());
        for (String line : Prose.wrap(text, output.width() - next.length())) {
            output.line(output.ink().bold(margin + line));
            margin = next;
        }
    }

    synchronized void tell(String text) {
        indented(Ink.plain(text), MARGIN, MARGIN);
    }

    /** What the log has of the story. */
    synchronized void event(Event event) {
        int width = output.width() == Integer.MAX_VALUE ? output.width() : output.width() - MARGIN.length();
        output.line(MARGIN + EventLines.event(event, output.ink(), ZoneId.systemDefault(), width));
    }

    /** Somebody in the story says something. */
    synchronized void says(String who, String text) {
        String padded = who + " ".repeat(Math.max(0, WHO_WIDTH - who.length()));
        String margin = MARGIN + " ".repeat(padded.length() + 1);
        indented(Ink.plain(text), MARGIN + output.ink().cyan(padded) + " ", margin);
    }

    private void indented(String text, String first, String next) {
        String margin = first;
        for (String line : Prose.wrap(text, output.width() - Cells.width(next))) {
            output.line(margin + line);
            margin = next;
        }
    }

    /** As a shell takes it for one word. */
    private static String quoted(String word) {
        return word.matches("[\\w./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** A command that may be typed, on a line of its own, however long. */
    synchronized void command(String command) {
        output.line(MARGIN + output.ink().dim("$ " + command));
    }

    /** Runs a command as the user would, and shows it with what it gives. */
    synchronized int runs(Shell shell, String... arguments) {
        String typed = Stream.of(arguments).map(Story::quoted).collect(Collectors.joining(" "));
        command("signalbox " + typed);
        return program.run(shell, arguments);
    }
}
