package dev.signalbox.cli.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import picocli.CommandLine.Command;

/** The command {@code signalbox retention}. */
@Command(
        name = "retention",
        description = "What is deleted when its time is over: rows and traces. Needs an admin key.",
        subcommands = RetentionCommand.Allow.class,
        footer = {
            "%nExamples:",
            "  signalbox status                says when deletions are held, and why",
            "  signalbox retention allow       the clock is right: delete what is over",
            "%nThe hub holds deletions when its clock stands far ahead of when it last ran,",
            "since a wrong clock would delete everything. It goes on when the clock is set",
            "back, when an admin says so, or when it has run so for an hour. At most a tenth",
            "of a table goes a minute."
        })
public final class RetentionCommand {
    @Command(
            name = "allow",
            description = "Say that the hub's clock is right. For ten minutes all that is over may go at once.",
            footer = {"%nExample:", "  signalbox retention allow     after the clock was wrong, and is right again"})
    static final class Allow implements Subcommand {
        @Override
        public void run(CommandRun run) {
            JsonNode allowed = run.await(run.hub().operator().allowRetention());
            String clock = allowed.path("clock").asText();
            Ink ink = run.output().ink();
            run.output().one(allowed, ink.green("Allowed") + "  " + ink.dim("the hub's clock says " + clock), clock);
        }
    }
}
