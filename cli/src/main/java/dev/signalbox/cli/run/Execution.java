package dev.signalbox.cli.run;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The way from a parsed command line to an exit code: a help text, or the called command with its run, or why it
 * failed.
 */
public record Execution(CommandRun run, Refusals refusals) implements IExecutionStrategy {
    /** The same line; from each command is taken what it has inherited and what means nothing to it. */
    public static CommandLine pruned(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        if (spec.userObject() instanceof Subcommand command) {
            command.without().stream().map(spec::findOption).forEach(spec::remove);
        }
        line.getSubcommands().values().forEach(Execution::pruned);
        return line;
    }

    @Override
    public int execute(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) return helped;
        List<CommandLine> path = parsed.asCommandLineList();
        CommandLine called = path.get(path.size() - 1);
        try {
            run(called);
            return run.exitCode();
        } catch (Exception e) {
            return refusals.failed(e, called);
        }
    }

    private void run(CommandLine called) throws Exception {
        Object command = called.getCommandSpec().userObject();
        if (command instanceof Subcommand subcommand) subcommand.run(run);
        else if (command instanceof Runnable ofPicocli) ofPicocli.run();
        else throw new ParameterException(called, whichOf(called));
    }

    private static String whichOf(CommandLine group) {
        CommandSpec spec = group.getCommandSpec();
        if (spec.parent() == null) return "Say which command.";
        List<String> names = List.copyOf(group.getSubcommands().keySet());
        int last = names.size() - 1;
        return "Say what to do with " + spec.name() + ": " + String.join(", ", names.subList(0, last)) + " or "
                + names.get(last) + ".";
    }
}
