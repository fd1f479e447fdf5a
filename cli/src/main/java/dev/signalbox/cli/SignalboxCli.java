package dev.signalbox.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
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
        })
public final class SignalboxCli implements Runnable {
    /** Writes down the names of all others. */
    private static final String COMPLETION = "generate-completion";

    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("hub", HubCommand.class);
        COMMANDS.put("notify", NotifyCommand.class);
        COMMANDS.put("ask", AskCommand.class);
        COMMANDS.put("answer", AnswerCommand.class);
        COMMANDS.put("inbox", InboxCommand.class);
        COMMANDS.put("acknowledge", AcknowledgeCommand.class);
        COMMANDS.put("resolve", ResolveCommand.class);
        COMMANDS.put("tail", TailCommand.class);
        COMMANDS.put("events", EventsCommand.class);
        COMMANDS.put("table", TableCommand.class);
        COMMANDS.put("traces", TracesCommand.class);
        COMMANDS.put("prices", PricesCommand.class);
        COMMANDS.put("keys", KeysCommand.class);
        COMMANDS.put("ownership", OwnershipCommand.class);
        COMMANDS.put("config", ConfigCommand.class);
        COMMANDS.put("status", StatusCommand.class);
        COMMANDS.put("roadmap", RoadmapCommand.class);
        COMMANDS.put("outbox", OutboxCommand.class);
        COMMANDS.put("sync", SyncCommand.class);
        COMMANDS.put("projections", ProjectionsCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("bench", BenchCommand.class);
        COMMANDS.put("warm-up", WarmUpCommand.class);
        COMMANDS.put(COMPLETION, GenerateCompletion.class);
    }

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
        CommandLine line = new SignalboxCli(shell).commandLine(arguments);
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

    /** The root with the one command that is called: to build all of them takes longer than most commands run. */
    private CommandLine commandLine(String... arguments) {
        String name = arguments.length == 0 ? COMPLETION : arguments[0];
        Class<?> called = COMMANDS.get(name);
        return called == null || name.equals(COMPLETION)
                ? commandLine()
                : new CommandLine(this).addSubcommand(name, called);
    }

    /** The root with all commands, as the help, the completion and a word that is none of them need it. */
    CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        COMMANDS.forEach(line::addSubcommand);
        return line;
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
