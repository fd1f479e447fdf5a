package dev.signalbox.cli.log;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.EventQuery;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Cursors;
import dev.signalbox.cli.text.EventLines;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.EventPage;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code signalbox events}. */
@Command(
        name = "events",
        description = "Read the log page by page, oldest first.",
        footer = {
            "%nExamples:",
            "  signalbox events                              the first page",
            "  signalbox events --after 100 --limit 20       positions 101 to 120",
            "  signalbox events --all --types 'question.*'   all of them",
            "  signalbox events --all -o jsonl               CloudEvents, one a line",
            "%nEach page ends with a cursor for --after. To follow live: signalbox tail"
        })
public final class EventsCommand implements Subcommand {
    @Mixin
    private final EventQuery query = new EventQuery();

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            defaultValue = "start",
            description = "Read on behind this cursor or position; start; or end. Default: start.")
    private String after = "start";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many events a page, 1 to 500. Default: 50.")
    private @Nullable Integer limit;

    @Option(names = "--all", description = "All pages up to the head. Not with --output json.")
    private boolean all;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        if (all && output.isOneDocument()) {
            throw Failure.usage("--all gives as many lines as there are events.", "Use --output jsonl.");
        }
        TypePatterns.check(query, run);
        query.subject = Subjects.whole(query.subject, run);
        EventPage page = page(after, run);
        print(page, output);
        while (all && !page.next().equals(after) && hasMore(page)) {
            after = page.next();
            page = page(after, run);
            print(page, output);
        }
        if (!all && hasMore(page)) output.note("More: signalbox events --after " + page.next());
    }

    private EventPage page(String cursor, CommandRun run) {
        Map<String, String> parameters = query.parametersAfter(cursor);
        Integer size = limit != null ? limit : all ? Integer.valueOf(500) : null;
        if (size != null) parameters.put("limit", size.toString());
        return run.await(run.hub().events(parameters));
    }

    private static boolean hasMore(EventPage page) {
        return Cursors.position(page.next()) < page.head();
    }

    private static void print(EventPage page, Output output) {
        if (output.isOneDocument()) {
            output.one(page, "", "");
            return;
        }
        ZoneId zone = ZoneId.systemDefault();
        output.list(page.events(), events -> events.stream()
                .map(event -> EventLines.event(event, output.ink(), zone, output.width()))
                .collect(Collectors.joining(System.lineSeparator())));
    }
}
