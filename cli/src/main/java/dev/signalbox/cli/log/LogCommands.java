package dev.signalbox.cli.log;

import java.util.LinkedHashMap;
import java.util.Map;

/** The commands of this room. Reading the log, and finding what was said. */
public final class LogCommands {
    private LogCommands() {}

    /** By name, in the order of the help. */
    public static Map<String, Class<?>> all() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("tail", TailCommand.class);
        commands.put("events", EventsCommand.class);
        commands.put("recall", RecallCommand.class);
        return commands;
    }
}
