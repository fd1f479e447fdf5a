package dev.signalbox.cli.operator;

import java.util.LinkedHashMap;
import java.util.Map;

/** The commands of this room, but {@link HubCommand}, which comes first of all. Running a hub. */
public final class OperatorCommands {
    private OperatorCommands() {}

    /** By name, in the order of the help. */
    public static Map<String, Class<?>> all() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("keys", KeysCommand.class);
        commands.put("ownership", OwnershipCommand.class);
        commands.put("config", ConfigCommand.class);
        commands.put("schema", SchemaCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("verify", VerifyCommand.class);
        commands.put("compare", CompareCommand.class);
        commands.put("projections", ProjectionsCommand.class);
        commands.put("retention", RetentionCommand.class);
        commands.put("backup", BackupCommand.class);
        commands.put("move", MoveCommand.class);
        commands.put("bench", BenchCommand.class);
        commands.put("warm-up", WarmUpCommand.class);
        return commands;
    }
}
