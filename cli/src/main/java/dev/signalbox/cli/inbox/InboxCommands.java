package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The commands about what waits for people, by name, in the order of the help. */
public final class InboxCommands {
    private InboxCommands() {}

    public static Map<String, Class<?>> all() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("notify", NotifyCommand.class);
        commands.put("ask", AskCommand.class);
        commands.put("wait", WaitCommand.class);
        commands.put("inbox", InboxCommand.class);
        commands.put("show", ShowCommand.class);
        commands.put("answer", AnswerCommand.class);
        commands.put("receipt", ReceiptCommand.class);
        commands.put("cancel", CancelCommand.class);
        commands.put("acknowledge", CloseCommand.Acknowledge.class);
        commands.put("resolve", CloseCommand.Resolve.class);
        commands.put("open", OpenCommand.class);
        return commands;
    }

    /** The numbers of the last inbox of this hub; none when there was none. */
    public static List<String> numbers(CommandRun run) {
        return LastInbox.of(run).entries().stream()
                .map(entry -> Integer.toString(entry.number()))
                .toList();
    }
}
