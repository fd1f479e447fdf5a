package dev.signalbox.cli.offline;

import java.util.LinkedHashMap;
import java.util.Map;

/** The commands of this room. Working without a hub. */
public final class OfflineCommands {
    private OfflineCommands() {}

    /** By name, in the order of the help. */
    public static Map<String, Class<?>> all() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("outbox", OutboxCommand.class);
        commands.put("sync", SyncCommand.class);
        return commands;
    }
}
