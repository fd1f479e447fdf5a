package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.FieldOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Which event set a field, and why it counts.",
        footer = {
            "%nExamples:",
            "  signalbox traces explain TRACE name",
            "  signalbox traces explain TRACE model --observation ID",
            "  signalbox traces explain TRACE metadata",
            "  signalbox traces explain TRACE                 all fields",
            "%nOf several events that speak of one field an update counts more than a create,",
            "and a create more than a guess; then the later one by its producer's clock;",
            "then the greater id. In which order they arrived never matters."
        })
final class TracesExplainCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "TRACE", description = "Its id or the beginning of it.")
    private String trace = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FIELD",
            description = "name, input, output, userId, tags, metadata, endTime, model, usageDetails …")
    private @Nullable String field;

    @Option(names = "--observation", paramLabel = "ID", description = "A field of this step, not of the trace.")
    private @Nullable String observation;

    @Override
    public void run(CommandRun run) {
        trace = TraceCommands.whole(run, trace);
        Output output = run.output();
        List<FieldOrigin> origins = run.await(run.traces().explain(trace, observation, field));
        if (origins.isEmpty()) {
            String of = observation == null ? "trace" : "observation";
            output.note(
                    "Nobody has said anything of " + (field == null ? "this " + of : field + " of this " + of) + ".");
            List<FieldOrigin> all = run.await(run.traces().explain(trace, observation, null));
            String known = all.stream()
                    .map(each -> each.path().replaceAll("/.*", ""))
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!known.isEmpty()) output.note("What was said: " + known);
        }
        output.list(origins, items -> items.stream()
                .map(each -> text(each, output.ink()))
                .collect(Collectors.joining(System.lineSeparator())));
    }

    private static String text(FieldOrigin origin, Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold(origin.path()) + "  " + value(origin.value()));
        lines.add("  " + why(origin));
        String by = origin.actor() == null ? "" : " by " + origin.actor();
        lines.add("  said" + Ink.plain(by) + " at " + Times.format(origin.clock()) + " (its clock)");
        if (origin.receivedAt() != null) {
            lines.add("  "
                    + ink.dim("received " + Times.format(origin.receivedAt())
                            + (origin.position() == null ? "" : "  #" + origin.position() + " of the traces log")));
        }
        lines.add("  " + ink.dim("event " + origin.eventId()));
        return String.join(System.lineSeparator(), lines);
    }

    private static String why(FieldOrigin origin) {
        return switch (origin.phase()) {
            case "update" -> "the last update that speaks of it";
            case "create" -> "the last create that speaks of it, and no update does";
            default -> "a guess that nobody who knows has replaced";
        };
    }

    private static String value(@Nullable JsonNode value) {
        if (value == null || value.isNull()) return "(shown with the thing itself)";
        return Ink.plain(value.isTextual() ? "\"" + value.textValue() + "\"" : value.toString());
    }
}
