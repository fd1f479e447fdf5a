package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.Beginnings;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.wire.resource.Trace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands of this room. Looking at what agents did, and what it cost. */
public final class TraceCommands {
    private TraceCommands() {}

    /** By name, in the order of the help. */
    public static Map<String, Class<?>> all() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("traces", TracesCommand.class);
        commands.put("prices", PricesCommand.class);
        return commands;
    }

    /** Traces whose ids begin so, a few at most, the newest first. */
    public static List<Trace> begun(CommandRun run, String beginning) {
        return run.await(run.traces().traces(Beginnings.query(beginning))).items();
    }

    /** A trace as the terminal shows it, by its whole id. */
    public static void show(CommandRun run, String trace) {
        new ShownTrace(trace, false, false).show(run);
    }

    /** The id of a trace of which the beginning was typed. */
    static String whole(CommandRun run, String typed) {
        return Beginnings.whole(
                typed,
                beginning -> begun(run, beginning).stream().map(Trace::id).toList());
    }
}
