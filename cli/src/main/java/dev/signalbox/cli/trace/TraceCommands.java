package dev.signalbox.cli.trace;

import java.util.LinkedHashMap;
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
}
