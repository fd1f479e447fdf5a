package dev.signalbox.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code signalbox} command. */
@Command(
        name = "signalbox",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "The hub that owns what your agents share: they ask and tell, people see and answer.",
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:refused by the hub; standard error says why and what to do next",
            " 2:wrong usage; nothing was sent",
            " 3:the hub cannot be reached",
            " 4:timed out waiting for an answer (ask --wait)",
            " 5:conflict: somebody else was first"
        },
        subcommands = {
            HubCommand.class,
            NotifyCommand.class,
            AskCommand.class,
            AnswerCommand.class,
            InboxCommand.class,
            AcknowledgeCommand.class,
            ResolveCommand.class,
            TailCommand.class,
            EventsCommand.class,
            TableCommand.class,
            TracesCommand.class,
            PricesCommand.class,
            KeysCommand.class,
            OwnershipCommand.class,
            ConfigCommand.class,
            StatusCommand.class,
            RoadmapCommand.class,
            OutboxCommand.class,
            SyncCommand.class,
            ProjectionsCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            WarmUpCommand.class,
            GenerateCompletion.class
        })
public final class SignalboxCli implements Runnable {
    private final Shell shell;

    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    @Spec
    private CommandSpec spec;

    SignalboxCli(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    public static void main(String[] arguments) {
        int exitCode = run(Shell.ofProcess(), arguments);
        HttpThreads.end();
        System.exit(exitCode);
    }

    /** Runs one command to its end and gives its exit code. Throws nothing. */
    static int run(Shell shell, String... arguments) {
        CommandLine line = new CommandLine(new SignalboxCli(shell));
        line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(shell.colours() ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        Refusals refusals = new Refusals(shell);
        line.setParameterExceptionHandler((wrong, given) -> refusals.usage(wrong));
        line.setExecutionExceptionHandler((failure, command, parsed) -> refusals.failed(failure, command));
        return line.execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command.");
    }

    Shell shell() {
        return shell;
    }

    GlobalOptions options() {
        return options;
    }
}
